// The response object as it stood after every event of a turn, and which event set which field last. A checkpoint now and then
// makes any moment cheap to reach; between two of them the events are simply applied again.
import { changedWithin, foldChange, spellPath, type Json } from '#shared/inspect/response/fold-event'
import { parseEvent, type StreamEvent } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'

export type Moment = {
  /** Events applied so far, less one: the place of the last of them in `seqs`. */
  readonly index: number
  readonly response: Json
  /** Field path to the frame that set it to another value last. */
  readonly setBy: ReadonlyMap<string, number>
  /** Paths that the last event changed. */
  readonly changed: readonly string[]
}

export type Track = {
  /** The frame of each event of the turn. */
  readonly seqs: number[]
  /** Which of them opened an output item. */
  readonly opens: number[]
  latest: Moment
  /** One after every so many events: fewer, further apart, as the turn grows. */
  readonly checkpoints: Moment[]
  every: number
}

export type TimeTravel = Map<number, Track>

const checkpointEvery = 500
const mostCheckpoints = 32

const nothing: Moment = { index: -1, response: null, setBy: new Map(), changed: [] }

export function createTimeTravel(): { readonly value: TimeTravel; readonly apply: (frame: Frame) => void } {
  const value: TimeTravel = new Map()
  let stream = false
  const apply = (frame: Frame): void => {
    stream = streamsAfter(stream, frame)
    if (frame.kind === 'received' && stream) extend(value, frame)
  }
  return { value, apply }
}

function extend(tracks: TimeTravel, { turn, seq, text }: Extract<Frame, { kind: 'received' }>): void {
  const event = parseEvent(text)
  if (event === null) return
  let track = tracks.get(turn)
  if (track === undefined) {
    track = { seqs: [], opens: [], latest: { ...nothing, setBy: new Map() }, checkpoints: [], every: checkpointEvery }
    tracks.set(turn, track)
  }
  if (event.type === 'response.output_item.added') track.opens.push(track.seqs.length)
  track.seqs.push(seq)
  track.latest = step(track.latest, event, seq)
  if (track.seqs.length % track.every !== 0) return
  track.checkpoints.push({ ...track.latest, setBy: new Map(track.latest.setBy) })
  if (track.checkpoints.length < mostCheckpoints) return
  const kept = track.checkpoints.filter((_, index) => index % 2 === 1)
  track.checkpoints.splice(0, Number.POSITIVE_INFINITY, ...kept)
  track.every *= 2
}

/** Goes on with the map of the moment before: copying it for every event would cost more than the event. */
function step(from: Moment, event: StreamEvent | null, seq: number): Moment {
  const { response, path } = event === null ? { response: from.response, path: [] } : foldChange(from.response, event)
  const changed = changedWithin(from.response, response, path).map(spellPath)
  const setBy = from.setBy as Map<string, number>
  for (const path of changed) setBy.set(path, seq)
  return { index: from.index + 1, response, setBy, changed }
}

/** The moment after event `index` of the turn; null while `textOf` does not have every text on the way there. */
export function momentAt(track: Track, index: number, textOf: (seq: number) => string | null): Moment | null {
  if (index >= track.latest.index) return track.latest
  const before = track.checkpoints[Math.floor((index + 1) / track.every) - 1] ?? nothing
  let moment: Moment = { ...before, setBy: new Map(before.setBy) }
  for (let i = before.index + 1; i <= index; i += 1) {
    const seq = track.seqs[i]
    if (seq === undefined) continue
    const text = textOf(seq)
    if (text === null) return null
    moment = step(moment, parseEvent(text), seq)
  }
  return moment
}

/** The frame that set a field last; of an object or list, the last that set anything within. */
export function setterOf({ setBy }: Moment, path: string): number | null {
  const exact = setBy.get(path)
  if (exact !== undefined) return exact
  let last: number | null = null
  for (const [known, seq] of setBy) {
    const isWithin =
      path === '' || (known.startsWith(path) && (known[path.length] === '.' || known[path.length] === '['))
    if (isWithin && (last === null || seq > last)) last = seq
  }
  return last
}
