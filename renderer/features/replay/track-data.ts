// What the scrub track draws: the tape's own events in a few hundred columns, over its time or over its frames.
import { eventKind, type EventKind } from '#shared/open-responses/events'
import type { FrameLog } from '../../state/frame-log'

export type Scale = 'time' | 'frames'

/** A stretch of the track, in thousandths of it. */
export type Stretch = { readonly from: number; readonly to: number }

export type Track = {
  /** Kind of event, and places in thousandths. */
  readonly ticks: ReadonlyMap<EventKind, readonly number[]>
  /** Attempts that failed. */
  readonly failed: readonly Stretch[]
  /** Where a turn or a further attempt begins. */
  readonly begins: readonly number[]
  readonly silence: (Stretch & { readonly ms: number }) | null
}

export const trackWidth = 1_000
const columns = 500
const notable = 500

export function createTrack(log: FrameLog, scale: Scale): Track {
  const end = endOf(log)
  const placeOf = (seq: number): number =>
    scale === 'time' ? (log.at(seq) / end) * trackWidth : (seq / Math.max(1, log.length - 1)) * trackWidth
  return { ...readEvents(log, placeOf, scale), ...readAttempts(log, placeOf) }
}

/** The last moment of a tape, never 0. */
export const endOf = (log: FrameLog): number => Math.max(1, log.at(log.length - 1))

type PlaceOf = (seq: number) => number

/** The first event of each column stands for all of it. */
function readEvents(log: FrameLog, placeOf: PlaceOf, scale: Scale): Pick<Track, 'ticks' | 'silence'> {
  const ticks = new Map<EventKind, number[]>()
  let last = -1
  let before: number | null = null
  let longest = { from: 0, to: 0 }
  for (let seq = 0; seq < log.length; seq += 1) {
    if (!log.isReceived(seq)) {
      if (log.whole(seq)?.kind === 'sent') before = null
      continue
    }
    if (before !== null && log.at(seq) - log.at(before) > log.at(longest.to) - log.at(longest.from))
      longest = { from: before, to: seq }
    before = seq
    const place = placeOf(seq)
    const column = Math.floor((place / trackWidth) * columns)
    if (column === last) continue
    last = column
    const kind = eventKind(log.name(seq))
    const places = ticks.get(kind) ?? []
    places.push(place)
    ticks.set(kind, places)
  }
  const ms = log.at(longest.to) - log.at(longest.from)
  // Over frames a wait has no width.
  const isShown = scale === 'time' && ms > notable
  return { ticks, silence: isShown ? { from: placeOf(longest.from), to: placeOf(longest.to), ms } : null }
}

function readAttempts(log: FrameLog, placeOf: PlaceOf): Pick<Track, 'failed' | 'begins'> {
  const failed: Stretch[] = []
  const begins: number[] = []
  let start = 0
  for (const frame of log.wholes()) {
    if (frame.kind === 'attempted') start = placeOf(frame.seq)
    if (frame.kind === 'rejected') failed.push({ from: start, to: placeOf(frame.seq) })
    const isTurn = frame.kind === 'sent' && frame.turn > 1
    if (isTurn || (frame.kind === 'attempted' && frame.attempt > 1)) begins.push(placeOf(frame.seq))
  }
  return { failed, begins }
}
