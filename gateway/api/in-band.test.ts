import { describe, expect, it } from 'vitest'
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { AttemptFailure } from '#shared/session/frame'
import { catalogueOf, price } from '../../test/support/catalogue'
import { diagnosticsOf, failedAttempt } from '../../test/support/frames'
import type { FailedAttempt, Served } from '../exchange/attempts'
import { describeAttempts, inBandHeaders, type RouteFacts } from './in-band'

/** An attempt that was served by `id`, which calls the model `model`. */
function servedBy(id: string, model = 'its-m', options: { readonly simulated?: boolean } = {}): Served {
  const own = options.simulated ? { adapter: 'simulator' } : { adapter: 'openai', api_key: 'k' }
  const catalogue = catalogueOf({
    providers: [{ id, ...own }],
    models: [{ id: 'm', providers: [{ provider: id, model, pricing: price }] }],
  })
  const provider = catalogue.providers.get(id)
  const route = catalogue.models.get('m')?.providers[0]
  if (!provider || !route) throw new Error(`no candidate ${id}`)
  const content = { kind: 'body', response: {}, raw: {} } as const
  return { attempt: 2, startedMs: 10.04, ms: 20.06, candidate: { provider, route }, sent: '{}', content }
}

const failed = (provider: string, failure: Partial<AttemptFailure>, attempt = 1): FailedAttempt => ({
  ...failedAttempt(provider, failure, attempt),
  startedMs: 1.26,
  ms: 3.14,
})
const factsOf = (facts: Partial<RouteFacts>): RouteFacts => ({
  diagnostics: null,
  routedMs: 0,
  failures: [],
  served: null,
  elapsedMs: 0,
  ...facts,
})
const headersOf = (facts: Partial<RouteFacts>) => inBandHeaders('G-1', factsOf(facts))
const dropped = (providerId: string, reason: string) => ({ providerId, reason })

describe('headers of an answer', () => {
  it('that was served name the provider, its name of the model and the attempt', () => {
    expect(headersOf({ served: servedBy('a') })).toEqual({
      'x-generation-id': 'G-1',
      'x-request-id': 'G-1',
      'x-gateway-attempts': '2',
      'x-gateway-provider': 'a',
      'x-gateway-model': 'its-m',
      'server-timing': expect.any(String),
      'timing-allow-origin': '*',
    })
  })
  it('say so when nobody real served it', () => {
    expect(headersOf({ served: servedBy('a', 'm', { simulated: true }) })).toHaveProperty(
      'x-gatescope-simulated',
      'true',
    )
  })
  it('carry names of any script', () => {
    expect(headersOf({ served: servedBy('ä', 'модель') })).toMatchObject({
      'x-gateway-provider': '%C3%A4',
      'x-gateway-model': encodeURIComponent('модель'),
    })
  })
  it('that nobody served count the attempts that failed', () => {
    const failures = [failed('a', {}), failed('b', {}, 2), failed('c', {}, 3)]
    expect(headersOf({ failures })).toMatchObject({ 'x-gateway-attempts': '3' })
    expect(headersOf({ failures })).not.toHaveProperty('x-gateway-provider')
    expect(headersOf({})['x-gateway-attempts']).toBe('0')
  })
})

