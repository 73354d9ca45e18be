import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  closed,
  emptySummary,
  ended,
  message,
  opened,
  received,
  rejected,
  responded,
  routed,
  sent,
  sse,
  summarise,
  type Moment,
} from '../../test/support/frames'
import { applyFrame, settleInterrupted } from './apply-frame'

const completed = {
  type: 'response.completed',
  response: { usage: { input_tokens: 2, output_tokens: 3, total_tokens: 5 } },
}
const delta = { type: 'response.output_text.delta', delta: 'x' }
const create = { type: 'response.create', model: 'openai/gpt-5' }
const socket: readonly Moment[] = [
  [0, opened('websocket')],
  [1, responded(101, '', 0)],
]
const turn = (n: number, at: number): readonly Moment[] => [
  [at, sent(create, n)],
  [at + 1, routed(n)],
  [at + 2, attempted('openai', 1, n)],
  [at + 3, answered(1, n)],
  [at + 4, message(delta, n)],
]
const refusal = (code: string, status = 400) => ({
  type: 'error',
  status,
  error: { type: 'invalid_request_error', code, message: 'm' },
})

describe('a websocket is idle until its first turn', () => {
  it('and complete when it closes like that', () => {
    expect(summarise(...socket)).toMatchObject({
      transport: 'websocket',
      verdict: 'idle',
      proof: 'Socket open, no turn sent yet.',
      status: 101,
    })
    expect(summarise(...socket, [9, closed('client')])).toMatchObject({
      verdict: 'complete',
      proof: 'Socket closed by the client before any turn.',
      closed: true,
    })
  })
})

describe('turns of one websocket add up', () => {
  const two = [
    ...socket,
    ...turn(1, 10),
    [20, message(completed, 1)],
    ...turn(2, 30),
    [50, message(completed, 2)],
  ] as Moment[]
  it('usage, events, attempts and turns; the first token stays the first', () => {
    expect(summarise(...two)).toMatchObject({
      turns: 2,
      events: 4,
      inputTokens: 4,
      outputTokens: 6,
      totalTokens: 10,
      firstTokenMs: 14,
      verdict: 'complete',
      proof: 'Terminal event response.completed after 4 events.',
    })
  })
  it('the pills are those of the last turn, and an error event is its status', () => {
    const answeredLast = { provider: 'openai', status: 200, outcome: 'answered', code: null, atMs: 32, ms: 1 }
    expect(summarise(...two).attempts).toEqual([answeredLast])
    const refused = refusal('rate_limit_exceeded', 429)
    const failed = summarise(...socket, ...turn(1, 10).slice(0, 4), [20, message(refused, 1)])
    expect(failed.attempts).toEqual([
      { provider: 'openai', status: 429, outcome: 'failed', code: 'rate_limit_exceeded', atMs: 12, ms: 1 },
    ])
    expect(failed).toMatchObject({ verdict: 'failed', status: 429 })
  })
  it('a turn that is refused before it is routed has none', () => {
    const refused = summarise(...two, [60, sent(create, 3)], [61, message(refusal('model_mismatch'), 3)])
    expect([refused.attempts, refused.status, refused.error]).toEqual([[], 400, 'model_mismatch'])
  })
  it('a close afterwards changes no verdict', () => {
    expect(summarise(...two, [60, closed('client')]).verdict).toBe('complete')
  })
  it('a turn after a cut one has its own verdict', () => {
    const cut: Moment[] = [...socket, ...turn(1, 10), [20, ended('cut', 'The upstream socket closed with 1006.', 1)]]
    expect(summarise(...cut)).toMatchObject({
      verdict: 'truncated',
      proof: 'No terminal event. The upstream socket closed with 1006.',
    })
    expect(summarise(...cut, ...turn(2, 30)).verdict).toBe('streaming')
    expect(summarise(...cut, ...turn(2, 30), [50, message(completed, 2)]).verdict).toBe('complete')
  })
  it('a failed turn carries the status of its error event', () => {
    const s = summarise(...socket, ...turn(1, 10), [20, message(refusal('server_error', 503), 1)])
    expect([s.verdict, s.proof, s.status]).toEqual(['failed', 'server_error: m', 503])
  })
})

