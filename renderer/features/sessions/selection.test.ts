import { describe, expect, it } from 'vitest'
import { createSummary } from '#shared/session/summary'
import { meantSessions, nextAfter, nothingPicked, pickRange, togglePick } from './selection'

const session = (id: string) => createSummary({ id, startedAt: 1 })
const ids = ['d', null, 'c', 'b', 'a']

describe('picking', () => {
  it('adds to the session that is read, and takes away what was picked', () => {
    expect([...togglePick(nothingPicked, 'b', 'a')]).toEqual(['a', 'b'])
    expect([...togglePick(nothingPicked, 'a', 'a')]).toEqual(['a'])
    expect([...togglePick(new Set(['a', 'b']), 'b', 'b')]).toEqual(['a'])
  })
  it('takes the rows between two, whichever was first, and passes over what is no session', () => {
    expect([...pickRange(ids, 3, 0)]).toEqual(['d', 'c', 'b'])
    expect([...pickRange(ids, 0, 3)]).toEqual(['d', 'c', 'b'])
  })
  it('means the session that is read while nothing is picked', () => {
    const list = [session('b'), session('a')]
    expect(meantSessions(list, nothingPicked, 'a').map(({ id }) => id)).toEqual(['a'])
    expect(meantSessions(list, new Set(['b', 'gone']), 'a').map(({ id }) => id)).toEqual(['b'])
    expect(meantSessions(list, nothingPicked, null)).toEqual([])
  })
})

it('when rows go, the row below them is read, at the end the one above', () => {
  expect(nextAfter(ids, new Set(['d', 'c']))).toBe('b')
  expect(nextAfter(ids, new Set(['a', 'b']))).toBe('c')
  expect(nextAfter(ids, new Set(['a', 'b', 'c', 'd']))).toBeNull()
})
