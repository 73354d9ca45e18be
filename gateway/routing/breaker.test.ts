import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  breakerOf,
  initialHealth,
  latencyOf,
  stepHealth,
  successRateOf,
  tailLatencyOf,
  tokensPerSecondOf,
  type HealthEvent,
  type HealthState,
} from './breaker'

const start = 1_000_000
const run = (events: readonly HealthEvent[], from: HealthState = initialHealth) => events.reduce(stepHealth, from)
const times = (n: number, outcome: HealthEvent['outcome'], atMs = start): HealthEvent[] =>
  Array.from({ length: n }, () => ({ atMs, outcome }))
const opened = run(times(8, 'failure'))

describe('the breaker opens', () => {
  it.each([
    [7, 0, 'closed'],
    [8, 0, 'open'],
    [4, 4, 'open'],
    [4, 5, 'closed'],
    [20, 20, 'open'],
  ])('after %i failures that follow %i successes: %s', (failures, successes, phase) => {
    const state = run([...times(successes, 'success'), ...times(failures, 'failure')])
    expect(breakerOf(state, start).phase).toBe(phase)
  })
  it('never because of neutral answers', () => {
    expect(run(times(100, 'neutral'))).toBe(initialHealth)
  })
  it('not by a success, even at a high error rate', () => {
    const state = run([...times(7, 'failure'), ...times(1, 'success')])
    expect(breakerOf(state, start).phase).toBe('closed')
  })
  it('only when a tenth of the usual volume is there: a busy provider needs more than eight', () => {
    const perSecond = Array.from({ length: 900 }, (_, s) => times(20, 'success', start + s * 1_000)).flat()
    const busy = run(perSecond)
    // Seven minutes of silence: the sums over a minute are gone, the usual volume is still known.
    const later = start + 900_000 + 420_000
    expect(breakerOf(run(times(9, 'failure', later), busy), later).phase).toBe('closed')
    expect(breakerOf(run(times(100, 'failure', later), busy), later).phase).toBe('open')
  })
  it('for 30 seconds, then it is half open', () => {
    expect(breakerOf(opened, start + 29_999)).toEqual({ phase: 'open', untilMs: start + 30_000 })
    expect(breakerOf(opened, start + 30_000)).toEqual({ phase: 'half_open', untilMs: start + 30_000 })
  })
  it('and what comes in late while it is open changes nothing', () => {
    const late = run([...times(3, 'success', start + 10), ...times(3, 'failure', start + 20)], opened)
    expect(breakerOf(late, start + 29_999)).toEqual(breakerOf(opened, start + 29_999))
  })
})

describe('a half-open breaker', () => {
  const halfOpen = start + 30_000
  it('closes after five good probes, and starts afresh', () => {
    expect(breakerOf(run(times(4, 'success', halfOpen), opened), halfOpen).phase).toBe('half_open')
    const closed = run(times(5, 'success', halfOpen), opened)
    expect(breakerOf(closed, halfOpen)).toEqual({ phase: 'closed', untilMs: null })
    expect(breakerOf(run(times(7, 'failure', halfOpen), closed), halfOpen).phase).toBe('closed')
    expect(breakerOf(run(times(8, 'failure', halfOpen), closed), halfOpen).untilMs).toBe(halfOpen + 30_000)
  })
  it('counts only probes of one window of 20 seconds', () => {
    const spread = (gap: number) =>
      Array.from({ length: 5 }, (_, i): HealthEvent => ({ atMs: halfOpen + i * gap, outcome: 'success' }))
    expect(breakerOf(run(spread(5_000), opened), halfOpen + 20_000).phase).toBe('closed')
    expect(breakerOf(run(spread(5_001), opened), halfOpen + 20_004).phase).toBe('half_open')
  })
  it('neutral answers are no probes', () => {
    expect(breakerOf(run(times(9, 'neutral', halfOpen), opened), halfOpen).phase).toBe('half_open')
  })
  it('opens again at the first failure, twice as long each time, never above a quarter of an hour', () => {
    let state = opened
    let at = halfOpen
    const lengths: number[] = []
    for (let i = 0; i < 7; i += 1) {
      state = run([...times(4, 'success', at), ...times(1, 'failure', at)], state)
      const until = breakerOf(state, at).untilMs ?? 0
      lengths.push((until - at) / 1_000)
      at = until
    }
    expect(lengths).toEqual([60, 120, 240, 480, 900, 900, 900])
  })
})

