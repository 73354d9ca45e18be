import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  closed,
  diagnosticsOf,
  emptySummary,
  ended,
  opened,
  received,
  rejected,
  responded,
  routed,
  sent,
  sse,
  summarise,
  upstream,
  type Moment,
} from '../../test/support/frames'
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import { settleInterrupted } from './apply-frame'

const stream = 'text/event-stream; charset=utf-8'
const usage = { input_tokens: 5, output_tokens: 7, total_tokens: 12 }
const asked: readonly Moment[] = [
  [0, opened('http', { 'x-client-request-id': 'req_7' })],
  [1, sent({ model: 'openai/gpt-5', stream: true })],
  [2, routed()],
  [3, attempted('openai')],
]
const streaming: readonly Moment[] = [
  ...asked,
  [80, answered()],
  [81, responded(200, stream)],
  [90, sse({ type: 'response.created' })],
  [120.5, sse({ type: 'response.output_text.delta' })],
]
const verdictOf = (...moments: readonly Moment[]) => {
  const { verdict, proof } = summarise(...moments)
  return [verdict, proof]
}

describe('a session that runs says what it waits for', () => {
  it.each<readonly [string, readonly Moment[]]>([
    ['Waiting for the request body.', asked.slice(0, 1)],
    ['Routing the request.', asked.slice(0, 2)],
    ['Routing the request.', asked.slice(0, 3)],
    ['Waiting for openai.', asked],
    ['Waiting for openai.', streaming.slice(0, 6)],
    ['1 event so far.', streaming.slice(0, 7)],
    ['2 events so far.', streaming],
  ])('%s', (proof, moments) => expect(verdictOf(...moments)).toEqual(['streaming', proof]))
})

describe('complete: the whole answer was delivered', () => {
  it('a JSON body', () => {
    const body = JSON.stringify({ usage })
    const s = summarise(
      [0, opened()],
      [1, sent({ model: 'openai/gpt-5' })],
      [2, routed()],
      [3, attempted('openai', 1, 1, true)],
      [80, answered()],
      [81, responded(200)],
      [82, received(body)],
      [83, ended('complete', 'x')],
      [84.25, closed()],
    )
    expect(s).toMatchObject({
      transport: 'json',
      path: '/v1/responses',
      clientRequestId: null,
      model: 'openai/gpt-5',
      provider: 'openai',
      simulated: true,
      status: 200,
      verdict: 'complete',
      proof: `Whole body delivered, ${body.length} characters.`,
      error: null,
      turns: 1,
      events: 0,
      firstTokenMs: null,
      durationMs: 84.25,
      closed: true,
      frames: 9,
      inputTokens: 5,
      outputTokens: 7,
      totalTokens: 12,
    })
  })

  it.each(['response.completed', 'response.incomplete'])('a stream with %s', (type) => {
    const s = summarise(...streaming, [200, sse({ type, response: { usage } } as { type: string })], [201, closed()])
    expect(s).toMatchObject({
      transport: 'sse',
      clientRequestId: 'req_7',
      verdict: 'complete',
      proof: `Terminal event ${type} after 3 events.`,
      events: 3,
      firstTokenMs: 120.5,
      totalTokens: 12,
      closed: true,
      flight: null,
    })
  })

  it('a thousand events are written as a thousand', () => {
    const deltas = Array.from({ length: 998 }, (_, i): Moment => [130 + i, sse({ type: 'response.x.delta' })])
    const done: Moment = [2_000, sse({ type: 'response.completed' })]
    const proof = 'Terminal event response.completed after 1,001 events.'
    expect(verdictOf(...streaming, ...deltas, done)).toEqual(['complete', proof])
  })
})

