import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  framesOf,
  message,
  opened,
  received,
  rejected,
  responded,
  routed,
  sent,
  sse,
  type Moment,
} from '../../test/support/frames'
import type { AttemptSteps, Frame, FrameBody } from '#shared/session/frame'
import { lostMs, sayLost, splitFirstToken, tokenRate } from './first-token'
import { createTiming, type TurnTiming } from './timing'

function time(frames: readonly Frame[]): TurnTiming[] {
  const { value, apply } = createTiming()
  frames.forEach(apply)
  return value.turns
}
const turnOf = (...moments: Moment[]): TurnTiming => {
  const turn = time(framesOf(...moments))[0]
  if (!turn) throw new Error('no turn')
  return turn
}
const stream = responded(200, 'text/event-stream')
const delta = sse({ type: 'response.output_text.delta' })
const head: Moment[] = [
  [0, opened()],
  [2, sent({})],
  [3, routed()],
  [4, attempted('openai')],
  [322, rejected({ status: 429 })],
  [323, attempted('phaseo', 2)],
  [742, answered(2)],
  [743, stream],
  [748, sse({ type: 'response.created' })],
  [912, delta],
]

describe('the way to the first token', () => {
  it('is split into what it was spent on', () => {
    const turn = turnOf(...head)
    expect(splitFirstToken(turn).map(({ label, from, to }) => [label, to - from])).toEqual([
      ['request body', 2],
      ['routing', 3],
      ['lost to attempt 1', 318],
      ['phaseo connect and head', 419],
      ['wait for the first event', 6],
      ['wait for the first token', 164],
    ])
    expect(lostMs(turn)).toBe(318)
  })
  it('tells the steps to the head where a connection was made, and that one was kept', () => {
    const made = { kept: false, lookup: 2, connect: 14, tls: 51, head: 419 }
    const withSteps = (steps: AttemptSteps, simulated = false) =>
      turnOf(
        [0, opened()],
        [0, sent({})],
        [0, attempted('phaseo', 1, 1, simulated)],
        [420, { ...answered(), steps } as FrameBody],
        [420, stream],
        [500, delta],
      )
    expect(splitFirstToken(withSteps(made)).map(({ label, from, to }) => [label, to - from])).toEqual([
      ['name lookup', 2],
      ['connect', 12],
      ['TLS', 37],
      ['phaseo head', 369],
      ['wait for the first event', 80],
    ])
    const kept = { kept: true, lookup: null, connect: null, tls: null, head: 419 }
    expect(splitFirstToken(withSteps(kept))[0]?.label).toBe('phaseo head, kept connection')
    const simulated = turnOf(
      [0, opened()],
      [0, sent({})],
      [0, attempted('a', 1, 1, true)],
      [9, answered()],
      [9, stream],
      [10, delta],
    )
    expect(splitFirstToken(simulated)[0]?.label).toBe('a head, simulated')
  })
  it('goes on through the rounds of a server tool, and begins with the first', () => {
    const rounds: Moment[] = [
      [0, opened()],
      [2, sent({})],
      [3, routed()],
      [4, attempted('openai')],
      [300, answered()],
      [310, attempted('openai', 2)],
      [330, rejected({ status: 500 }, 2)],
      [340, attempted('phaseo', 3)],
      [400, answered(3)],
      [410, stream],
      [420, sse({ type: 'response.created' })],
      [500, delta],
    ]
    const turn = turnOf(...rounds)
    expect(splitFirstToken(turn).map(({ label, from, to }) => [label, to - from])).toEqual([
      ['request body', 2],
      ['routing', 2],
      ['openai connect and head', 296],
      ['wait for the first event', 120],
      ['wait for the first token', 80],
    ])
    expect(turn.lost).toEqual([{ attempt: 2, provider: 'openai', begunAt: 310, ms: 20 }])
    expect(sayLost(turn)).toBe('lost to attempt 2')
  })
  it('is another attempt’s when one breaks off after its head', () => {
    const turn = turnOf(
      [0, opened()],
      [0, sent({})],
      [0, attempted('openai')],
      [50, answered()],
      [100, rejected({})],
      [100, attempted('phaseo', 2)],
      [150, answered(2)],
      [150, stream],
      [200, delta],
    )
    expect(splitFirstToken(turn).map(({ label, to }) => [label, to])).toEqual([
      ['lost to attempt 1', 100],
      ['phaseo connect and head', 150],
      ['wait for the first event', 200],
    ])
  })
  it('names a single lost attempt, and counts several', () => {
    expect(sayLost(turnOf(...head))).toBe('lost to attempt 1')
    expect(sayLost(turnOf(...head.slice(0, 6), [400, rejected({}, 2)]))).toBe('lost to 2 attempts')
  })
  it('is not told before there is one', () => expect(splitFirstToken(turnOf(...head.slice(0, 9)))).toEqual([]))
  it('adds up, whatever was recorded', () => {
    const steps = fc.array(fc.tuple(fc.nat(500), fc.nat(5)), { maxLength: 30 })
    fc.assert(
      fc.property(steps, (list) => {
        let at = 0
        let attempt = 0
        const moments = list.map(([after, pick]): Moment => {
          at += after
          if (pick === 1) attempt += 1
          return [
            at,
            [routed(), attempted('a', attempt), rejected({}, attempt), answered(), delta, stream][pick] ?? delta,
          ]
        })
        const [turn] = time(framesOf([0, opened()], [1, sent({})], [1, stream], ...moments))
        if (!turn || turn.firstTokenAt === null) return
        const sum = splitFirstToken(turn).reduce((total, { from, to }) => total + to - from, 0)
        expect(sum).toBeCloseTo(turn.firstTokenAt - turn.startedAt)
      }),
    )
  })
  it('of a later turn of a socket begins with that turn', () => {
    const say = (n: number, at: number): Moment[] => [
      [at, sent({}, n)],
      [at + 40, message({ type: 'response.x.delta' }, n)],
    ]
    const turns = time(framesOf([0, opened('websocket')], ...say(1, 100), ...say(2, 5000)))
    expect(turns.map((t) => (t.firstTokenAt ?? 0) - t.startedAt)).toEqual([40, 40])
  })
})

