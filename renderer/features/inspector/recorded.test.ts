import { describe, expect, it } from 'vitest'
import { createTurnFold } from '#shared/diagnostics/turns'
import type { Frame, FrameBody } from '#shared/session/frame'
import { createExchangeFold } from '../../views/exchange'
import { explainRecorded, isUnderWay, readTurn, stateOf } from './recorded'

const head = { method: 'POST', url: 'https://a.test/v1/responses', headers: {}, body: '{}' }
const begin = (attempt: number, provider: string): FrameBody => ({
  kind: 'attempted',
  turn: 1,
  attempt,
  provider,
  model: 'm',
  simulated: true,
  request: head,
})
const failure = {
  type: 'upstream_non_2xx',
  status: 429,
  code: 'slow',
  message: 'Slow down',
  description: null,
  param: null,
  preview: '{"error":{}}',
  retryAfterSeconds: 7,
} as const
const failed: readonly FrameBody[] = [
  { kind: 'opened', transport: 'http', request: { method: 'POST', path: '/v1/responses', headers: {} } },
  { kind: 'sent', turn: 1, text: '{"model":"lab/one","input":"x"}' },
  begin(1, 'a'),
  { kind: 'rejected', turn: 1, attempt: 1, failure },
  begin(2, 'b'),
  { kind: 'rejected', turn: 1, attempt: 2, failure: { ...failure, status: 500, retryAfterSeconds: null } },
  { kind: 'responded', turn: 1, status: 502, headers: { 'content-type': 'application/json', 'retry-after': '7' } },
  { kind: 'received', turn: 1, text: '{"error":"upstream_error","reason":"all_candidates_failed"}', out: 0 },
  { kind: 'ended', turn: 1, how: 'complete', detail: '' },
]
const framesOf = (bodies: readonly FrameBody[]) => bodies.map((body, seq) => ({ seq, at: seq * 10, ...body }) as Frame)
const exchangeOf = (bodies: readonly FrameBody[]) => {
  const { value, apply } = createExchangeFold()
  framesOf(bodies).forEach(apply)
  const turn = value.turns[0]
  if (!turn) throw new Error('there is no turn')
  return { exchange: value, turn }
}

describe('a turn the window has folded', () => {
  it('is explained as the same turn read from its file', () => {
    const fold = createTurnFold()
    framesOf(failed).forEach(fold.apply)
    const { exchange, turn } = exchangeOf(failed)
    const { ending, ...told } = readTurn(exchange, turn)
    const { ending: kept, ...recorded } = fold.value() ?? { ending: null }
    expect(told).toEqual(recorded)
    expect(ending).toMatchObject(kept ?? {})
  })
  it('is explained with everybody who was asked', () => {
    const { exchange, turn } = exchangeOf(failed)
    const { verdict, attempts } = explainRecorded(exchange, turn, stateOf(turn))
    expect(verdict.providers).toEqual(['a', 'b'])
    expect(attempts.map(({ status, startedMs, ms }) => [status, startedMs, ms])).toEqual([
      [429, 20, 10],
      [500, 40, 10],
    ])
  })
  it('is judged when something has come of it, and its attempt under way is no failure', () => {
    const { exchange, turn } = exchangeOf(failed.slice(0, 5))
    expect(isUnderWay(turn, false)).toBe(true)
    expect(isUnderWay(turn, true)).toBe(false)
    expect(explainRecorded(exchange, turn, stateOf(turn)).attempts.map(({ provider }) => provider)).toEqual(['a'])
    expect(isUnderWay(exchangeOf(failed).turn, false)).toBe(false)
  })
  it('is explained anew when a frame tells more of it', () => {
    const states = failed.map((_, index) => failed.slice(0, index + 1)).slice(1)
    const seen = states.map((bodies) => stateOf(exchangeOf(bodies).turn))
    expect(new Set(seen).size).toBe(seen.length)
  })
})
