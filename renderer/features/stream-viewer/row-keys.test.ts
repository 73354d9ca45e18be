import { expect, test } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { keyTarget } from './row-keys'
import type { Row, RunRow } from './rows'

const frame = (seq: number): Frame => ({ seq, at: seq, kind: 'sent', turn: 1, text: '' })
const event = (seq: number): Row => ({
  type: 'event',
  key: `${seq}`,
  frame: frame(seq),
  name: '',
  wait: 0,
  opens: false,
  child: false,
})
const silence: Row = { type: 'silence', key: 's', ms: 600, idle: false }
const run = { type: 'run', frame: frame(3), open: false, count: 2 } as RunRow
const list: readonly Row[] = [event(0), silence, event(1), run, silence]

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
  ['Enter', 0, null],
  ['Enter', 3, 'toggle'],
  ['ArrowRight', 3, 'toggle'],
  ['ArrowLeft', 3, null],
])('%s at row %i leads to %j', (key, from, expected) => expect(keyTarget(key, from, list)).toBe(expected))

test('an empty grid has nowhere to go', () => expect(keyTarget('ArrowDown', -1, [])).toBeNull())
