// Events that one read from upstream brought: they have one time. Worked out when a row is looked at.
import type { FrameLog } from '../../state/frame-log'

export type Read = {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly waitMs: number
  readonly spanMs: number
}

/** The read a frame came with; null for what is no stream event. Neighbours are asked for one after another. */
export function createReads(log: FrameLog): (seq: number) => Read | null {
  let known: Read | null = null
  let length = 0
  return (seq) => {
    if (!log.isEvent(seq)) return null
    if (known === null || seq < known.first || seq > known.last || length !== log.length) known = findRead(log, seq)
    length = log.length
    return known
  }
}

function findRead(log: FrameLog, seq: number): Read {
  const at = log.at(seq)
  const isSame = (other: number) => log.isEvent(other) && log.at(other) === at
  let first = seq
  let last = seq
  while (first > 0 && isSame(first - 1)) first -= 1
  while (last + 1 < log.length && isSame(last + 1)) last += 1
  let spanMs = 0
  for (let i = first; i <= last; i += 1) spanMs = Math.max(spanMs, log.out(i) - log.out(first))
  return { first, last, count: last - first + 1, waitMs: log.wait(first) ?? 0, spanMs }
}
