// The words a run of deltas begins with, as far as their texts are here.
import { parseEvent } from '#shared/open-responses/events'
import type { FrameLog } from '../../state/frame-log'
import type { RunRow } from './rows'

const previewLength = 160

const whole = new WeakMap<FrameLog, Map<number, string>>()
const mostKept = 1_000

export function previewRun(log: FrameLog, { seq, lastSeq }: RunRow): string {
  const known = whole.get(log) ?? new Map<number, string>()
  whole.set(log, known)
  const done = known.get(seq)
  if (done !== undefined) return done
  let preview = ''
  for (let at = seq; at <= lastSeq && preview.length < previewLength; at += 1) {
    if (log.isUpstream(at)) continue
    const frame = log.frame(at)
    // One that is not here yet is asked for; the row is drawn again when it comes.
    if (frame?.kind !== 'received') return preview
    preview += deltaOf(frame.text)
  }
  // It says no more, whatever the run does: this is looked up while the list scrolls.
  if (preview.length >= previewLength) {
    if (known.size >= mostKept) known.clear()
    known.set(seq, preview)
  }
  return preview
}

function deltaOf(text: string): string {
  const delta = parseEvent(text)?.['delta']
  return typeof delta === 'string' ? delta.slice(0, previewLength) : ''
}
