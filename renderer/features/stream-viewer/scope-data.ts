// What the scope strip draws: a few hundred time buckets, kept as frames come. Never a list of events.
import { eventType, isDelta, eventKind, type EventKind } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { createDerivation, type Fold } from '../../state/frame-log'

export type Bucket = { count: number; kind: EventKind | 'gateway' }
export type Span = {
  readonly from: number
  to: number | null
  readonly label: string
  readonly outcome: 'failed' | 'answered' | 'running'
}
export type Silence = { readonly from: number; readonly to: number }

export type ScopeData = {
  /** Milliseconds per bucket; doubles when the session outgrows the strip. */
  width: number
  readonly buckets: Bucket[]
  readonly spans: Span[]
  firstToken: number | null
  longest: Silence | null
  end: number
  events: number
}

const capacity = 512

export const readScope = createDerivation<ScopeData>(createScopeFold)

export function createScopeFold(): Fold<ScopeData> {
  const value: ScopeData = { width: 2, buckets: [], spans: [], firstToken: null, longest: null, end: 0, events: 0 }
  let lastAt: number | null = null
  let stream = false
  return {
    value,
    apply(frame) {
      value.end = Math.max(value.end, frame.at)
      applySpan(value.spans, frame)
      if (frame.kind === 'opened') stream = frame.transport === 'websocket'
      if (frame.kind === 'responded' && frame.headers['content-type']?.startsWith('text/event-stream')) stream = true
      if (frame.kind === 'sent' || frame.kind === 'ended') lastAt = null
      if (frame.kind !== 'received') return
      const type = stream ? eventType(frame.text) : ''
      if (value.firstToken === null && isDelta(type)) value.firstToken = frame.at
      if (lastAt !== null && frame.at - lastAt > (value.longest ? value.longest.to - value.longest.from : 0)) {
        value.longest = { from: lastAt, to: frame.at }
      }
      lastAt = frame.at
      count(value, frame.at, type === '' ? 'gateway' : eventKind(type))
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

function count(data: ScopeData, at: number, kind: Bucket['kind']): void {
  while (at / data.width >= capacity) halve(data)
  const index = Math.floor(at / data.width)
  for (let i = data.buckets.length; i <= index; i += 1) data.buckets.push({ count: 0, kind: 'unknown' })
  const bucket = data.buckets[index]
  if (!bucket) return
  bucket.count += 1
  data.events += 1
  bucket.kind = kind
}

function halve(data: ScopeData): void {
  const { buckets } = data
  for (let i = 0; i < buckets.length; i += 2) {
    const left = buckets[i]
    const right = buckets[i + 1]
    if (!left) continue
    const kind = right && right.count > 0 ? right.kind : left.kind
    buckets[i / 2] = { count: left.count + (right?.count ?? 0), kind }
  }
  buckets.length = Math.ceil(buckets.length / 2)
  data.width *= 2
}
