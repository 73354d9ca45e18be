// Frames to rows, each frame once. A run of deltas is one row; only opening and closing a run touches older rows.
import { eventKind, eventType, isDelta, outputIndex, parseEvent, type EventKind } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'
import { createDerivation, type Fold } from '../../state/frame-log'

/** Events that one read from upstream brought: they have one time. Grows while it is read. */
export type Read = { count: number; readonly waitMs: number; spanMs: number }

export type EventRow = {
  readonly type: 'event'
  readonly key: string
  readonly frame: Frame
  /** Event type of a received stream event, else empty. */
  readonly name: string
  /** Milliseconds since the frame before; null at the start. */
  readonly wait: number | null
  /** Opens an output item: a hairline goes above it. */
  readonly opens: boolean
  /** Part of an opened run. */
  readonly child: boolean
  readonly read: Read | null
}

export type RunRow = {
  readonly type: 'run'
  readonly key: string
  readonly frame: Frame
  readonly name: string
  readonly kind: EventKind
  readonly wait: number | null
  /** The output item the deltas belong to, as written. */
  readonly item: string
  /** null once its deltas came with more than one read. */
  read: Read | null
  lastSeq: number
  lastAt: number
  count: number
  preview: string
  open: boolean
}

export type SilenceRow = {
  readonly type: 'silence'
  readonly key: string
  readonly ms: number
  readonly idle: boolean
  /** What came at the end of it. */
  readonly next: Read | null
}
export type TurnRow = { readonly type: 'turn'; readonly key: string; readonly turn: number; readonly at: number }
export type Row = EventRow | RunRow | SilenceRow | TurnRow

export type Rows = { readonly list: Row[]; end: number }

const silence = 500
const previewLength = 160

export const readRows = createDerivation<Rows>(createRowFold)

export function createRowFold(): Fold<Rows> {
  const value: Rows = { list: [], end: 0 }
  let last: Frame | null = null
  let websocket = false
  let stream = false
  let turn = 0
  let run: RunRow | null = null
  let read: { readonly at: number; readonly out: number; readonly value: Read } | null = null

  function readOf(frame: Frame, wait: number | null): Read | null {
    if (frame.kind !== 'received' || !stream) return (read = null)
    if (read === null || read.at !== frame.at) {
      read = { at: frame.at, out: frame.out, value: { count: 0, waitMs: wait ?? 0, spanMs: 0 } }
    }
    read.value.count += 1
    read.value.spanMs = Math.max(read.value.spanMs, frame.out - read.out)
    return read.value
  }

  function apply(frame: Frame): void {
    const wait = last === null ? null : frame.at - last.at
    if (frame.kind === 'opened') websocket = frame.transport === 'websocket'
    stream = streamsAfter(stream, frame)
    const its = readOf(frame, wait)
    if (wait !== null && wait > silence) {
      const idle = last?.kind === 'ended' || (frame.kind === 'sent' && websocket)
      value.list.push({ type: 'silence', key: `silence-${frame.seq}`, ms: wait, idle, next: its })
      run = null
    }
    if (frame.kind === 'sent' && websocket && frame.turn !== turn) {
      turn = frame.turn
      value.list.push({ type: 'turn', key: `turn-${turn}`, turn, at: frame.at })
    }
    run = addRow(
      value.list,
      { frame, read: its, name: its === null ? '' : eventType(frame.kind === 'received' ? frame.text : ''), wait },
      run,
    )
    value.end = Math.max(value.end, frame.at)
    last = frame
  }

  return { value, apply }
}

type Arrival = {
  readonly frame: Frame
  readonly read: Read | null
  readonly name: string
  readonly wait: number | null
}

/** Returns the run that may go on with the next frame. */
function addRow(list: Row[], { frame, read, name, wait }: Arrival, run: RunRow | null): RunRow | null {
  if (frame.kind !== 'received' || !isDelta(name)) {
    list.push(eventRow(frame, name, wait, read))
    return null
  }
  const item = outputIndex(frame.text) ?? ''
  if (run === null || run.name !== name || run.item !== item) {
    const opened = openRun(frame, name, item, wait, read)
    list.push(opened)
    return opened
  }
  run.lastSeq = frame.seq
  run.lastAt = frame.at
  run.count += 1
  if (run.read !== read) run.read = null
  if (run.preview.length < previewLength) run.preview += deltaOf(frame.text)
  if (run.open) list.push(childRow(frame, name, wait, read))
  return run
}

export const eventRow = (frame: Frame, name: string, wait: number | null, read: Read | null): EventRow => ({
  type: 'event',
  key: String(frame.seq),
  frame,
  name,
  wait,
  opens: name === 'response.output_item.added',
  child: false,
  read,
})

const openRun = (
  frame: Extract<Frame, { kind: 'received' }>,
  name: string,
  item: string,
  wait: number | null,
  read: Read | null,
): RunRow => ({
  type: 'run',
  key: `run-${frame.seq}`,
  frame,
  name,
  kind: eventKind(name),
  wait,
  item,
  read,
  lastSeq: frame.seq,
  lastAt: frame.at,
  count: 1,
  preview: deltaOf(frame.text),
  open: false,
})

const childRow = (frame: Frame, name: string, wait: number | null, read: Read | null): EventRow => ({
  ...eventRow(frame, name, wait, read),
  child: true,
})

function deltaOf(text: string): string {
  const delta = parseEvent(text)?.['delta']
  return typeof delta === 'string' ? delta.slice(0, previewLength) : ''
}

/** Opens or closes a run in place. `frames` is the log: its index is the sequence number. */
export function toggleRun({ list }: Rows, run: RunRow, frames: readonly Frame[]): void {
  const at = list.indexOf(run)
  if (at < 0 || run.count < 2) return
  run.open = !run.open
  if (!run.open) {
    list.splice(at + 1, run.count)
    return
  }
  const children: EventRow[] = []
  for (let seq = run.frame.seq; seq <= run.lastSeq; seq += 1) {
    const frame = frames[seq]
    if (frame)
      children.push(childRow(frame, run.name, seq === run.frame.seq ? run.wait : waitOf(frames, seq), run.read))
  }
  const after = list.splice(at + 1)
  // Pushed one by one: a long run spread over an argument list would overflow the stack.
  for (const row of children) list.push(row)
  for (const row of after) list.push(row)
}

function waitOf(frames: readonly Frame[], seq: number): number | null {
  const frame = frames[seq]
  const before = frames[seq - 1]
  return frame && before ? frame.at - before.at : null
}
