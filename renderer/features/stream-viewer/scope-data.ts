// What the scope strip draws: a few hundred time buckets, kept as frames come. Never a list of events.
import { countWhile } from '#shared/count-while'
import { isDelta, eventKind, type EventKind } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { createOutlineDerivation, type FrameLog, type OutlineFold } from '../../state/frame-log'

export type Bucket = { count: number; kind: EventKind | 'gateway' }

/** One event, or a few of a long stream: the longest wait before one of them, and which it was. */
export type Cell = { gap: number; seq: number; readonly first: number }
export type Span = {
  readonly from: number
  to: number | null
  readonly label: string
  readonly outcome: 'failed' | 'answered' | 'running'
}
export type Silence = { readonly from: number; readonly to: number; readonly seq: number }

export type ScopeData = {
  /** Milliseconds per bucket; doubles when the session outgrows the strip. */
  width: number
  /** By when events came from upstream, and when they left for the client. */
  readonly buckets: Bucket[]
  readonly out: Bucket[]
  readonly cells: Cell[]
  /** Events in each cell but the last; doubles when the ribbon is full. */
  perCell: number
  readonly spans: Span[]
  firstToken: number | null
  longest: Silence | null
  end: number
  events: number
}

const capacity = 512
const mostCells = 768

export const readScope = createOutlineDerivation<ScopeData>(createScopeFold)

export function createScopeFold(log: FrameLog): OutlineFold<ScopeData> {
  const value: ScopeData = {
    width: 2,
    buckets: [],
    out: [],
    cells: [],
    perCell: 1,
    spans: [],
    firstToken: null,
    longest: null,
    end: 0,
    events: 0,
  }
  let lastAt: number | null = null
  /** Streams say the same again and again. */
  let lastType = ''
  let kind: Bucket['kind'] = 'gateway'
  return {
    value,
    apply(seq) {
      const at = log.at(seq)
      value.end = Math.max(value.end, at)
      if (!log.isReceived(seq)) {
        const whole = log.whole(seq)
        if (whole) applySpan(value.spans, whole)
        if (whole?.kind === 'sent' || whole?.kind === 'ended') lastAt = null
        return
      }
      const type = log.name(seq)
      if (value.firstToken === null && isDelta(type)) value.firstToken = at
      if (lastAt !== null && at - lastAt > (value.longest ? value.longest.to - value.longest.from : 0)) {
        value.longest = { from: lastAt, to: at, seq }
      }
      addCell(value, lastAt === null ? 0 : at - lastAt, seq)
      lastAt = at
      if (type !== lastType) kind = type === '' ? 'gateway' : eventKind(type)
      lastType = type
      const left = at + log.out(seq)
      value.events += 1
      while (left / value.width >= capacity) halve(value)
      count(value.buckets, at / value.width, kind)
      count(value.out, left / value.width, kind)
    },
  }
}

function applySpan(spans: Span[], frame: Frame): void {
  const last = spans.at(-1)
  if (frame.kind === 'attempted') spans.push({ from: frame.at, to: null, label: frame.provider, outcome: 'running' })
  else if (frame.kind === 'rejected' && last) {
    spans[spans.length - 1] = {
      ...last,
      to: frame.at,
      outcome: 'failed',
      label: `${last.label} ${frame.failure.status ?? 'error'}`,
    }
  } else if (frame.kind === 'answered' && last) spans[spans.length - 1] = { ...last, outcome: 'answered' }
  else if (frame.kind === 'ended' && last && last.to === null) last.to = frame.at
}

function addCell(data: ScopeData, gap: number, seq: number): void {
  const { cells } = data
  const last = cells.at(-1)
  if (last === undefined || data.events % data.perCell === 0) cells.push({ gap, seq, first: seq })
  else if (gap > last.gap) Object.assign(last, { gap, seq })
  if (cells.length <= mostCells) return
  for (let i = 0; i < cells.length; i += 2) {
    const left = cells[i]
    const right = cells[i + 1]
    if (left) cells[i / 2] = right && right.gap > left.gap ? { ...right, first: left.first } : left
  }
  cells.length = Math.ceil(cells.length / 2)
  data.perCell *= 2
}

function count(buckets: Bucket[], place: number, kind: Bucket['kind']): void {
  const index = Math.floor(place)
  for (let i = buckets.length; i <= index; i += 1) buckets.push({ count: 0, kind: 'unknown' })
  const bucket = buckets[index]
  if (!bucket) return
  bucket.count += 1
  bucket.kind = kind
}

function halve(data: ScopeData): void {
  for (const buckets of [data.buckets, data.out]) {
    for (let i = 0; i < buckets.length; i += 2) {
      const left = buckets[i]
      const right = buckets[i + 1]
      if (!left) continue
      const kind = right && right.count > 0 ? right.kind : left.kind
      buckets[i / 2] = { count: left.count + (right?.count ?? 0), kind }
    }
    buckets.length = Math.ceil(buckets.length / 2)
  }
  data.width *= 2
}

/** The cell that holds an event. Cells are in the order of their events. */
export const cellOf = (cells: readonly Cell[], seq: number): number =>
  countWhile(cells.length, (index) => (cells[index]?.first ?? 0) <= seq) - 1
