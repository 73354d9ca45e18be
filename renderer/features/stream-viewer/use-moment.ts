import { useMemo } from 'react'
import { countWhile } from '#shared/count-while'
import { momentAt, type Moment, type Track } from '#shared/inspect/response/time-travel'
import { parseEvent } from '#shared/open-responses/events'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion, type FrameLog } from '../../state/frame-log'
import { useStore } from '../../state/store'
import { readTimeTravel } from '../../views/inspection'
import { markOf, type TextMark } from './text-mark'

export type Standing = {
  readonly track: Track
  readonly turn: number
  readonly moment: Moment
  /** The reader chose an event; else this is the latest. */
  readonly chosen: boolean
  /** The words that the selected event brought. */
  readonly mark: TextMark | null
}

/** The response object at the selected frame, or at its latest while none is selected. null where there is no stream. */
export function useMoment(session: SessionSummary): Standing | null {
  const log = openLog(session.id)
  const version = useVersion(log)
  const selectedSeq = useStore((state) => state.selectedSeq)
  return useMemo(() => standAt(log, version, selectedSeq), [log, version, selectedSeq])
}

function standAt(log: FrameLog, _version: number, selectedSeq: number | null): Standing | null {
  const tracks = readTimeTravel(log)
  const selected = selectedSeq !== null && selectedSeq < log.length ? selectedSeq : null
  const turn = selected !== null && tracks.has(log.turn(selected)) ? log.turn(selected) : lastKey(tracks)
  const track = turn === null ? undefined : tracks.get(turn)
  if (turn === null || track === undefined) return null
  // The object itself is replaced with every event: a copy of its head keeps what was drawn apart from what comes.
  const latest = { track, turn, moment: { ...track.latest }, chosen: false, mark: null }
  if (selected === null) return latest
  const textOf = (seq: number): string | null => {
    const frame = log.frame(seq)
    return frame?.kind === 'received' ? frame.text : null
  }
  const index = placeOf(track.seqs, selected)
  const moment = momentAt(track, index, textOf)
  // Its texts are on their way.
  if (moment === null) return latest
  const text = track.seqs[index] === selected ? textOf(selected) : null
  return {
    track,
    turn,
    moment: { ...moment },
    chosen: true,
    mark: text === null ? null : markOf(moment, parseEvent(text), turn),
  }
}

const lastKey = (tracks: ReadonlyMap<number, Track>): number | null => {
  let last: number | null = null
  for (const key of tracks.keys()) last = key
  return last
}

/** The last event up to a frame; the first when the frame came before all events. */
const placeOf = (seqs: readonly number[], seq: number): number =>
  Math.max(0, countWhile(seqs.length, (index) => (seqs[index] ?? 0) <= seq) - 1)
