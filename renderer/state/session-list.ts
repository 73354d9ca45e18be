import type { SessionSummary } from '#shared/session/summary'

/** Changed sessions replace their old rows in place; new ones go on top, newest first. */
export function mergeSessions(
  list: readonly SessionSummary[],
  changed: readonly SessionSummary[],
): readonly SessionSummary[] {
  const byId = new Map(changed.map((session) => [session.id, session]))
  const merged = list.map((session) => {
    const update = byId.get(session.id)
    if (update) byId.delete(session.id)
    return update ?? session
  })
  if (byId.size === 0) return merged
  return [...byId.values(), ...merged].sort((a, b) => b.startedAt - a.startedAt)
}

/** The session the viewer should move to, or null to stay: a running one is never taken away from the reader. */
export function nextToFollow(list: readonly SessionSummary[], selectedId: string | null): string | null {
  const newest = list[0]
  if (newest === undefined || newest.id === selectedId) return null
  const selected = list.find((session) => session.id === selectedId)
  return selected?.verdict === 'streaming' ? null : newest.id
}
