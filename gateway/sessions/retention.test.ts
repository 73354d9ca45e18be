import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseForgotten, noLimits, type Candidate } from './retention'

const dayMs = 86_400_000
const session = (id: string, day: number, bytes = 10, isKept = false): Candidate => ({
  id,
  startedAt: day * dayMs,
  bytes,
  isKept,
})
const library = [session('c', 3), session('a', 1), session('pinned', 0, 10, true), session('b', 2)]
const forgotten = (limits: Partial<typeof noLimits>, now = 3) =>
  chooseForgotten(library, { ...noLimits, ...limits }, now * dayMs)

describe('the oldest sessions go', () => {
  it('when there are too many', () => expect(forgotten({ sessions: 2 })).toEqual(['a', 'b']))
  it('when they are too large', () => expect(forgotten({ bytes: 35 })).toEqual(['a']))
  it('when they are too old', () => expect(forgotten({ days: 1 }, 3.5)).toEqual(['a', 'b']))
  it('and nothing goes without a limit', () => expect(forgotten({})).toEqual([]))
  it('but never one that is kept, also when there is nothing else', () => {
    expect(forgotten({ sessions: 1, bytes: 1, days: 1 }, 99)).toEqual(['a', 'b', 'c'])
  })
})

const candidates = fc.array(fc.record({ startedAt: fc.nat(1_000), bytes: fc.nat(100), isKept: fc.boolean() }), {
  maxLength: 30,
})

it('what is left is within the limits or kept, and nothing went that did not have to', () => {
  fc.assert(
    fc.property(candidates, fc.option(fc.nat(500)), fc.option(fc.nat(20)), (made, bytes, sessions) => {
      const all = made.map((one, i) => ({ ...one, id: String(i) }))
      const gone = chooseForgotten(all, { bytes, sessions, days: null }, 0)
      const isOver = (left: readonly Candidate[]) =>
        left.reduce((sum, one) => sum + one.bytes, 0) > (bytes ?? Infinity) || left.length > (sessions ?? Infinity)
      const leftWithout = (ids: readonly string[]) => all.filter(({ id }) => !ids.includes(id))
      expect(leftWithout(gone).every(({ isKept }) => isKept) || !isOver(leftWithout(gone))).toBe(true)
      if (gone.length > 0) expect(isOver(leftWithout(gone.slice(0, -1)))).toBe(true)
      const oldestLeft = Math.min(
        ...leftWithout(gone)
          .filter(({ isKept }) => !isKept)
          .map(({ startedAt }) => startedAt),
      )
      for (const id of gone) expect(all[Number(id)]?.startedAt).toBeLessThanOrEqual(oldestLeft)
    }),
  )
})
