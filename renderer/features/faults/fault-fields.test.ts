import { describe, expect, it } from 'vitest'
import { faultKinds } from '#shared/fault/kinds'
import { faultJsonSchema, faultSchema } from '#shared/fault/schema'
import { formOf, groupKinds, readFault, sayFields } from './fault-fields'

const schema = faultJsonSchema()
const kindNamed = (name: string) => {
  const kind = faultKinds.find((one) => one.name === name)
  if (!kind) throw new Error(`no ${name}`)
  return kind
}
const formNamed = (name: string) => formOf(kindNamed(name), schema)
const read = (name: string, typed: Record<string, string>) => readFault(kindNamed(name), formNamed(name), typed, 'acme')

describe('the form of a fault', () => {
  it('of every kind, left blank, is a fault that the gateway takes', () => {
    for (const kind of faultKinds) {
      const reading = readFault(kind, formOf(kind, schema), {}, 'acme')
      expect(faultSchema.safeParse('fault' in reading ? reading.fault : null).error, kind.name).toBeUndefined()
    }
  })
  it('has the fields that the table gives a kind, and when it happens', () => {
    const { own, when } = formNamed('status')
    expect(own.map(({ name, control }) => [name, control.kind])).toEqual([
      ['status', 'number'],
      ['body', 'any'],
      ['retry_after', 'number'],
      ['headers', 'json'],
      ['stall_ms', 'number'],
    ])
    expect(when.map(({ name }) => name)).toEqual(['model', 'attempt', 'times', 'probability'])
    for (const { doc } of [...own, ...when]) expect(doc).not.toBe('')
  })
  it('does not ask for what the name says already', () => {
    expect(formNamed('tls').own.map(({ name }) => name)).toEqual(['stall_ms'])
    expect(formNamed('crlf').own.map(({ name }) => name)).toEqual(['stall_ms'])
  })
  it('says what a blank field stands for', () => {
    const fallbacks = (name: string) => Object.fromEntries(formNamed(name).own.map((f) => [f.name, f.fallback]))
    expect(fallbacks('close')).toEqual({ close_code: '1011', close_after_events: '3', stall_ms: '' })
    expect(fallbacks('stall')).toEqual({ stall_ms: 'without end', stall_after_events: '' })
  })
  it('offers the values of a field that has a few', () => {
    const metric = formNamed('key_limit_exceeded').own.find(({ name }) => name === 'limit_metric')
    expect(metric?.control).toEqual({ kind: 'choice', values: ['requests', 'cost', 'soft_blocked'] })
  })
})

describe('what was typed', () => {
  it('becomes numbers, JSON and text as the fields are', () => {
    expect(
      read('status', { status: '429', retry_after: ' 2.5 ', headers: '{"x-a":"1"}', body: 'busy', times: '3' }),
    ).toEqual({
      fault: { provider: 'acme', status: 429, retry_after: 2.5, headers: { 'x-a': '1' }, body: 'busy', times: 3 },
    })
    expect(read('status', { body: '{"error":"x"}' })).toMatchObject({ fault: { body: { error: 'x' } } })
  })
  it('that is no number stays as it is, for the gateway to refuse', () => {
    const reading = read('status', { status: 'many' })
    expect(reading).toMatchObject({ fault: { status: 'many' } })
    expect(faultSchema.safeParse('fault' in reading && reading.fault).error?.issues[0]?.path).toEqual(['status'])
  })
  it('that must be JSON and is not makes no fault', () => {
    expect(read('status', { headers: '{' })).toEqual({
      problem: { field: 'headers', message: 'headers must be JSON.' },
    })
  })
  it('as a refusal happens to the gateway, whoever was chosen', () => {
    expect(read('insufficient_funds', {})).toEqual({ fault: { provider: 'gateway', error: 'insufficient_funds' } })
  })
})

describe('kinds and faults', () => {
  it('are grouped by where they can happen, none left out', () => {
    const groups = groupKinds(faultKinds)
    expect([...groups.keys()]).toEqual([
      'HTTP and websocket',
      'HTTP',
      'Websocket',
      'Routing',
      'Refusals of the gateway itself',
    ])
    expect([...groups.values()].flat()).toHaveLength(faultKinds.length)
  })
  it('are told by their fields', () => {
    expect(sayFields({ provider: 'acme', times: 3, status: 429, retry_after: 2, body: { a: 1 } })).toBe(
      'status 429, retry_after 2, body {"a":1}, times 3',
    )
    expect(sayFields({ provider: 'acme', stall_ms: 2_147_483_647 })).toBe('stall_ms without end')
    expect(sayFields({ provider: 'acme', comments: true })).toBe('')
  })
})
