import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CanonicalRequest, Fields } from '#shared/open-responses/canonical'
import { answerCall, datetimeCalls, followUp, prepareDatetime } from './datetime'

const ask = (fields: Partial<CanonicalRequest>): CanonicalRequest => ({ model: 'm', input: 'time?', ...fields })
const prepared = (...tools: Fields[]) => {
  const result = prepareDatetime(ask({ tools }))
  if (!result.ok || !result.tool) throw new Error('not prepared')
  return result.tool
}
const datetime = (fields: Fields = {}): Fields => ({ type: 'gateway:datetime', ...fields })
const call = (name: string, args = '{}'): Fields => ({ type: 'function_call', call_id: 'c1', name, arguments: args })

describe('the tool becomes a function', () => {
  it('only when it is there', () => expect(prepareDatetime(ask({}))).toEqual({ ok: true, tool: null }))
  it('appended once, under its own name', () => {
    const other = { type: 'function', name: 'weather' }
    expect(prepared(datetime(), other, datetime()).request.tools).toEqual([
      other,
      expect.objectContaining({ type: 'function', name: 'gateway_datetime' }),
    ])
  })
  it('unless the client declared one of that name', () => {
    const own = { type: 'function', name: 'gateway_datetime', description: 'mine' }
    expect(prepared(datetime(), own).request.tools).toEqual([own])
  })
  it.each<readonly [CanonicalRequest['tool_choice']]>([
    ['gateway:datetime'],
    [{ type: 'gateway:datetime' }],
    [{ type: 'function', name: 'gateway:datetime' }],
  ])('and so does a choice of it: %j', (tool_choice) => {
    const result = prepareDatetime(ask({ tools: [datetime()], ...(tool_choice ? { tool_choice } : {}) }))
    expect(result.ok && result.tool?.request.tool_choice).toEqual({ type: 'function', name: 'gateway_datetime' })
  })
  it('other choices stay', () => {
    const result = prepareDatetime(ask({ tools: [datetime()], tool_choice: 'required' }))
    expect(result.ok && result.tool?.request.tool_choice).toBe('required')
  })
})

describe('the default timezone', () => {
  it.each<readonly [string, Fields[], string]>([
    ['is UTC', [datetime()], 'UTC'],
    ['is that of the parameters', [datetime({ parameters: { timezone: ' Asia/Tokyo ' } })], 'Asia/Tokyo'],
    ['or the legacy one', [datetime({ timezone: 'Asia/Tokyo' })], 'Asia/Tokyo'],
    [
      'the parameters win',
      [datetime({ timezone: 'Asia/Tokyo', parameters: { timezone: 'Asia/Kolkata' } })],
      'Asia/Kolkata',
    ],
    [
      'the last tool wins',
      [datetime({ timezone: 'Asia/Tokyo' }), datetime({ timezone: 'Asia/Kolkata' })],
      'Asia/Kolkata',
    ],
  ])('%s', (_, tools, timezone) => expect(prepared(...tools).timezone).toBe(timezone))
  it.each(['Mars/Base', '+02:00', 'x y'])('%s is refused by name', (timezone) =>
    expect(prepareDatetime(ask({ tools: [datetime({ timezone })] }))).toEqual({
      ok: false,
      description: `Invalid datetime tool timezone "${timezone}". Use a valid IANA timezone name.`,
    }),
  )
})

describe('a call is answered', () => {
  const now = Date.parse('2026-05-06T12:04:05.123Z')
  const answer = (args: string, timezone = 'UTC', at = now) =>
    JSON.parse(String(answerCall(call('gateway_datetime', args), timezone, at)['output'])) as Fields
  it.each([
    ['{}', 'Asia/Tokyo', '2026-05-06T21:04:05.123+09:00', 'Asia/Tokyo'],
    ['{"timezone":"America/New_York"}', 'UTC', '2026-05-06T08:04:05.123-04:00', 'America/New_York'],
    ['{"timezone":"Asia/Kolkata"}', 'UTC', '2026-05-06T17:34:05.123+05:30', 'Asia/Kolkata'],
    ['not json', 'UTC', '2026-05-06T12:04:05.123+00:00', 'UTC'],
    ['{"timezone":7}', 'UTC', '2026-05-06T12:04:05.123+00:00', 'UTC'],
  ])('%s in %s', (args, zone, datetimeText, timezone) =>
    expect(answer(args, zone)).toEqual({ datetime: datetimeText, timezone }),
  )
  it('a timezone the model made up is an error it can mend', () => {
    const result = answerCall(call('gateway_datetime', '{"timezone":"Mars/Base"}'), 'UTC', now)
    expect(result).toMatchObject({ call_id: 'c1', status: 'failed' })
    expect(JSON.parse(String(result['output']))).toEqual({
      error: 'invalid_timezone',
      timezone: 'Mars/Base',
      message: 'timezone must be a valid IANA timezone name',
    })
  })
  it('the local time it tells is the moment it was asked, in every zone and year', () => {
    const zones = fc.constantFrom('UTC', 'Europe/London', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Apia')
    const moments = fc.integer({ min: 0, max: 4_102_444_800_000 })
    fc.assert(
      fc.property(zones, moments, (zone, at) => {
        expect(Date.parse(String(answer('{}', zone, at)['datetime']))).toBe(at)
      }),
    )
  })
})

describe('the loop goes on', () => {
  const output = (...items: Fields[]) => ({ output: items })
  it('only while every call is for this tool', () => {
    expect(datetimeCalls(output(call('gateway_datetime'), call('gateway_datetime')))).toHaveLength(2)
    expect(datetimeCalls(output(call('gateway_datetime'), call('weather')))).toBeNull()
    expect(datetimeCalls(output({ type: 'message' }))).toBeNull()
    expect(datetimeCalls({})).toBeNull()
  })
  it('with what was said, the results and a free choice', () => {
    const said = call('gateway_datetime')
    const result = { type: 'function_call_output', call_id: 'c1', output: '{}' }
    expect(followUp(ask({ tool_choice: 'required', temperature: 0 }), output(said), [result])).toEqual({
      model: 'm',
      temperature: 0,
      tool_choice: 'auto',
      input: [{ role: 'user', content: 'time?' }, said, result],
    })
    expect(followUp(ask({ input: [{ role: 'user' }] }), output(said), []).input).toEqual([{ role: 'user' }, said])
  })
})
