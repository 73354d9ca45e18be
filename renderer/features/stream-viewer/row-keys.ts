// What the keys of the event grid lead to. Notes and separators are passed over.
import type { Row } from './rows'

export const seqOf = (row: Row | undefined): number | null =>
  row?.type === 'event' || row?.type === 'run' ? row.frame.seq : null

const page = 12
const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  PageDown: page,
  PageUp: -page,
}

/** The index to select, `toggle` to open or close the selected run, or null when the key is not for the grid. */
export function keyTarget(key: string, from: number, list: readonly Row[]): number | 'toggle' | null {
  const row = list[from]
  if (row?.type === 'run' && (key === 'Enter' || key === (row.open ? 'ArrowLeft' : 'ArrowRight'))) return 'toggle'
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
