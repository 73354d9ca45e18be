// Failed sessions by their root cause: what to mend first when many fail. Everything is read off the rows of the list.
import { sayReason, sayStage } from '#shared/diagnostics/words'
import type { SessionSummary } from '#shared/session/summary'

/** `stage` is in the vocabulary of filter stages; `attempt`: a provider was asked and refused; `request`: nobody could be. */
export type Cause = {
  readonly stage: string
  /** An error code, a drop reason or a status, as it is on the wire. */
  readonly reason: string
  /** null: it is not one provider's doing. */
  readonly provider: string | null
}

export type CauseGroup = Cause & {
  /** Tells the group apart from all others. */
  readonly key: string
  readonly says: string
  /** Newest first, as they came. */
  readonly sessions: readonly SessionSummary[]
}

/** null: nothing failed. A client that went away is no failure of anything here. */
export function causeOf(session: SessionSummary): Cause | null {
  const { verdict, provider, stage, reason, error, status } = session
  if (verdict === 'truncated') return { stage: 'stream', reason: 'truncated', provider }
  if (verdict === 'failed_mid_stream') return { stage: 'stream', reason: error ?? verdict, provider }
  if (verdict !== 'failed') return null
  // The first refusal is why there had to be a second attempt, and the one the envelope tells.
  const first = session.attempts.find(({ outcome }) => outcome === 'failed')
  if (first) return { stage: 'attempt', reason: attemptReason(first), provider: first.provider }
  if (provider !== null && session.attempts.length > 0) return { stage: 'attempt', reason: error ?? 'failed', provider }
  if (stage !== null) return { stage, reason: reason ?? error ?? 'nobody_left', provider: null }
  return { stage: 'request', reason: reason ?? error ?? String(status ?? 'failed'), provider: null }
}

type Attempt = SessionSummary['attempts'][number]

const attemptReason = ({ status, code }: Attempt): string =>
  [status, code].filter((part) => part !== null && part !== '').join(' ') || 'no answer'

/** The largest groups first; of two as large, the one that failed last. `most` is how many failures are looked at. */
export function groupByCause(sessions: readonly SessionSummary[], most: number): readonly CauseGroup[] {
  const groups = new Map<string, { readonly cause: Cause; readonly sessions: SessionSummary[] }>()
  let looked = 0
  for (const session of sessions) {
    if (looked === most) break
    const cause = causeOf(session)
    if (cause === null) continue
    looked += 1
    const key = JSON.stringify([cause.stage, cause.reason, cause.provider])
    const group = groups.get(key) ?? { cause, sessions: [] }
    group.sessions.push(session)
    groups.set(key, group)
  }
  // The map is in the order of the newest failure of each.
  return [...groups]
    .map(([key, group]) => ({ ...group.cause, key, says: sayCause(group.cause), sessions: group.sessions }))
    .sort((a, b) => b.sessions.length - a.sessions.length)
}

function sayCause({ stage, reason, provider }: Cause): string {
  if (stage === 'attempt') return `${provider ?? 'A provider'} did not answer the request`
  if (stage === 'stream')
    return `${provider ?? 'A provider'} ${reason === 'truncated' ? 'cut the stream' : 'failed mid-stream'}`
  if (stage === 'request') return sayReason(reason).replace(/^./, (letter) => letter.toUpperCase())
  return `Nobody left at ${sayStage(stage)}`
}
