// What can be said of a session at a moment, and what proves it. The recording knows how it ended; that nothing has happened
// for a while is known only by who looks at the clock.
import { eventType, isTerminal } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'
import type { SessionSummary, Verdict } from '#shared/session/summary'

/** `stalled`: still open, and silent for longer than a reader should take for patience. */
export type Judgement = { readonly verdict: Verdict | 'stalled'; readonly proof: string; readonly durationMs: number }

export const stalledAfterMs = 10_000

/** The frames a verdict is proven by: the last event, the terminal one, and the end of the upstream after it. */
export type Evidence = {
  lastSeq: number | null
  terminalSeq: number | null
  terminalType: string
  terminalAt: number
  endedAfterMs: number | null
}

export function createEvidence(): { readonly value: Evidence; readonly apply: (frame: Frame) => void } {
  const value: Evidence = { lastSeq: null, terminalSeq: null, terminalType: '', terminalAt: 0, endedAfterMs: null }
  let stream = false
  const apply = (frame: Frame): void => {
    stream = streamsAfter(stream, frame)
    if (frame.kind === 'ended' && value.terminalSeq !== null) value.endedAfterMs ??= frame.at - value.terminalAt
    if (frame.kind !== 'received' || !stream) return
    value.lastSeq = frame.seq
    const type = eventType(frame.text)
    if (!isTerminal(type)) return
    Object.assign(value, { terminalSeq: frame.seq, terminalType: type, terminalAt: frame.at, endedAfterMs: null })
  }
  return { value, apply }
}

export const isRunning = (session: SessionSummary): boolean => session.verdict === 'streaming' && !session.closed

/** `now` is Unix time in milliseconds; 0 stands for the moment of the last frame. */
export function judgeSession(session: SessionSummary, now: number, evidence: Evidence | null = null): Judgement {
  const { verdict, proof, durationMs, startedAt } = session
  if (!isRunning(session)) return { verdict, proof: prove(session, evidence), durationMs }
  const age = Math.max(durationMs, now - startedAt)
  const silence = age - durationMs
  if (silence < stalledAfterMs) return { verdict, proof, durationMs: age }
  const after = evidence?.lastSeq == null ? '' : ` after seq ${evidence.lastSeq}`
  const words = `No event for ${Math.floor(silence / 1000)} s${after}. The connection is still open.`
  return { verdict: 'stalled', proof: words, durationMs: age }
}

function prove({ verdict, proof }: SessionSummary, evidence: Evidence | null): string {
  if (evidence === null || evidence.lastSeq === null) return proof
  const { lastSeq, terminalSeq, terminalType, endedAfterMs } = evidence
  switch (verdict) {
    case 'complete': {
      if (terminalSeq === null) return proof
      const name = terminalType === 'response.completed' ? 'Terminal event' : terminalType
      const end = endedAfterMs === null ? '' : `, upstream ended ${sayMs(endedAfterMs)} later`
      return `${name} at seq ${terminalSeq}${end}.`
    }
    case 'truncated':
    case 'aborted':
      return `${proof} The last event is seq ${lastSeq}.`
    case 'failed_mid_stream':
      return `${proof} Told at seq ${terminalSeq ?? lastSeq}.`
    case 'failed':
    case 'streaming':
    case 'idle':
      return proof
  }
}

const sayMs = (ms: number): string => (ms < 1000 ? `${ms.toFixed(ms < 10 ? 1 : 0)} ms` : `${(ms / 1000).toFixed(2)} s`)
