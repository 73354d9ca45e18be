// The rows of the list: sessions alone, or groups with the sessions of those that are open under them. All are of one height.
import type { Link } from '#shared/inspect/chains'
import type { SessionSummary } from '#shared/session/summary'
import type { Group } from './groups'

export type Row =
  | {
      readonly kind: 'session'
      readonly session: SessionSummary
      /** 1 stands alone; deeper under a group, and under what it was made of. */
      readonly level: number
      readonly link: Link | null
    }
  | { readonly kind: 'group'; readonly group: Group; readonly open: boolean }

export const sessionRows = (sessions: readonly SessionSummary[]): readonly Row[] =>
  sessions.map((session) => ({ kind: 'session', session, level: 1, link: null }))

export const groupRows = (groups: readonly Group[], open: ReadonlySet<string>): readonly Row[] =>
  groups.flatMap((group): Row[] => {
    const isOpen = open.has(group.key)
    const under = isOpen ? group.members : []
    return [
      { kind: 'group', group, open: isOpen },
      ...under.map(({ session, depth, link }): Row => ({ kind: 'session', session, level: depth + 2, link })),
    ]
  })

/** The session of each row, null for a group. */
export const idsOf = (rows: readonly Row[]): readonly (string | null)[] =>
  rows.map((row) => (row.kind === 'session' ? row.session.id : null))

/** A group stands out while the reader is on it; otherwise the session that is being read does. */
export function activeRow(rows: readonly Row[], groupKey: string | null, selectedId: string | null): number {
  const group = groupKey === null ? -1 : rows.findIndex((row) => row.kind === 'group' && row.group.key === groupKey)
  return group >= 0 ? group : rows.findIndex((row) => row.kind === 'session' && row.session.id === selectedId)
}

/** The group that a row stands under; the row itself when it is one. */
export function groupOver(rows: readonly Row[], index: number): number {
  for (let at = index; at >= 0; at -= 1) if (rows[at]?.kind === 'group') return at
  return -1
}
