// Events that one read from upstream brought: they have one time. Worked out when a row is looked at.
import type { FrameLog } from '../../state/frame-log'

export type Read = {
  readonly first: number
  readonly last: number
  readonly count: number
  readonly waitMs: number
  readonly spanMs: number
}

/** The read a frame came with; null for what has to do with no stream event. Neighbours are asked for one after another. */
export function createReads(log: FrameLog): (seq: number) => Read | null {
  let known: Read | null = null
  let length = 0
  return (seq) => {
    if (!log.isEvent(seq) && !log.isUpstream(seq)) return null
    if (known === null || seq < known.first || seq > known.last || length !== log.length) known = findRead(log, seq)
    length = log.length
    return known.count > 0 ? known : null
  }
}

function findRead(log: FrameLog, seq: number): Read {
  const at = log.at(seq)
  // What the provider said lies among the events it caused.
  const isSame = (other: number) => (log.isEvent(other) || log.isUpstream(other)) && log.at(other) === at
  let first = seq
  let last = seq
  while (first > 0 && isSame(first - 1)) first -= 1
  while (last + 1 < log.length && isSame(last + 1)) last += 1
  let count = 0
  let earliest = Number.POSITIVE_INFINITY
  let latest = 0
  for (let i = first; i <= last; i += 1) {
    if (log.isUpstream(i)) continue
    count += 1
    earliest = Math.min(earliest, log.out(i))
    latest = Math.max(latest, log.out(i))
  }
  return { first, last, count, waitMs: log.wait(first) ?? 0, spanMs: Math.max(0, latest - earliest) }
}
