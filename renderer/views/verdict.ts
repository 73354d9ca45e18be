import { judgeSession, type Evidence, type Judgement } from '#shared/inspect/verdict'
import type { AttemptPill, SessionSummary } from '#shared/session/summary'
import type { Pill } from '../ui/badges'
import { formatDuration, plural } from '../ui/format'
import type { IconName } from '../ui/icons'
import type { Tone } from '../ui/lamp'
import { readDetour } from './served'

export type VerdictLook = {
  readonly word: string
  /** For the second line of a list row; empty where the row need not say it. */
  readonly short: string
  readonly lamp: IconName
  readonly tone: Tone
}

export const verdictLooks: Readonly<Record<Judgement['verdict'], VerdictLook>> = {
  streaming: { word: 'Streaming', short: '', lamp: 'streaming', tone: 'info' },
  stalled: { word: 'Stalled', short: 'Stalled', lamp: 'stalled', tone: 'warn' },
  idle: { word: 'Socket idle', short: 'Idle', lamp: 'idle', tone: 'quiet' },
  complete: { word: 'Complete', short: '', lamp: 'ok', tone: 'ok' },
  truncated: { word: 'Truncated', short: 'Truncated', lamp: 'truncated', tone: 'warn' },
  failed: { word: 'Failed', short: 'Failed', lamp: 'failed', tone: 'bad' },
  failed_mid_stream: { word: 'Failed mid-stream', short: 'Failed mid-stream', lamp: 'failed', tone: 'bad' },
  aborted: { word: 'Client aborted', short: 'Aborted', lamp: 'aborted', tone: 'quiet' },
}

export { isRunning } from '#shared/inspect/verdict'

export type Reading = { readonly look: VerdictLook; readonly proof: string; readonly durationMs: number }

/** How a session looks at the moment `now` (Unix ms); `evidence` is there once its frames are. */
export function readSession(session: SessionSummary, now: number, evidence: Evidence | null = null): Reading {
  const { verdict, proof, durationMs } = judgeSession(session, now, evidence)
  return { look: verdictLooks[verdict], proof, durationMs }
}

/** What failed, in the two words a list row has room for. */
export function shortVerdict(session: SessionSummary): string {
  const { attempts, error, verdict } = session
  if (verdict !== 'failed') return verdictLooks[verdict].short
  const failed = attempts.filter((attempt) => attempt.outcome === 'failed').length
  if (failed > 1 && failed === attempts.length) return 'All failed'
  return error === null ? 'Failed' : sayCode(error)
}

/** Codes are snake_case; a reader is not. */
export function sayCode(code: string): string {
  const words = code.replaceAll('_', ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

export const toPill = ({ provider, status, outcome, code }: AttemptPill, withName: boolean): Pill => {
  const answer = status === null ? (code ?? (outcome === 'running' ? '…' : 'error')) : String(status)
  const word = { running: 'running', answered: 'answered', failed: 'failed' }[outcome]
  return {
    text: withName ? `${provider} ${answer}` : status === null ? (outcome === 'running' ? '…' : 'err') : answer,
    title: `${provider}: ${word}${status === null ? '' : ` ${status}`}${code === null ? '' : `, ${code}`}`,
    outcome,
  }
}

/** A session list row as one sentence for a screen reader. */
export function saySession(session: SessionSummary): string {
  const { transport, model, provider, attempts, firstTokenMs, simulated, verdict } = session
  const kind = { json: 'JSON', sse: 'SSE', websocket: 'WebSocket' }[transport]
  const answered = attempts.some((attempt) => attempt.outcome === 'answered')
  const failed = attempts.filter((attempt) => attempt.outcome === 'failed').length
  const route = answered
    ? `served by ${provider ?? 'unknown'}${failed > 0 ? ` after ${plural(failed, 'failed attempt')}` : ''}`
    : failed > 0
      ? `${plural(failed, 'failed attempt')}, no answer`
      : 'no answer'
  const { value, unit } = formatDuration(firstTokenMs)
  const first = firstTokenMs === null ? '' : `, first token ${value} ${unit === 'ms' ? 'milliseconds' : 'seconds'}`
  const short = shortVerdict(session)
  const word = short === '' ? verdictLooks[verdict].word : short
  const detour = readDetour(session)
  // That others failed before is said of the route.
  const why = detour === null || detour.reason === 'fallback' ? '' : `, ${detour.badge}`
  return `${word}, ${kind}, ${model ?? 'no model'} ${route}${why}${simulated ? ', simulated' : ''}${first}`
}