describe('averages', () => {
  it('are unknown before anything was seen', () => {
    const read = [successRateOf, latencyOf, tailLatencyOf, tokensPerSecondOf]
    expect(read.map((of) => of(initialHealth))).toEqual([null, null, null, null])
    expect(read.map((of) => of(run(times(1, 'success'))))).toEqual([1, null, null, null])
  })
  it('of a moment are plain averages', () => {
    const state = run([
      { atMs: start, outcome: 'success', latencyMs: 100, tokensPerSecond: 10 },
      { atMs: start, outcome: 'success', latencyMs: 300, tokensPerSecond: 30 },
      { atMs: start, outcome: 'failure' },
      { atMs: start, outcome: 'failure' },
    ])
    expect([successRateOf(state), latencyOf(state), tokensPerSecondOf(state)]).toEqual([0.5, 200, 20])
  })
  it('forget: what is new weighs more, most of all in the shortest', () => {
    const state = run([
      { atMs: start, outcome: 'success', latencyMs: 100 },
      { atMs: start + 60_000, outcome: 'success', latencyMs: 500 },
    ])
    const old = Math.exp(-1)
    expect(latencyOf(state)).toBeCloseTo((100 * old + 500) / (old + 1))
    expect(tailLatencyOf(state)).toBeCloseTo((100 * Math.exp(-6) + 500) / (Math.exp(-6) + 1))
  })
  it('of speed forget as well, and are told by what ends after it was counted', () => {
    const state = run([
      { atMs: start, outcome: 'success', tokensPerSecond: 10 },
      { atMs: start + 60_000, outcome: 'neutral', tokensPerSecond: 50 },
    ])
    const old = Math.exp(-1)
    expect(tokensPerSecondOf(state)).toBeCloseTo((10 * old + 50) / (old + 1))
    expect([state.observations, successRateOf(state)]).toEqual([1, 1])
    expect(state.middle.total).toBeCloseTo(old)
  })
  it('are not shaken by a clock that goes back', () => {
    const state = run([...times(1, 'success'), ...times(1, 'failure', start - 5_000)])
    expect([state.atMs, successRateOf(state)]).toEqual([start, 0.5])
  })
})

describe('whatever happens', () => {
  const outcome = fc.constantFrom('success', 'neutral', 'failure')
  const steps = fc.array(fc.record({ wait: fc.integer({ min: 0, max: 40_000 }), outcome }), { maxLength: 200 })
  const walk = (list: readonly { wait: number; outcome: HealthEvent['outcome'] }[]) => {
    let atMs = start
    let state = initialHealth
    return list.map(({ wait, outcome: result }) => {
      atMs += wait
      const before = state
      state = stepHealth(state, { atMs, outcome: result })
      return { before, after: state, atMs, outcome: result }
    })
  }
  it('a closed breaker never opens below the volume, nor below the error rate', () => {
    fc.assert(
      fc.property(steps, (list) => {
        for (const { before, after, atMs } of walk(list)) {
          const didOpen = breakerOf(before, atMs).phase === 'closed' && breakerOf(after, atMs).phase === 'open'
          if (!didOpen) continue
          expect(after.middle.total).toBeGreaterThanOrEqual(8)
          expect(after.middle.failed / after.middle.total).toBeGreaterThanOrEqual(0.5)
        }
      }),
    )
  })
  it('it closes only by five good probes in a row, and opens only by a failure', () => {
    fc.assert(
      fc.property(steps, (list) => {
        let good = 0
        for (const { before, after, atMs, outcome: result } of walk(list)) {
          const [from, to] = [breakerOf(before, atMs).phase, breakerOf(after, atMs).phase]
          if (from === 'half_open' && result === 'success') good += 1
          if (from !== 'half_open' && to === 'open') good = 0
          if (from === 'half_open' && to === 'open') expect([result, (good = 0)]).toEqual(['failure', 0])
          if (from === 'half_open' && to === 'closed') {
            expect(good).toBeGreaterThanOrEqual(5)
            good = 0
          }
          if (from === 'closed' && to === 'open') expect(result).toBe('failure')
        }
      }),
    )
  })
})
