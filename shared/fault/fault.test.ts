import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { commonFields, faultKinds, fieldDocs, kindOf } from './kinds'
import { faultSchema } from './schema'

const providerOf = (places: readonly string[]) => (places.includes('gateway') ? 'gateway' : 'p')

describe('the table of faults', () => {
  it('has each name once', () => expect(new Set(faultKinds.map((k) => k.name)).size).toBe(faultKinds.length))
  it.each(faultKinds)('$name stands for a valid fault, which is of its own kind', (kind) => {
    const parsed = faultSchema.safeParse({ provider: providerOf(kind.places), ...kind.sets })
    expect(parsed.error?.issues).toBeUndefined()
    expect(kindOf(parsed.data ?? {})).toBe(kind)
  })
  it.each(faultKinds)(
    '$name says what it is and where it happens',
    ({ title, does, places, event, parameters, key }) => {
      expect(title !== '' && does !== '' && places.length > 0).toBe(true)
      expect(parameters).toHaveProperty(key)
      if (event !== null) expect(parameters).toHaveProperty(event)
    },
  )
  it('documents exactly the fields a fault can have, and the JSON Schema says the same', () => {
    expect(Object.keys(fieldDocs).sort()).toEqual(Object.keys(faultSchema.shape).sort())
    const { properties } = z.toJSONSchema(faultSchema)
    for (const [name, about] of Object.entries(fieldDocs))
      expect(properties?.[name]).toMatchObject({ description: about })
    expect(properties?.['times']).toMatchObject({ description: commonFields.times })
  })
})

describe('the fields of a fault go together, or the first that does not is named', () => {
  const problem = (fault: object) =>
    faultSchema.safeParse(fault).error?.issues.map((i) => [i.path.join('.'), i.message])
  it.each<readonly [object]>([
    [{ provider: 'p', status: 429, retry_after: 2, times: 1 }],
    [{ provider: 'p', status: 503, stall_ms: 200, body: null, probability: 0.5, attempt: 1, model: 'm' }],
    [{ provider: 'p', stall_ms: 200, cut_after_events: 2 }],
    [{ provider: 'p', stall_ms: 200, stall_after_events: 0 }],
    [{ provider: 'p', breaker: 'open', times: 3 }],
    [{ provider: 'gateway', error: 'key_limit_exceeded', limit_window: 'weekly', current_value: 7 }],
  ])('%j is one', (fault) => expect(problem(fault)).toBeUndefined())
  it.each<readonly [object, string, RegExp]>([
    [{ provider: 'p' }, '', /^says nothing to do: give one of connect, status, /],
    [{ provider: 'p', times: 2 }, '', /nothing to do/],
    [{ provider: 'p', status: 500, cut_after_events: 1 }, '', /^does status and cut_after_events at once: write one/],
    [
      { provider: 'p', cut_after_events: 1, retry_after: 1 },
      'retry_after',
      /^does not go with "cut_after_events", which/,
    ],
    [{ provider: 'p', connect: 'tls', body: 'x' }, 'body', /does not go with "connect"/],
    [{ provider: 'p', cut_after_events: 1, stall_ms: 5, stall_after_events: 1 }, 'stall_after_events', /does not go/],
    [{ provider: 'gateway', status: 500 }, 'provider', /can only refuse: give it an "error", not "status"/],
    [{ provider: 'p', error: 'gateway_error' }, 'provider', /its provider is "gateway"/],
    [
      { provider: 'gateway', error: 'gateway_error', limit_window: 'daily' },
      'limit_window',
      /does not go with "error"/,
    ],
    [{ provider: 'gateway', error: 'insufficient_fund' }, 'error', /"insufficient_funds"/],
  ])('%j', (fault, path, message) => expect(problem(fault)).toEqual([[path, expect.stringMatching(message)]]))
})
