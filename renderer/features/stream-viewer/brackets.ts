// The bracket in the gutter: it joins rows whose events one upstream read brought.
import { burstAfterMs, burstOf } from '#shared/inspect/timing'
import type { Read, Row } from './rows'

export type Bracket = 'one' | 'top' | 'middle' | 'end'

/** Enough events after enough silence to say that somebody held them back. */
export const isBurst = ({ count, waitMs }: Read): boolean => count >= burstOf && waitMs >= burstAfterMs

const readAt = (row: Row | undefined): Read | null => (row?.type === 'event' || row?.type === 'run' ? row.read : null)

export function bracketOf(list: readonly Row[], index: number): Bracket | null {
  const read = readAt(list[index])
  if (read === null || read.count < 2) return null
  const above = readAt(list[index - 1]) === read
  const below = readAt(list[index + 1]) === read
  return above ? (below ? 'middle' : 'end') : below ? 'top' : 'one'
}
