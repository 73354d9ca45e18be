import { describe, expect, it } from 'vitest'
import {
  attempted,
  ended,
  framesOf,
  message,
  opened,
  rejected,
  routed,
  sent,
  type Moment,
} from '../../test/support/frames'
import type { FrameBody } from '#shared/session/frame'
import { createSocketView, sayClose } from './socket'

const said = (n: number, id: string, at: number): Moment[] => [
  [at + 5, message({ type: 'response.created', response: { id } } as { type: string }, n)],
  [at + 40, message({ type: 'response.output_text.delta' }, n)],
  [
    at + 90,
    message(
      { type: 'response.completed', response: { id, status: 'completed', usage: { total_tokens: 12 } } } as {
        type: string
      },
      n,
    ),
  ],
]
const pulse: FrameBody = {
  kind: 'pulse',
  turn: 2,
  moment: 'silence',
  clientPongMs: 400,
  upstreamPongMs: null,
  silentMs: 16_000,
  bufferedBytes: 0,
}

function view(...moments: Moment[]) {
  const { value, apply } = createSocketView()
  framesOf([0, opened('websocket')], ...moments).forEach(apply)
  return value
}
const session = view(
  [10, sent({ model: 'openai/gpt-5', generate: false }, 1)],
  [11, routed(1)],
  [12, attempted('openai')],
  ...said(1, 'resp_1', 10),
  [1000, sent({ model: 'openai/gpt-5', previous_response_id: 'resp_1' }, 2)],
  [1001, attempted('openai', 1, 2)],
  [1002, rejected({ code: 'upstream_websocket_closed' }, 1, 2)],
  [1003, attempted('openai', 2, 2)],
  [2000, pulse],
  ...said(2, 'resp_2', 2000),
  [3000, sent({ model: 'other', previous_response_id: 'resp_old' }, 3)],
  [3001, message({ type: 'error', error: { code: 'model_mismatch' } } as { type: string }, 3)],
  [3002, { kind: 'closed', by: 'client', code: 1000, reason: '' }],
)

describe('a socket', () => {
  it('is a list of turns, each with what it continues', () => {
    expect(
      session.turns.map(({ turn, continues, isWarmUp, responseId, status, error }) => [
        turn,
        continues,
        isWarmUp,
        responseId,
        status,
        error,
      ]),
    ).toEqual([
      [1, null, true, 'resp_1', 'completed', null],
      [2, 1, false, 'resp_2', 'completed', null],
      [3, null, false, null, 'failed', 'model_mismatch'],
    ])
    expect(session.turns[1]).toMatchObject({ previousId: 'resp_1', firstTokenMs: 1040, tokens: 12, endAt: 2090 })
  })
  it('is locked to the model that was routed first', () => expect(session.lockedModel).toBe('openai/gpt-5'))
  it('remembers which upstream was lost, and when', () =>
    expect(session.reconnects).toMatchObject([{ turn: 2, provider: 'openai', code: 'upstream_websocket_closed' }]))
  it('has two clocks', () =>
    expect(session.pulses).toMatchObject([{ clientPongMs: 400, upstreamPongMs: null, silentMs: 16_000 }]))
  it('a turn that was cut says so', () => {
    expect(view([1, sent({}, 1)], [9, ended('cut', '')]).turns[0]).toMatchObject({ status: 'cut', endAt: 9 })
  })
  it.each([
    [1000, 'done, nothing went wrong'],
    [1006, 'the connection broke without a close'],
    [4001, 'a code of the application’s own'],
    [2999, 'a code nobody documents'],
  ])('close code %i is put into words', (code, words) => expect(sayClose(code)).toBe(words))
})
