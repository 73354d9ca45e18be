// Which sessions are meant: those that were picked, or the one that is read while nothing is.
import type { SessionSummary } from '#shared/session/summary'

export type Picked = ReadonlySet<string>

export const nothingPicked: Picked = new Set()

/** The first that is added to the one being read does not replace it. */
export function togglePick(picked: Picked, id: string, selectedId: string | null): Picked {
  const next = new Set(picked)
  if (next.size === 0 && selectedId !== null && selectedId !== id) next.add(selectedId)
  if (!next.delete(id)) next.add(id)
  return next
}

/** From one row to another, both with it, in either direction. null stands for a row of something else. */
export function pickRange(ids: readonly (string | null)[], from: number, to: number): Picked {
  const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1)
  return new Set(range.filter((id) => id !== null))
}

/** Newest first, and only what is there. */
export function meantSessions(
  sessions: readonly SessionSummary[],
  picked: Picked,
  selectedId: string | null,
): readonly SessionSummary[] {
  if (picked.size > 0) return sessions.filter(({ id }) => picked.has(id))
  return sessions.filter(({ id }) => id === selectedId)
}

/** Where the reader goes on when rows go: to the row below the last of them, else above the first. */
export function nextAfter(ids: readonly (string | null)[], removed: ReadonlySet<string>): string | null {
  const places = ids.flatMap((id, index) => (id !== null && removed.has(id) ? [index] : []))
  const stays = (id: string | null): id is string => id !== null && !removed.has(id)
  const above = ids.slice(0, places[0] ?? 0).reverse()
  return ids.slice((places.at(-1) ?? 0) + 1).find(stays) ?? above.find(stays) ?? null
}
