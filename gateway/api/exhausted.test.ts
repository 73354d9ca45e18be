import { describe, expect, it } from 'vitest'
import type { AttemptFailure } from '#shared/session/frame'
import { diagnosticsOf, failedAttempt } from '../../test/support/frames'
import { buildEnvelope } from './errors'
import { refuseExhausted } from './exhausted'

type Failed = readonly [provider: string, failure: Partial<AttemptFailure>]
const refuse = (...attempts: readonly Failed[]) =>
  refuseExhausted(
    attempts.map(([provider, failure], i) => failedAttempt(provider, failure, i + 1)),
    diagnosticsOf('openai/gpt-5'),
  )
const describeAll = (...attempts: readonly Failed[]) => refuse(...attempts).description
const on = 'for endpoint "responses" on model "openai/gpt-5".'
const inspect = 'Inspect failure_sample for per-attempt diagnostics.'

describe('the description of one failed provider', () => {
  it('with its status', () => {
    expect(describeAll(['openai', { status: 418 }])).toBe(`Provider "openai" failed with HTTP 418 ${on} ${inspect}`)
  })
  it('without one', () => {
    expect(describeAll(['openai', {}])).toBe(`Provider "openai" failed ${on} ${inspect}`)
  })
  it('tried twice is still one provider', () => {
    expect(describeAll(['a', { status: 418 }], ['a', { status: 419 }])).toBe(
      `Provider "a" failed with HTTP 418 ${on} ${inspect}`,
    )
  })
  it('a long name is cut', () => {
    expect(describeAll(['x'.repeat(61), {}])).toContain(`Provider "${'x'.repeat(59)}..." failed`)
    expect(describeAll(['x'.repeat(60), {}])).toContain(`Provider "${'x'.repeat(60)}" failed`)
  })
})

describe('the description of several', () => {
  it('sums up three providers and counts the rest', () => {
    const text = describeAll(
      ['a', { status: 404 }],
      ['b', { status: 500 }],
      ['b', { status: 404 }],
      ['b', { status: 429 }],
      ['b', { status: 429 }],
      ['c', {}],
      ['d', { status: 500 }],
      ['e', { status: 500 }],
    )
    expect(text).toBe(
      `All 8 provider attempts failed ${on} Provider/status summary: a:404, b:404/429/500, c, +2 more. ` +
        `Hint: The provider may not expose this model on this endpoint yet. ${inspect}`,
    )
  })
})

describe('the summary', () => {
  const summary = (...attempts: readonly Failed[]) => /summary: (.*?)\./.exec(describeAll(...attempts))?.[1]
  it('counts no rest where there is none', () => {
    expect(summary(['a', {}], ['b', {}], ['c', {}])).toBe('a, b, c')
  })
  it('lists the statuses a provider had, where it had one', () => {
    expect(summary(['a', { status: 500 }], ['a', {}], ['b', {}])).toBe('a:500, b')
  })
})

describe('what the first provider said', () => {
  const said = (failure: Partial<AttemptFailure>) => describeAll(['a', failure], ['b', { code: 'other' }])
  const between = (text: string) => text.slice(text.indexOf('a, b. ') + 6, text.indexOf(inspect)).trim()
  it.each<readonly [Partial<AttemptFailure>, string]>([
    [{ code: 'C' }, 'Upstream code: C.'],
    [{ message: 'A stop.' }, 'Upstream message: A stop..'],
    [{ message: 'm', description: 'm', param: 'm' }, 'Upstream message: m.'],
    [{ message: 'm', description: 'd', param: 'd' }, 'Upstream message: m. Upstream detail: d.'],
    [
      { code: 'c', message: 'm', description: 'd', param: 'p' },
      'Upstream code: c. Upstream message: m. Upstream detail: d. Upstream param: p.',
    ],
    [{ message: 'm', description: 'd' }, 'Upstream message: m. Upstream detail: d.'],
    [{ message: 'm', param: 'm' }, 'Upstream message: m.'],
    [{ message: ' a \n\t b ' }, 'Upstream message: a b.'],
    [{ code: 'x'.repeat(81) }, `Upstream code: ${'x'.repeat(79)}....`],
    [{ message: 'x'.repeat(181) }, `Upstream message: ${'x'.repeat(179)}....`],
    [{ message: 'x'.repeat(180) }, `Upstream message: ${'x'.repeat(180)}.`],
    [{ description: 'x'.repeat(181) }, `Upstream detail: ${'x'.repeat(179)}....`],
    [{ param: 'x'.repeat(241) }, `Upstream param: ${'x'.repeat(239)}....`],
    [{}, ''],
  ])('%j', (failure, text) => expect(between(said(failure))).toBe(text))
})

