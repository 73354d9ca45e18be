// The bracket in the gutter: it joins rows whose events one upstream read brought.
import { burstAfterMs, burstOf } from '#shared/inspect/timing'
import type { Read } from './reads'
import type { Row, Rows } from './rows'

export type Bracket = 'one' | 'top' | 'middle' | 'end'

/** Enough events after enough silence to say that somebody held them back. */
export const isBurst = ({ count, waitMs }: Read): boolean => count >= burstOf && waitMs >= burstAfterMs

const readAt = (row: Row | undefined): Read | null => (row?.type === 'event' || row?.type === 'run' ? row.read : null)

export function bracketOf(rows: Rows, index: number): Bracket | null {
  const read = readAt(rows.at(index))
  if (read === null || read.count < 2) return null
  const above = readAt(rows.at(index - 1))?.first === read.first
  const below = readAt(rows.at(index + 1))?.first === read.first
  return above ? (below ? 'middle' : 'end') : below ? 'top' : 'one'
}