describe('a message refused while another turn streams says nothing about that turn', () => {
  const busy = [...socket, ...turn(1, 10)] as Moment[]
  it.each(['response_already_in_flight', 'invalid_json', 'invalid_response_create'])('refused with %s', (code) => {
    const aside: Moment[] = [...busy, [20, sent('?', 2)], [21, message(refusal(code), 2)]]
    expect(summarise(...aside)).toMatchObject({ verdict: 'streaming', error: code, turns: 2, status: 101 })
    expect(settleInterrupted(summarise(...aside)).verdict).toBe('truncated')
    expect(summarise(...aside, [30, closed('client')]).verdict).toBe('aborted')
    expect(summarise(...aside, [30, message(delta, 1)]).proof).toBe('3 events so far.')
    expect(summarise(...aside, [30, message(completed, 1)]).verdict).toBe('complete')
  })
  it('refused while no turn streams, it is the verdict', () => {
    const s = summarise(
      ...busy,
      [20, message(completed, 1)],
      [30, sent('?', 2)],
      [31, message(refusal('invalid_json'), 2)],
    )
    expect([s.verdict, s.proof]).toEqual(['failed', 'invalid_json: m'])
  })
  it('refused by routing, it is the verdict', () => {
    const s = summarise(...socket, [10, sent(create)], [11, routed()], [12, message(refusal('openai_routing_failed'))])
    expect([s.verdict, s.error, s.flight]).toEqual(['failed', 'openai_routing_failed', null])
  })
})

describe('folding never throws', () => {
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.json().map((json) => `event: error\ndata: ${json}\n\n`),
    fc.anything().map((error) => JSON.stringify({ type: 'error', error, response: { error } })),
    fc.anything().map((usage) => JSON.stringify({ type: 'response.completed', usage, response: { usage } })),
  )
  const statuses = fc.constantFrom(200, 404, 502)
  it('on whatever text was received, over any transport', () => {
    fc.assert(
      fc.property(
        fc.array(nasty, { maxLength: 6 }),
        fc.constantFrom('json', 'sse', 'ws'),
        statuses,
        (texts, over, status) => {
          const type = over === 'sse' ? 'text/event-stream' : 'application/json'
          const s = summarise(
            [0, opened(over === 'ws' ? 'websocket' : 'http')],
            ...texts.flatMap((text, i): Moment[] => [
              [1, sent(text, i + 1)],
              [2, responded(status, type)],
              [3, received(text, i + 1)],
            ]),
          )
          expect(s.frames).toBe(1 + 3 * texts.length)
          for (const tokens of [s.inputTokens, s.outputTokens, s.totalTokens]) {
            expect(tokens === null || typeof tokens === 'number').toBe(true)
          }
          expect(typeof s.proof).toBe('string')
          expect(s.error === null || typeof s.error === 'string').toBe(true)
        },
      ),
    )
  })
  it('frame by frame or at once, the result is the same', () => {
    const frames = [...socket, ...turn(1, 10), [20, sse(completed, 1)]] as Moment[]
    const live = emptySummary()
    frames.forEach(([at, body], seq) => applyFrame(live, { seq, at, ...body }))
    expect(live).toEqual(summarise(...frames))
  })
})

describe('a turn that the gateway tried again by itself', () => {
  const gone = refusal('previous_response_not_found')
  const again: readonly Moment[] = [
    ...socket,
    [2, sent(create, 1)],
    [3, routed(1)],
    [4, attempted('openai', 1, 1)],
    [5, message(gone, 1)],
    [6, rejected({ code: 'previous_response_not_found' }, 1, 1)],
    [7, attempted('openai', 2, 1)],
  ]
  it('is under way again, with both attempts', () => {
    expect(summarise(...again)).toMatchObject({
      verdict: 'streaming',
      error: null,
      provider: 'openai',
      attempts: [{ outcome: 'failed', code: 'previous_response_not_found' }, { outcome: 'running' }],
    })
  })
  it('is complete when the second attempt is', () => {
    expect(summarise(...again, [8, answered(2, 1)], [9, message(completed, 1)])).toMatchObject({
      verdict: 'complete',
      error: null,
      totalTokens: 5,
    })
  })
  it('keeps its verdict whatever the pulse of the socket is', () => {
    const pulse = {
      kind: 'pulse',
      turn: 1,
      moment: 'silence',
      clientPongMs: 1,
      upstreamPongMs: null,
      silentMs: 20_000,
      bufferedBytes: 0,
    } as const
    const before = summarise(...again)
    expect(summarise(...again, [30_000, pulse])).toEqual({ ...before, frames: before.frames + 1, durationMs: 30_000 })
  })
})