describe('silences and bursts', () => {
  it('the longest silence is named by the event after it and what it fell into', () => {
    expect(turnOf(...head, [920, delta], [1532, delta], [1600, delta]).longest).toEqual({
      ms: 612,
      beforeSeq: 11,
      from: 920,
      inside: 'output_text',
    })
  })
  it('waiting for the first event is no silence of the stream', () =>
    expect(turnOf(...head.slice(0, 9)).longest).toBeNull())
  it('events of one read after a silence are a burst', () => {
    const burst = Array.from({ length: 11 }, (_, i): Moment => [
      1500,
      { ...received('event: response.x.delta\n\n'), out: 0.2 + i * 0.0035 } as Moment[1],
    ])
    const turn = turnOf(...head, [985, delta], ...burst, [1600, delta])
    expect(turn.bursts).toHaveLength(1)
    expect(turn.bursts[0]).toMatchObject({ firstSeq: 11, lastSeq: 21, count: 11, waitMs: 515 })
    expect(turn.bursts[0]?.spanMs).toBeCloseTo(0.035)
  })
  it('a few events in one read, or many without a wait, are how streams come', () => {
    const many = (at: number, n: number) => Array.from({ length: n }, (): Moment => [at, delta])
    expect(turnOf(...head, ...many(1500, 3), ...many(1520, 40)).bursts).toEqual([])
  })
})

describe('what it used', () => {
  const usage = {
    input_tokens: 5,
    output_tokens: 74,
    pricing_breakdown: { total_usd_str: '0.00014' },
    output_tokens_details: { reasoning_tokens: 3 },
  }
  it('is read from the terminal event, with the cost', () => {
    const done = sse({ type: 'response.completed', response: { usage } } as { type: string })
    const turn = turnOf(...head, [1912, delta], [1920, done])
    expect(turn.usage).toEqual({ input: 5, output: 74, reasoning: 3, cached: null, cost: '0.00014' })
    expect(tokenRate(turn)).toBe(74)
  })
  it('or from a whole body', () => {
    const turn = turnOf([0, opened()], [1, sent({})], [2, responded(200)], [3, received(JSON.stringify({ usage }))])
    expect(turn.usage?.output).toBe(74)
    expect(tokenRate(turn)).toBeNull()
  })
})