describe('truncated: the terminal event never came', () => {
  it('because the connection to the provider broke', () => {
    const moments: Moment[] = [...streaming, [300, ended('cut', 'The provider closed the stream after 2 events.')]]
    const proof = 'No terminal event. The provider closed the stream after 2 events.'
    expect(verdictOf(...moments)).toEqual(['truncated', proof])
    const error = { type: 'error', code: 'upstream_stream_truncated', message: 'm' }
    const s = summarise(...moments, [301, sse(error)], [302, closed()])
    expect(s).toMatchObject({ verdict: 'truncated', proof, error: 'upstream_stream_truncated' })
  })
  it.each(['gateway', 'upstream'] as const)('because the %s closed', (by) => {
    const proof = `No terminal event. Closed by the ${by} after 2 events.`
    expect(verdictOf(...streaming, [300, closed(by)])).toEqual(['truncated', proof])
  })
  it('because this app stopped while it ran', () => {
    const s = settleInterrupted(summarise(...streaming))
    const proof = 'Gatescope stopped while this ran. 8 frames kept, no terminal event.'
    expect(s).toMatchObject({ verdict: 'truncated', proof, closed: true })
    expect(settleInterrupted(summarise(asked[0] as Moment)).proof).toContain('1 frame kept')
  })
  it('but a file that only misses its last line keeps its verdict', () => {
    const s = settleInterrupted(summarise(...streaming, [200, sse({ type: 'response.completed' })]))
    expect(s).toMatchObject({ verdict: 'complete', closed: true })
    const whole = summarise(...streaming, [300, closed('client')])
    expect(settleInterrupted(whole).verdict).toBe('aborted')
  })
})

describe('failed: the answer is an error', () => {
  it('an envelope', () => {
    const body = JSON.stringify({ error: 'upstream_error', reason: 'all_candidates_failed' })
    const s = summarise(
      ...asked,
      [9, rejected({ status: 429, code: 'rate_limit_exceeded' })],
      [10, attempted('spare', 2)],
      [20, rejected({ type: 'error', code: 'ECONNRESET' }, 2)],
      [21, responded(502)],
      [22, received(body)],
      [23, closed()],
    )
    expect(s).toMatchObject({
      verdict: 'failed',
      proof: '502 upstream_error, all_candidates_failed.',
      error: 'upstream_error',
      stage: null,
      reason: 'all_candidates_failed',
      provider: null,
      status: 502,
      events: 0,
      flight: null,
    })
    expect(s.attempts).toEqual([
      { provider: 'openai', status: 429, outcome: 'failed', code: 'rate_limit_exceeded', atMs: 3, ms: 6 },
      { provider: 'spare', status: null, outcome: 'failed', code: 'ECONNRESET', atMs: 10, ms: 10 },
    ])
  })
  it.each([
    ['{"error":{"code":"bad","message":"m"}}', '401 bad.', 'bad'],
    ['{"error":{"code":17}}', '401 17.', '17'],
    ['<html>', '401 401.', '401'],
    ['null', '401 401.', '401'],
  ])('an error body %s', (body, proof, error) => {
    const s = summarise([0, opened()], [1, responded(401)], [2, received(body)])
    expect([s.verdict, s.proof, s.error]).toEqual(['failed', proof, error])
  })
  it('the time limit, before any event', () => {
    const s = summarise(...asked, [600, ended('timeout', 'No provider answered within 600 ms.')])
    expect([s.verdict, s.proof, s.error]).toEqual(['failed', 'No provider answered within 600 ms.', 'timeout'])
  })
  it('an error as the first event of a stream', () => {
    const error = { type: 'error', error: { code: 'x', message: 'no' } }
    const s = summarise(...streaming.slice(0, 6), [90, sse(error)])
    expect([s.verdict, s.proof, s.error]).toEqual(['failed', 'x: no', 'x'])
  })
})

