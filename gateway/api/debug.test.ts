import { describe, expect, it } from 'vitest'
import { requestSchema } from '#shared/open-responses/request'
import { poolOf } from '../../test/support/catalogue'
import { diagnosticsOf, failedAttempt, failureOf } from '../../test/support/frames'
import { noNeeds } from '../routing/needs'
import { route } from '../routing/route'
import { describeDebug, readWishes, type DebugWishes } from './debug'

const wishesOf = (fields: object, headers: Record<string, string> = {}) =>
  readWishes(requestSchema.parse({ model: 'm', input: 'hi', ...fields }), headers)
const none: DebugWishes = { enabled: false, upstreamRequest: false, upstreamResponse: false, meta: false }

describe('what a request wishes to be told', () => {
  it.each<readonly [object, Record<string, string>, Partial<DebugWishes>]>([
    [{}, {}, {}],
    [{ debug: {} }, {}, {}],
    [{ debug: { enabled: true } }, {}, { enabled: true, meta: true }],
    [{ debug: { enabled: false } }, {}, {}],
    [{}, { 'x-gateway-debug': 'true' }, { enabled: true, meta: true }],
    [{}, { 'x-gateway-debug': '1' }, { enabled: true, meta: true }],
    [{}, { 'x-gateway-debug': 'yes' }, { enabled: true, meta: true }],
    [{}, { 'x-gateway-debug': 'no' }, {}],
    [{}, { 'x-phaseo-debug': '1' }, { enabled: true, meta: true }],
    [{ debug: { return_upstream_request: true } }, {}, { upstreamRequest: true }],
    [{ debug: { returnUpstreamRequest: true } }, {}, { upstreamRequest: true }],
    [{ debug: { return_upstream_request: false, returnUpstreamRequest: true } }, {}, {}],
    [{ echo_upstream_request: true }, {}, { upstreamRequest: true }],
    [{ echo_upstream_request: false }, {}, {}],
    [{ debug: { return_upstream_response: true } }, {}, { upstreamResponse: true }],
    [{ debug: { returnUpstreamResponse: true } }, {}, { upstreamResponse: true }],
    [{ debug: { return_upstream_response: false, returnUpstreamResponse: true } }, {}, {}],
    [{ meta: true }, {}, { meta: true }],
    [{ meta: false }, {}, {}],
  ])('%j with the headers %j: %j', (fields, headers, wishes) => {
    expect(wishesOf(fields, headers)).toEqual({ ...none, ...wishes })
  })
})

const describeUpstream = (wishes: Partial<DebugWishes>, sent: string | null, refusal: object | null = null) => {
  const attempt = { ...failedAttempt('a', {}), sent, refusal: refusal as Record<string, unknown> | null }
  return describeDebug({ ...none, ...wishes }, [attempt], null)?.['upstream']
}

describe('debug of an error', () => {
  it('is there when something of it was asked for', () => {
    expect(describeDebug({ ...none, meta: true }, [], null)).toBeUndefined()
    for (const wish of ['enabled', 'upstreamRequest', 'upstreamResponse'])
      expect(describeDebug({ ...none, [wish]: true }, [], null)).toBeDefined()
  })
  it('tells each attempt: how it went and why it failed', () => {
    const failures = [failedAttempt('a', { status: 500, message: 'boom' }), failedAttempt('b', {}, 2)]
    const debug = describeDebug({ ...none, enabled: true }, failures, null)
    expect(debug).toMatchObject({
      upstream: [{ provider: 'a' }, { provider: 'b' }],
      provider_attempts: [
        { provider: 'a', status: 500, verdict: 'next_provider' },
        { provider: 'b', verdict: 'exhausted' },
      ],
      attempt_errors: [
        { provider: 'a', ...failureOf({ status: 500, message: 'boom' }) },
        { provider: 'b', ...failureOf() },
      ],
      routing: null,
    })
  })
  it('has what went to the provider and what came back only where asked for', () => {
    const [sent, refusal] = ['{"model":"x"}', { error: 'no' }]
    expect(describeUpstream({ enabled: true }, sent, refusal)).toEqual([{ provider: 'a' }])
    expect(describeUpstream({ upstreamRequest: true }, sent, refusal)).toEqual([
      { provider: 'a', request: { model: 'x' } },
    ])
    expect(describeUpstream({ upstreamResponse: true }, sent, refusal)).toEqual([
      { provider: 'a', response: { error: 'no' } },
    ])
  })
  it('has no request where none was sent, and null for one that is no JSON', () => {
    expect(describeUpstream({ upstreamRequest: true }, null)).toEqual([{ provider: 'a' }])
    expect(describeUpstream({ upstreamRequest: true }, 'plain')).toEqual([{ provider: 'a', request: null }])
  })
  it('tells the decision, with the names of the API', () => {
    const needs = { ...noNeeds, parameters: ['seed'] }
    const catalogue = poolOf([{ id: 'a' }])
    const { diagnostics } = route({ catalogue, model: 'm', endpoint: 'responses', seed: 's', needs })
    expect(describeDebug({ ...none, enabled: true }, [], diagnostics)?.['routing']).toEqual({
      requested_params: ['seed'],
      param_routing_diagnostics: diagnostics.parameterSupport,
      provider_enablement_diagnostics: diagnostics.enablement,
      provider_candidate_build_diagnostics: diagnostics.candidates,
      routing_snapshot: { order: ['a'] },
      routing_diagnostics: expect.objectContaining({ model: 'm', filterStages: diagnostics.filterStages }),
    })
    expect(describeDebug({ ...none, enabled: true }, [], diagnosticsOf('m'))?.['routing']).toMatchObject({
      requested_params: [],
      param_routing_diagnostics: null,
    })
  })
})

describe('what people wrote stays out of it', () => {
  const shown = (value: unknown) => {
    const upstream = describeUpstream({ upstreamRequest: true }, JSON.stringify(value)) as [{ request: unknown }]
    return upstream[0].request
  }
  it.each([
    'messages',
    'message',
    'content',
    'contents',
    'parts',
    'system',
    'systemInstruction',
    'instructions',
    'input',
    'prompt',
    'text',
    'audio',
    'image',
    'video',
    'tools',
    'tool',
  ])('under %s', (key) => {
    const words = { [key]: { a: 'secret' }, model: 'x' }
    expect(shown(words)).toEqual({ [key]: '[redacted]', model: 'x' })
    expect(shown({ list: [words] })).toEqual({ list: [{ [key]: '[redacted]', model: 'x' }] })
  })
  it('and so does what lies deeper than four, in objects and lists alike', () => {
    expect(shown({ a: { b: { c: { d: 1 } } } })).toEqual({ a: { b: { c: { d: 1 } } } })
    expect(shown({ a: { b: { c: { d: { e: 1 } } } } })).toEqual({ a: { b: { c: { d: { e: 1 } } } } })
    expect(shown({ a: { b: { c: { d: { e: {} } } } } })).toEqual({ a: { b: { c: { d: { e: '[truncated]' } } } } })
    expect(shown([[[[[1, 'x', null]]]]])).toEqual([[[[[1, 'x', null]]]]])
    expect(shown([[[[[[]]]]]])).toEqual([[[[['[truncated]']]]]])
  })
  it('the same in an answer', () => {
    expect(describeUpstream({ upstreamResponse: true }, null, { error: { message: 'secret', code: 'c' } })).toEqual([
      { provider: 'a', response: { error: { message: '[redacted]', code: 'c' } } },
    ])
  })
})