describe('the hint is the first that fits any status, in a fixed order', () => {
  const hints: readonly (readonly [number[], string | null])[] = [
    [[400, 500, 429, 404, 403], 'Verify provider credentials/BYOK keys and account permissions.'],
    [[500, 401], 'Verify provider credentials/BYOK keys and account permissions.'],
    [[400, 500, 429, 404], 'The provider may not expose this model on this endpoint yet.'],
    [[400, 500, 504, 429], 'The provider is rate limiting requests; retry with backoff.'],
    [[400, 500, 408], 'The provider timed out; retrying may succeed.'],
    [[500], 'The provider returned a server error; retrying may succeed.'],
    [[504], 'The provider timed out; retrying may succeed.'],
    [[400, 503], 'The provider returned a server error; retrying may succeed.'],
    [[422], 'The upstream provider rejected request parameters.'],
    [[400], 'The upstream provider rejected request parameters.'],
    [[409], null],
  ]
  it.each(hints)('%j', (statuses, hint) => {
    const text = describeAll(...statuses.map((status): Failed => ['a', { status }]))
    expect(/Hint: (.*) Inspect/.exec(text)?.[1] ?? null).toBe(hint)
  })
})

describe('an empty pool', () => {
  it('has no attempt fields and blames nobody', () => {
    const refusal = refuse()
    expect(refusal).toEqual({
      code: 'upstream_error',
      description: `Provider "unknown" failed ${on} No per-attempt diagnostics were captured.`,
      extra: {
        reason: 'all_candidates_failed',
        routing_diagnostics: { model: 'openai/gpt-5', endpoint: 'responses', filterStages: [] },
      },
      headers: {},
    })
    expect(buildEnvelope(refusal, 'G-1')).toMatchObject({
      status_code: 502,
      error_type: 'system',
      error_origin: 'upstream',
    })
  })
})

describe('the fields of the envelope', () => {
  it('providers once each and at most eight, statuses once each, three samples', () => {
    const attempts = Array.from({ length: 10 }, (_, i): Failed => [
      `p${i}`,
      i === 9 ? {} : { status: i % 2 ? 500 : 429 },
    ])
    const { extra } = refuse(...attempts, ['p0', { status: 429 }])
    expect(extra).toMatchObject({
      reason: 'all_candidates_failed',
      attempt_count: 11,
      failed_providers: ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7'],
      failed_statuses: [429, 500],
    })
    expect(extra?.failure_sample?.map((s) => s.provider)).toEqual(['p0', 'p1', 'p2'])
  })
  it('a sample says everything the provider said; the first one is the upstream error', () => {
    const first = { status: 400, code: 'c', message: 'm', description: 'd', param: 'p', preview: 'raw' }
    const { extra } = refuse(['a', first], ['b', { type: 'error', code: 'ECONNRESET' }])
    expect(extra?.upstream_error).toEqual({ code: 'c', message: 'm', description: 'd', param: 'p' })
    expect(extra?.failure_sample).toEqual([
      {
        provider: 'a',
        type: 'upstream_non_2xx',
        status: 400,
        upstream_error_code: 'c',
        upstream_error_message: 'm',
        upstream_error_description: 'd',
        upstream_error_param: 'p',
        upstream_payload_preview: 'raw',
        retryable: null,
      },
      {
        provider: 'b',
        type: 'error',
        status: null,
        upstream_error_code: 'ECONNRESET',
        upstream_error_message: null,
        upstream_error_description: null,
        upstream_error_param: null,
        upstream_payload_preview: null,
        retryable: null,
      },
    ])
  })
})

describe('why the first provider failed', () => {
  it('is told where it can be', () => {
    expect(refuse(['a', { status: 429 }], ['b', { status: 500 }]).extra?.provider_failure_diagnostics).toMatchObject({
      provider: 'a',
      category: 'rate_limited',
    })
    expect(refuse(['a', { status: 422 }], ['b', { status: 500 }]).extra).not.toHaveProperty(
      'provider_failure_diagnostics',
    )
  })
})

describe('retry-after', () => {
  const headers = (...attempts: readonly Failed[]) => refuse(...attempts).headers
  it('is the shortest wait, when every attempt was busy', () => {
    expect(
      headers(['a', { status: 429, retryAfterSeconds: 12 }], ['b', { status: 503, retryAfterSeconds: 2.2 }]),
    ).toEqual({
      'retry-after': '3',
    })
  })
  it('is not sent when another attempt failed otherwise, or nobody said how long', () => {
    expect(headers(['a', { status: 429, retryAfterSeconds: 12 }], ['b', { status: 500 }])).toEqual({})
    expect(headers(['a', { status: 429 }])).toEqual({})
  })
})

describe('a provider that wants to be paid', () => {
  it('is named, whichever attempt it was', () => {
    const refusal = refuse(['a', { status: 500 }], ['b', { status: 402 }], ['c', { status: 402 }])
    const notice = 'Our upstream provider billing appears to be unavailable. If this persists, contact support.'
    expect(refusal).toMatchObject({
      code: 'provider_payment_required',
      description: `The provider "b" requires payment. ${notice}`,
      extra: {
        reason: 'upstream_provider_payment_required',
        attempt_count: 3,
        failed_statuses: [500, 402],
        provider_payment_required_provider: 'b',
        provider_payment_required_support_notice: notice,
      },
    })
    expect(buildEnvelope(refusal, 'G-1').status_code).toBe(502)
  })
})