describe('who did not serve', () => {
  const rejected = (facts: Partial<RouteFacts>) => headersOf(facts)['x-gateway-rejected']
  const diagnostics: RoutingDiagnostics = {
    ...diagnosticsOf('m', []),
    candidates: {
      ...diagnosticsOf('m').candidates,
      droppedUnsupportedEndpoint: ['a'],
      droppedMissingAdapter: [{ providerId: 'b', endpoint: 'responses' }],
    },
    enablement: { ...diagnosticsOf('m').enablement, dropped: [dropped('c', 'pricing_missing')] },
    filterStages: [
      {
        stage: 'status_gate',
        beforeCount: 2,
        afterCount: 1,
        droppedProviders: [dropped('d', 'provider_status_paused')],
      },
      { stage: 'health_breaker', beforeCount: 1, afterCount: 0, droppedProviders: [dropped('e', 'breaker_open')] },
    ],
  }
  it('is listed step by step, with one word each', () => {
    expect(rejected({ diagnostics, failures: [failed('f', { status: 500 })] })).toBe(
      'a=endpoint_unsupported, b=adapter_missing, c=pricing_missing, d=provider_status_paused, e=breaker_open, f=500',
    )
  })
  it.each<readonly [Partial<AttemptFailure>, string]>([
    [{ status: 429, code: 'busy' }, 'a=429'],
    [{ code: 'ECONNRESET', type: 'error' }, 'a=ECONNRESET'],
    [{ type: 'error' }, 'a=error'],
    [{ code: 'überlastet' }, 'a=%C3%BCberlastet'],
  ])('a failure goes by its status, else its code, else its type: %j', (failure, entry) => {
    expect(rejected({ failures: [failed('a', failure)] })).toBe(entry)
  })
  it('by a name of any script', () => expect(rejected({ failures: [failed('ä', { status: 1 })] })).toBe('%C3%A4=1'))
  it('is no header when everybody did', () => expect(headersOf({})).not.toHaveProperty('x-gateway-rejected'))
  it('is listed whole entry by whole entry, in 512 characters', () => {
    const named = (...lengths: readonly number[]) =>
      rejected({ failures: lengths.map((length) => failed('x'.repeat(length - 2), { status: 1 })) })
    expect(named(255, 255)).toHaveLength(512)
    expect(named(255, 256)).toHaveLength(255)
    expect(named(255, 256, 9)).toHaveLength(255)
    expect(named(513)).toBeUndefined()
  })
})

describe('server-timing', () => {
  const timing = (facts: Partial<RouteFacts>) => headersOf(facts)['server-timing']
  it('has the gateway’s own time, the route, each attempt and the total, in tenths of a millisecond', () => {
    const failures = [failed('a', { status: 429 }), failed('b', { code: 'ECONNRESET' }, 2), failed('c', {}, 3)]
    expect(timing({ failures, served: { ...servedBy('d'), attempt: 4 }, routedMs: 1.25, elapsedMs: 100.04 })).toBe(
      'gw;dur=70.6, route;dur=1.3, a1;dur=3.1;desc="a 429", a2;dur=3.1;desc="b ECONNRESET", ' +
        'a3;dur=3.1;desc="c upstream_non_2xx", a4;dur=20.1;desc="d 200", total;dur=100',
    )
  })
  it('is never below nothing, whatever the clock does', () => {
    expect(timing({ failures: [failed('a', { status: 500 })], elapsedMs: 1 })).toMatch(/^gw;dur=0, /)
  })
  it('without an attempt is all the gateway’s', () => {
    expect(timing({ elapsedMs: 2 })).toBe('gw;dur=2, route;dur=0, total;dur=2')
  })
  it('quotes what people named', () => {
    expect(timing({ failures: [failed('a"\\b', { status: 1 })] })).toContain('a1;dur=3.1;desc="ab 1"')
    expect(timing({ failures: [failed('ä', { status: 1 })] })).toContain('desc="%C3%A4 1"')
  })
})

describe('every attempt in its order', () => {
  const failures = [
    failed('a', { status: 429, code: 'busy', message: 'slow', retryAfterSeconds: 1.5 }),
    failed('b', { type: 'error' }, 2),
  ]
  const first = {
    attempt: 1,
    provider: 'a',
    model: 'gpt-5',
    started_ms: 1.3,
    ms: 3.1,
    type: 'upstream_non_2xx',
    status: 429,
    code: 'busy',
    message: 'slow',
    retry_after_ms: 1500,
    verdict: 'next_provider',
  }
  const second = {
    attempt: 2,
    provider: 'b',
    model: 'gpt-5',
    started_ms: 1.3,
    ms: 3.1,
    type: 'error',
    status: null,
    code: null,
    message: null,
    retry_after_ms: null,
  }
  it('the last failed one exhausted the plan', () => {
    expect(describeAttempts({ failures, served: null })).toEqual([first, { ...second, verdict: 'exhausted' }])
  })
  it('or led to the one that served', () => {
    expect(describeAttempts({ failures, served: servedBy('c') })).toEqual([
      first,
      { ...second, verdict: 'next_provider' },
      {
        attempt: 2,
        provider: 'c',
        model: 'its-m',
        started_ms: 10,
        ms: 20.1,
        type: 'served',
        status: 200,
        code: null,
        message: null,
        retry_after_ms: null,
        verdict: 'served',
      },
    ])
  })
})
