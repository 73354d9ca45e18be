import { expect, test } from 'vitest'
import { bracketOf } from './brackets'
import { keyTarget, parentOf, rowOfSeq, rowsBefore } from './row-keys'
import type { Row, Rows, RunRow } from './rows'

const event = (seq: number): Row => ({
  type: 'event',
  key: `${seq}`,
  seq,
  name: '',
  at: seq,
  wait: 0,
  opens: false,
  child: false,
  upstream: false,
  read: null,
})
const silence = (seq: number): Row => ({ type: 'silence', key: 's', seq, ms: 600, idle: false, next: null })
const run = { type: 'run', seq: 3, lastSeq: 7, open: false, count: 2, read: null } as RunRow
const rowsOf = (list: readonly Row[]): Rows => ({
  count: list.length,
  at: (index) => list[index],
  seqAt: (index) => list[index]?.seq ?? Number.POSITIVE_INFINITY,
})
const list = rowsOf([event(0), silence(1), event(1), run, silence(8)])

test.each([
  ['ArrowDown', 0, 2],
  ['ArrowUp', 2, 0],
  ['j', 2, 3],
  ['k', 3, 2],
  ['Home', 3, 0],
  ['End', 0, 3],
  ['PageDown', 0, 3],
  ['PageUp', 3, 0],
  ['ArrowDown', -1, 0],
  ['ArrowDown', 3, 3],
  ['x', 0, null],
  ['Enter', 0, 'open'],
  ['Enter', -1, null],
  ['Enter', 3, 'toggle'],
  ['ArrowRight', 3, 'toggle'],
  ['ArrowLeft', 3, null],
])('%s at row %i leads to %j', (key, from, expected) => expect(keyTarget(key, from, list)).toBe(expected))

test('an empty grid has nowhere to go', () => expect(keyTarget('ArrowDown', -1, rowsOf([]))).toBeNull())

const child = (seq: number): Row => ({ ...event(seq), child: true }) as Row
const opened = rowsOf([event(0), { ...run, open: true }, child(3), child(4), event(8)])

test('the head of an opened run is passed over, and its deltas close it', () => {
  expect(keyTarget('j', 0, opened)).toBe(2)
  expect(keyTarget('k', 2, opened)).toBe(0)
  expect(keyTarget('ArrowLeft', 3, opened)).toBe('toggle')
  expect(keyTarget('ArrowLeft', 0, opened)).toBeNull()
  expect(parentOf(opened, 3)).toBe(1)
  expect(parentOf(opened, 4)).toBeNull()
})

test('a frame is found in its row, or in the run that holds it', () => {
  expect([0, 1, 2, 3, 5, 7, 8].map((seq) => rowOfSeq(list, seq))).toEqual([0, 2, -1, 3, 3, 3, -1])
  expect([0, 3, 4, 8].map((seq) => rowOfSeq(opened, seq))).toEqual([0, 2, 3, 4])
  expect(rowOfSeq(rowsOf([]), 3)).toBe(-1)
})

test('the rows of the first frames are those that begin before the next one', () => {
  expect([0, 1, 2, 3, 4, 8].map((seq) => rowsBefore(list, seq))).toEqual([0, 1, 3, 3, 4, 4])
  expect([1, 4, 5, 8, 9].map((seq) => rowsBefore(opened, seq))).toEqual([1, 3, 4, 4, 5])
})

test('rows of one upstream read are joined by a bracket', () => {
  const read = { first: 1, last: 3, count: 3, waitMs: 0, spanMs: 0 }
  const read3 = [1, 2, 3].map((seq) => ({ ...event(seq), read }) as Row)
  const rows = rowsOf([event(0), ...read3, event(4)])
  expect([0, 1, 2, 3, 4].map((index) => bracketOf(rows, index))).toEqual([null, 'top', 'middle', 'end', null])
  expect(bracketOf(rowsOf([{ ...run, read }]), 0)).toBe('one')
  expect(bracketOf(rowsOf([{ ...event(1), read: { ...read, count: 1 } } as Row]), 0)).toBeNull()
})
