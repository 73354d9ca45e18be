// What the keys of the event grid lead to, and which row shows a frame. Notes and separators are passed over; so is the head of
// an opened run, whose first delta has the same frame.
import { countWhile } from '#shared/count-while'
import type { Row, Rows } from './rows'

export const seqOf = (row: Row | undefined): number | null =>
  row?.type === 'event' || (row?.type === 'run' && !row.open) ? row.seq : null

const page = 12
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: page,
  PageUp: -page,
}

/**
 * The index to select; `toggle` to open the selected run, or close the one the selected delta is part of; `open` to look
 * into the frame. null when the key is not for the grid.
 */
export function keyTarget(key: string, from: number, rows: Rows): number | 'toggle' | 'open' | null {
  const row = rows.at(from)
  const isRun = row?.type === 'run' && row.count > 1
  const isChild = row?.type === 'event' && row.child
  if (isRun && (key === 'Enter' || key === 'ArrowRight')) return 'toggle'
  if (isChild && key === 'ArrowLeft') return 'toggle'
  if (key === 'Enter' && row !== undefined) return 'open'
  if (key === 'Home') return nextRow(rows, 0, 1)
  if (key === 'End') return nextRow(rows, rows.count - 1, -1)
  const step = steps[key]
  if (step === undefined) return null
  const direction = step > 0 ? 1 : -1
  const target = Math.min(rows.count - 1, Math.max(0, from + step))
  return nextRow(rows, target, direction) ?? nextRow(rows, target, direction > 0 ? -1 : 1)
}

function nextRow(rows: Rows, from: number, direction: 1 | -1): number | null {
  for (let i = from; i >= 0 && i < rows.count; i += direction) if (seqOf(rows.at(i)) !== null) return i
  return null
}

/** The row of the run that a row is or belongs to; null when there is none to open or close. */
export function parentOf(rows: Rows, index: number): number | null {
  for (let i = index; i >= 0; i -= 1) {
    const row = rows.at(i)
    if (row?.type === 'run') return row.count > 1 ? i : null
    if (row?.type !== 'event' || !row.child) return null
  }
  return null
}

/** How many rows begin before a frame. Rows are in the order of their frames. */
export const rowsBefore = (rows: Rows, seq: number): number =>
  countWhile(rows.count, (index) => rows.seqAt(index) < seq)

/** The row that shows a frame, or -1. */
export function rowOfSeq(rows: Rows, seq: number): number {
  for (let index = rowsBefore(rows, seq + 1) - 1; index >= 0; index -= 1) {
    const row = rows.at(index)
    if (row?.type === 'event') return row.seq === seq ? index : -1
    if (row?.type === 'run') return seq <= row.lastSeq ? index : -1
  }
  return -1
}
