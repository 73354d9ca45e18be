// How one provider did of late, from the rows of the session list: every call to it, oldest first.
import type { AttemptPill, SessionSummary } from '#shared/session/summary'

/** `broken`: it answered, and its stream did not come to its end. */
export type CallOutcome = 'answered' | 'broken' | 'failed'

export type Call = {
  readonly sessionId: string
  /** Unix milliseconds. */
  readonly at: number
  readonly outcome: CallOutcome
  /** The status, the code, or both; null for a plain answer. */
  readonly reason: string | null
  /** Until it answered or had failed. */
  readonly ms: number | null
  readonly simulated: boolean
}

export type Weather = {
  readonly calls: readonly Call[]
  readonly medianMs: number | null
  /** What went wrong, the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
}

/** `sessions` are newest first; `most` is how many calls are looked at. */
export function readWeather(sessions: readonly SessionSummary[], provider: string, most: number): Weather {
  const calls: Call[] = []
  for (const session of sessions) {
    for (const attempt of [...session.attempts].reverse()) {
      if (attempt.provider !== provider || attempt.outcome === 'running') continue
      calls.push(readCall(session, attempt))
      if (calls.length === most) return describe(calls)
    }
  }
  return describe(calls)
}

function readCall(session: SessionSummary, attempt: AttemptPill): Call {
  const { id, startedAt, verdict, error, simulated } = session
  const { status, code, atMs, ms } = attempt
  const isBroken = attempt.outcome === 'answered' && (verdict === 'truncated' || verdict === 'failed_mid_stream')
  const outcome = isBroken ? 'broken' : attempt.outcome === 'answered' ? 'answered' : 'failed'
  const said = [status, code].filter((part) => part !== null).join(' ')
  const reason = isBroken ? (error ?? verdict) : outcome === 'failed' ? said || 'no answer' : null
  return { sessionId: id, at: startedAt + atMs, outcome, reason, ms, simulated }
}

function describe(newestFirst: readonly Call[]): Weather {
  const calls = [...newestFirst].reverse()
  const counts = new Map<string, number>()
  for (const { reason } of calls) if (reason !== null) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const reasons = [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count)
  const times = calls.flatMap(({ outcome, ms }) => (outcome === 'failed' || ms === null ? [] : [ms]))
  return { calls, medianMs: medianOf(times), reasons }
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  if (sorted.length % 2 === 1) return sorted[middle] ?? null
  const [low, high] = [sorted[middle - 1], sorted[middle]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
