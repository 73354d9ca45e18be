import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDelta, createPace, rateSeries, type Pace } from './rate'

const paceOf = (times: readonly number[]): Pace => {
  const pace = createPace()
  times.forEach((ms, seq) => addDelta(pace, ms, seq))
  return pace
}
const every = (step: number, count: number, from = 0) => Array.from({ length: count }, (_, at) => from + at * step)

describe('the pace of a stream', () => {
  it('counts deltas in slices of ten milliseconds, each with its first event', () => {
    expect(paceOf([0, 3, 9.9, 10, 35])).toEqual({
      width: 10,
      slices: [
        { count: 3, seq: 0 },
        { count: 1, seq: 3 },
        { count: 0, seq: 4 },
        { count: 1, seq: 4 },
      ],
    })
  })
  it('doubles its slices when the stream outgrows them, and loses no delta', () => {
    const { width, slices } = paceOf(every(10, 129))
    expect(width).toBe(20)
    expect(slices).toHaveLength(65)
    expect(slices.slice(0, 2)).toEqual([
      { count: 2, seq: 0 },
      { count: 2, seq: 2 },
    ])
    expect(slices.at(-1)).toEqual({ count: 1, seq: 128 })
  })
  it('stays as small as it is for a stream of any length', () => {
    const steps = fc.array(fc.tuple(fc.nat({ max: 1e9 }), fc.nat(3)), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(steps, (list) => {
        const times: number[] = []
        let at = 0
        for (const [wait, more] of list) {
          for (let i = 0; i <= more; i += 1) times.push(at)
          at += wait
        }
        const { slices } = paceOf(times)
        expect(slices.length).toBeLessThanOrEqual(128)
        expect(slices.reduce((sum, { count }) => sum + count, 0)).toBe(times.length)
      }),
    )
  })
})

describe('the series that is drawn', () => {
  it('is a rate a second in slices of at least four deltas, without the one that is not full', () => {
    const series = rateSeries(paceOf([...every(5, 40), ...every(10, 11, 200)]), null)
    expect(series).toMatchObject({ unit: 'deltas', width: 30, min: 100, median: 200, max: 200 })
    expect(series?.rates.map(Math.round)).toEqual([200, 200, 200, 200, 200, 200, 167, 100, 100, 100])
    expect(series?.seqs).toEqual([0, 6, 12, 18, 24, 30, 36, 41, 44, 47])
  })
  it('is scaled to the tokens that the response says it used', () => {
    const pace = paceOf(every(10, 41))
    const [deltas, tokens] = [rateSeries(pace, null), rateSeries(pace, 82)]
    expect(deltas?.rates).toEqual(Array.from({ length: 10 }, () => 100))
    expect(tokens).toMatchObject({ unit: 'tokens', min: 200, median: 200, max: 200 })
  })
  it('falls to nothing in a silence, which leads to the event that ended it', () => {
    const series = rateSeries(paceOf([...every(10, 20), ...every(10, 21, 400)]), null)
    expect(series?.rates.map(Math.round)).toEqual([100, 100, 100, 33, 0, 0, 33, 100, 100, 100])
    expect(series?.seqs.slice(3, 7)).toEqual([18, 20, 20, 20])
  })
  it('has no more points than fit', () => {
    expect(rateSeries(paceOf(every(1, 1_270)), null)?.rates.length).toBeLessThanOrEqual(60)
  })
  it('is nothing where too little was said', () => {
    expect(rateSeries(createPace(), 5)).toBeNull()
    expect(rateSeries(paceOf([0]), 5)).toBeNull()
    expect(rateSeries(paceOf([0, 0, 0, 0, 0, 0, 0, 0, 0]), 5)).toBeNull()
  })
})
