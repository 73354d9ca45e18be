// What the keys of the event grid lead to, and which row shows a frame. Notes and separators are passed over; so is the head of
// an opened run, whose first delta has the same frame.
import { countWhile } from '#shared/count-while'
import type { Row, RunRow } from './rows'

export const seqOf = (row: Row | undefined): number | null =>
  row?.type === 'event' || (row?.type === 'run' && !row.open) ? row.frame.seq : null

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
export function keyTarget(key: string, from: number, list: readonly Row[]): number | 'toggle' | 'open' | null {
  const row = list[from]
  const isRun = row?.type === 'run' && row.count > 1
  const isChild = row?.type === 'event' && row.child
  if (isRun && (key === 'Enter' || key === 'ArrowRight')) return 'toggle'
  if (isChild && key === 'ArrowLeft') return 'toggle'
  if (key === 'Enter' && row !== undefined) return 'open'
  if (key === 'Home') return nextRow(list, 0, 1)
  if (key === 'End') return nextRow(list, list.length - 1, -1)
  const step = steps[key]
  if (step === undefined) return null
  const direction = step > 0 ? 1 : -1
  const target = Math.min(list.length - 1, Math.max(0, from + step))
  return nextRow(list, target, direction) ?? nextRow(list, target, direction > 0 ? -1 : 1)
}

function nextRow(list: readonly Row[], from: number, direction: 1 | -1): number | null {
  for (let i = from; i >= 0 && i < list.length; i += direction) if (seqOf(list[i]) !== null) return i
  return null
}

/** The run that a row is or belongs to; null when there is none to open or close. */
export function parentOf(list: readonly Row[], index: number): RunRow | null {
  for (let i = index; i >= 0; i -= 1) {
    const row = list[i]
    if (row?.type === 'run') return row.count > 1 ? row : null
    if (row?.type !== 'event' || !row.child) return null
  }
  return null
}

/** How many rows begin before a frame. Rows are in the order of their frames. */
export const rowsBefore = (list: readonly Row[], seq: number): number =>
  countWhile(list.length, (index) => firstSeqFrom(list, index) < seq)

/** The row that shows a frame, or -1. */
export function rowOfSeq(list: readonly Row[], seq: number): number {
  for (let index = rowsBefore(list, seq + 1) - 1; index >= 0; index -= 1) {
    const row = list[index]
    if (row?.type === 'event') return row.frame.seq === seq ? index : -1
    if (row?.type === 'run') return seq <= row.lastSeq ? index : -1
  }
  return -1
}

/** Notes have no frame: the next row that has one speaks for them. */
function firstSeqFrom(list: readonly Row[], index: number): number {
  for (let i = index; i < list.length; i += 1) {
    const row = list[i]
    if (row?.type === 'event' || row?.type === 'run') return row.frame.seq
  }
  return Number.POSITIVE_INFINITY
}
