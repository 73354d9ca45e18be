import type { SessionSummary } from '#shared/session/summary'

/** Every word must be somewhere in what the row says about itself. */
export function filterSessions(sessions: readonly SessionSummary[], filter: string): readonly SessionSummary[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return sessions
  return sessions.filter((session) => {
    const text = textOf(session)
    return words.every((word) => text.includes(word))
  })
}

function textOf(session: SessionSummary): string {
  const { id, model, provider, verdict, error, transport, status, clientRequestId, simulated, attempts } = session
  const tried = attempts.map((attempt) => `${attempt.provider} ${attempt.status ?? ''} ${attempt.code ?? ''}`)
  const facts = [id, model, provider, verdict.replaceAll('_', ' '), error, transport, status, clientRequestId, ...tried]
  return `${facts.filter((fact) => fact !== null).join(' ')}${simulated ? ' simulated' : ''}`.toLowerCase()
}
