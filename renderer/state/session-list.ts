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

/** The rows by id, made once for a list that is looked up in and never for one that is not. */
export function sessionsById(list: readonly SessionSummary[]): ReadonlyMap<string, SessionSummary> {
  const known = byId.get(list)
  if (known) return known
  const made = new Map(list.map((session) => [session.id, session]))
  byId.set(list, made)
  return made
}

const byId = new WeakMap<readonly SessionSummary[], ReadonlyMap<string, SessionSummary>>()

/** What is read once these are gone: the selected one, or the nearest older one, or the nearest younger one. */
export function selectedWithout(
  list: readonly SessionSummary[],
  removed: ReadonlySet<string>,
  selectedId: string | null,
): string | null {
  if (selectedId === null || !removed.has(selectedId)) return selectedId
  const at = list.findIndex(({ id }) => id === selectedId)
  const stays = ({ id }: SessionSummary) => !removed.has(id)
  const younger = list.slice(0, Math.max(0, at)).reverse()
  return (list.slice(at + 1).find(stays) ?? younger.find(stays))?.id ?? null
}

/** The session the viewer should move to, or null to stay: a running one is never taken away from the reader. */
export function nextToFollow(list: readonly SessionSummary[], selectedId: string | null): string | null {
  const newest = list[0]
  if (newest === undefined || newest.id === selectedId) return null
  const selected = list.find((session) => session.id === selectedId)
  return selected?.verdict === 'streaming' ? null : newest.id
}
