import { expect, test } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import { framesOf, logOf } from '../../state/frame-log.fixture'
import { createEditMarks, noMarks } from './edit-marks'
import { readRows, type Row } from './rows'

const opened: FrameBody = { kind: 'opened', transport: 'websocket', request: { method: 'GET', path: '/', headers: {} } }
const event = (type: string): FrameBody => ({ kind: 'received', turn: 1, text: JSON.stringify({ type }), out: 0 })
const delta = event('response.output_text.delta')
const bodies = [opened, event('response.created'), delta, delta, delta, event('response.completed')]

function rowsOf() {
  const list = readRows(logOf(framesOf(bodies)))
  const all = () => Array.from({ length: list.count }, (_, index) => list.at(index) as Row)
  return { list, all }
}

const marks = createEditMarks([
  { kind: 'drop', seq: 1 },
  { kind: 'delay', seq: 1, ms: 1500 },
  { kind: 'duplicate', seq: 3 },
  { kind: 'cut', seq: 4 },
])

test('a frame says all that was done to it, a folded run how much', () => {
  expect(rowsOf().all().map(marks.wordsOf)).toEqual(['', 'dropped, 1,500 ms later', '2 edits', ''])
})

test('an opened run leaves the words to its frames', () => {
  const { list, all } = rowsOf()
  list.toggle(2)
  expect(all().map(marks.wordsOf)).toEqual(['', 'dropped, 1,500 ms later', '', '', 'twice', 'cut here', ''])
})

test('gone are frames that were dropped and all behind a cut', () => {
  expect(rowsOf().all().map(marks.isGone)).toEqual([false, true, false, true])
  expect(createEditMarks([])).toBe(noMarks)
})