describe('nobody could be asked', () => {
  const decided = (diagnostics: Partial<RoutingDiagnostics>): Moment => [
    2,
    { kind: 'routed', turn: 1, diagnostics: { ...diagnosticsOf('m', ['a', 'b']), order: [], ...diagnostics } },
  ]
  const none = { totalProviders: 0, supportsEndpointCount: 0, candidateCount: 0 }
  const drop = (reason: string) => ({ providerId: 'a', reason })
  const gate = (stage: string, afterCount: number) => ({
    stage,
    beforeCount: 2,
    afterCount,
    droppedProviders: [drop(`${stage}_reason`)],
  })
  it.each<readonly [string, string | null, Partial<RoutingDiagnostics>]>([
    ['model', null, { candidates: { ...diagnosticsOf('m').candidates, ...none } }],
    [
      'endpoint',
      'endpoint_unsupported',
      { candidates: { ...diagnosticsOf('m').candidates, ...none, totalProviders: 2 } },
    ],
    [
      'adapter',
      'adapter_missing',
      {
        candidates: {
          ...diagnosticsOf('m').candidates,
          totalProviders: 2,
          supportsEndpointCount: 1,
          candidateCount: 0,
        },
      },
    ],
    [
      'enablement',
      'pricing_missing',
      {
        enablement: {
          capability: 'responses',
          providersBefore: ['a'],
          providersAfter: [],
          dropped: [drop('pricing_missing')],
        },
      },
    ],
    ['second', 'second_reason', { filterStages: [gate('first', 1), gate('second', 0), gate('third', 0)] }],
  ])('after the stage %s, for %s', (stage, reason, diagnostics) => {
    const s = summarise(asked[0] as Moment, asked[1] as Moment, decided(diagnostics))
    expect([s.stage, s.reason]).toEqual([stage, reason])
  })
  it('the reason of the stage stands before the envelope’s; the next turn forgets both', () => {
    const refused = received(JSON.stringify({ error: 'x', reason: 'of_the_envelope' }))
    const gone = decided({ filterStages: [gate('first', 0)] })
    const s = summarise(asked[0] as Moment, gone, [3, responded(503)], [4, refused])
    expect([s.stage, s.reason]).toEqual(['first', 'first_reason'])
    const next = summarise(asked[0] as Moment, gone, [5, routed(2)])
    expect([next.stage, next.reason]).toEqual([null, null])
  })
})

describe('failed mid-stream: an error after the stream began', () => {
  it.each([
    [{ type: 'error', code: 'flat', message: 'no' }, 'flat: error', 'flat'],
    [{ type: 'error', code: 'flat', error: { code: 'nested', message: 'no' } }, 'nested: no', 'nested'],
    [{ type: 'response.failed', response: { error: { code: 'x', message: 'no' } } }, 'x: no', 'x'],
    [{ type: 'response.failed', response: { error: null } }, 'response.failed: response.failed', 'response.failed'],
  ])('%j', (event, proof, error) => {
    const s = summarise(...streaming, [200, sse(event)], [201, closed()])
    expect([s.verdict, s.proof, s.error]).toEqual(['failed_mid_stream', proof, error])
  })
  it('as early as with the second event', () => {
    const s = summarise(...streaming.slice(0, 7), [95, sse({ type: 'error' })])
    expect([s.verdict, s.events]).toEqual(['failed_mid_stream', 2])
  })
  it('the provider fell silent', () => {
    const s = summarise(...streaming, [900, ended('timeout', 'The provider fell silent after 2 events.')])
    expect([s.verdict, s.error]).toEqual(['failed_mid_stream', 'timeout'])
  })
})

describe('aborted: the client went away first', () => {
  it('and the gateway noticed', () => {
    const proof = 'Your client closed after 2 events. The upstream was stopped.'
    expect(verdictOf(...streaming, [300, ended('aborted', proof)], [301, closed('client')])).toEqual(['aborted', proof])
  })
  it('with nothing said about its turn', () => {
    expect(verdictOf(...streaming, [300, closed('client')])).toEqual(['aborted', 'Your client closed after 2 events.'])
  })
})

describe('what is not known is null', () => {
  it('before the first frame', () => {
    expect(emptySummary()).toMatchObject({
      status: null,
      model: null,
      firstTokenMs: null,
      totalTokens: null,
      error: null,
    })
  })
  it('tokens that nobody told', () => {
    const s = summarise(...streaming, [200, sse({ type: 'response.completed' })])
    expect([s.inputTokens, s.outputTokens, s.totalTokens]).toEqual([null, null, null])
  })
  it('tokens under the older names count', () => {
    const body = JSON.stringify({ usage: { prompt_tokens: 3, completion_tokens: '4' } })
    const s = summarise([0, opened()], [1, responded(200)], [2, received(body)])
    expect([s.inputTokens, s.outputTokens, s.totalTokens]).toEqual([3, null, null])
  })
})

describe('what only the gateway heard', () => {
  it('is no event, no answer and no first token', () => {
    const said = upstream('event: response.completed\ndata: {"type":"response.completed"}\n\n')
    const s = summarise(...streaming, [200, said])
    const { frames, durationMs, ...rest } = summarise(...streaming)
    expect(s).toEqual({ ...rest, frames: frames + 1, durationMs: Math.max(durationMs, 200) })
  })
})
