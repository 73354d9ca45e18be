import { expect, test } from 'vitest'
import { createSummary } from '#shared/session/summary'
import { mergeSessions, nextToFollow, selectedWithout } from './session-list'

const session = (id: string, startedAt: number) => createSummary({ id, startedAt })

test('a changed session keeps its place, a new one goes on top', () => {
  const list = [session('b', 2), session('a', 1)]
  const merged = mergeSessions(list, [{ ...session('a', 1), events: 7 }, session('c', 3)])
  expect(merged.map((s) => s.id)).toEqual(['c', 'b', 'a'])
  expect(merged[2]?.events).toBe(7)
})

test('several new sessions in one batch are sorted newest first', () => {
  expect(mergeSessions([], [session('a', 1), session('b', 2)]).map((s) => s.id)).toEqual(['b', 'a'])
})

test('following moves to the newest session, but never away from one that still runs', () => {
  const running = session('a', 1)
  const done = { ...session('a', 1), verdict: 'complete' as const }
  expect(nextToFollow([session('b', 2), done], 'a')).toBe('b')
  expect(nextToFollow([session('b', 2), running], 'a')).toBeNull()
  expect(nextToFollow([done], 'a')).toBeNull()
  expect(nextToFollow([], null)).toBeNull()
})

test('when the selected session goes, the nearest older one is read, at the end the nearest younger one', () => {
  const list = [session('d', 4), session('c', 3), session('b', 2), session('a', 1)]
  expect(selectedWithout(list, new Set(['c', 'b']), 'c')).toBe('a')
  expect(selectedWithout(list, new Set(['a', 'b']), 'a')).toBe('c')
  expect(selectedWithout(list, new Set(['a']), 'c')).toBe('c')
  expect(selectedWithout(list, new Set(['a', 'b', 'c', 'd']), 'c')).toBeNull()
  expect(selectedWithout(list, new Set(['a']), null)).toBeNull()
})
