// The rows of the list: sessions alone, or causes with the sessions of those that are open under them. All are of one height.
import type { CauseGroup } from '#shared/inspect/causes'
import type { SessionSummary } from '#shared/session/summary'

export type Row =
  | { readonly kind: 'session'; readonly session: SessionSummary; readonly level: 1 | 2 }
  | { readonly kind: 'cause'; readonly group: CauseGroup; readonly open: boolean }

export const sessionRows = (sessions: readonly SessionSummary[]): readonly Row[] =>
  sessions.map((session) => ({ kind: 'session', session, level: 1 }))

export const causeRows = (groups: readonly CauseGroup[], open: ReadonlySet<string>): readonly Row[] =>
  groups.flatMap((group): Row[] => {
    const isOpen = open.has(group.key)
    const under = isOpen ? group.sessions : []
    return [
      { kind: 'cause', group, open: isOpen },
      ...under.map((session): Row => ({ kind: 'session', session, level: 2 })),
    ]
  })

/** A cause stands out while the reader is on it; otherwise the session that is being read does. */
export function activeRow(rows: readonly Row[], causeKey: string | null, selectedId: string | null): number {
  const cause = causeKey === null ? -1 : rows.findIndex((row) => row.kind === 'cause' && row.group.key === causeKey)
  return cause >= 0 ? cause : rows.findIndex((row) => row.kind === 'session' && row.session.id === selectedId)
}

/** The cause that a row stands under; the row itself when it is one. */
export function causeOver(rows: readonly Row[], index: number): number {
  for (let at = index; at >= 0; at -= 1) if (rows[at]?.kind === 'cause') return at
  return -1
}
