// Which sessions to forget so that the library stays within its limits: the oldest that are not pinned. Pure.

/** null: no limit. */
export type Limits = { readonly bytes: number | null; readonly sessions: number | null; readonly days: number | null }

export const noLimits: Limits = { bytes: null, sessions: null, days: null }

export type Candidate = {
  readonly id: string
  readonly startedAt: number
  readonly bytes: number
  /** Pinned, or still running: counted, and never forgotten. */
  readonly isKept: boolean
}

const dayMs = 86_400_000

/** In the order in which they go. */
export function chooseForgotten(sessions: readonly Candidate[], limits: Limits, now: number): readonly string[] {
  const { days } = limits
  let bytes = sessions.reduce((sum, session) => sum + session.bytes, 0)
  let count = sessions.length
  const isOver = () => bytes > (limits.bytes ?? Infinity) || count > (limits.sessions ?? Infinity)
  const isOld = ({ startedAt }: Candidate) => days !== null && startedAt < now - days * dayMs
  const forgotten: string[] = []
  for (const session of [...sessions].sort((a, b) => a.startedAt - b.startedAt)) {
    if (session.isKept) continue
    if (!isOver() && !isOld(session)) break
    forgotten.push(session.id)
    bytes -= session.bytes
    count -= 1
  }
  return forgotten
}
