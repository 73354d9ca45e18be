// What the sessions of a list have in common, and the words for it.
import { groupByCause } from '#shared/inspect/causes'
import { groupByChain, type Chain, type Link } from '#shared/inspect/chains'
import type { SessionLabel } from '#shared/session/label'
import type { SessionSummary } from '#shared/session/summary'
import type { Grouping } from '../../state/store'
import { plural, shortModel } from '../../ui/format'

export type Member = { readonly session: SessionSummary; readonly depth: number; readonly link: Link | null }

export type Group = {
  /** Tells the group apart from all others. */
  readonly key: string
  readonly says: string
  /** Whether that is a client's own word. */
  readonly isQuoted: boolean
  /** What is counted in it. */
  readonly noun: 'failure' | 'session'
  readonly members: readonly Member[]
  readonly lastAt: number
  /** As it is on the wire. */
  readonly reason: string | null
  readonly facts: readonly string[]
  readonly code: string | null
}

export type Grouped = {
  readonly groups: readonly Group[]
  /** What the list holds now that it does not hold every session. */
  readonly count: string
}

type Labels = Readonly<Record<string, SessionLabel>>
type Divide = (sessions: readonly SessionSummary[], labels: Labels) => Grouped

const flat = (sessions: readonly SessionSummary[]): readonly Member[] =>
  sessions.map((session) => ({ session, depth: 0, link: null }))

const lastOf = (sessions: readonly SessionSummary[]): number => sessions[0]?.startedAt ?? 0

/** As many failures, the newest, are looked at for what they have in common. */
const mostFailures = 500

const byCause: Divide = (sessions) => {
  const groups = groupByCause(sessions, mostFailures).map(
    ({ key, says, reason, provider, sessions: failed }): Group => ({
      key,
      says,
      isQuoted: false,
      noun: 'failure',
      members: flat(failed),
      lastAt: lastOf(failed),
      reason,
      facts: [],
      code: provider,
    }),
  )
  const failures = groups.reduce((n, { members }) => n + members.length, 0)
  return { groups, count: `${plural(failures, 'failure')}, ${plural(groups.length, 'cause')}` }
}

const byChain: Divide = (sessions, labels) => {
  const { chains, alone } = groupByChain(sessions)
  return {
    groups: chains.map((chain) => toGroup(chain, labels)),
    count: `${plural(chains.length, 'chain')}, ${alone} alone`,
  }
}

function toGroup({ key, members, lastAt }: Chain, labels: Labels): Group {
  const first = members[0]?.session
  const model = first?.model ?? null
  const turns = members.reduce((n, { session }) => n + session.turns, 0)
  const count = (link: Link) => members.filter((member) => member.link === link).length
  const facts = [
    turns > members.length ? plural(turns, 'turn') : '',
    count('resend') > 0 ? plural(count('resend'), 'resend') : '',
    count('variant') > 0 ? plural(count('variant'), 'variant') : '',
  ]
  return {
    key,
    says: labels[key]?.name ?? (model === null ? 'no model' : shortModel(model)),
    isQuoted: false,
    noun: 'session',
    members,
    lastAt,
    reason: null,
    facts: facts.filter((fact) => fact !== ''),
    code: first?.provider ?? null,
  }
}

const byClientSession: Divide = (sessions) => {
  const found = new Map<string, SessionSummary[]>()
  for (const session of sessions) {
    if (session.clientSessionId === null) continue
    const group = found.get(session.clientSessionId)
    if (group) group.push(session)
    else found.set(session.clientSessionId, [session])
  }
  const groups = [...found].map(([id, together]): Group => {
    const turns = together.reduce((n, { turns: own }) => n + own, 0)
    const models = [...new Set(together.flatMap(({ model }) => (model === null ? [] : [shortModel(model)])))]
    return {
      key: id,
      says: id,
      isQuoted: true,
      noun: 'session',
      members: flat(together),
      lastAt: lastOf(together),
      reason: null,
      facts: turns > together.length ? [plural(turns, 'turn')] : [],
      code: models.join(', ') || null,
    }
  })
  const without = sessions.length - groups.reduce((n, { members }) => n + members.length, 0)
  return { groups, count: `${plural(groups.length, 'id')}, ${without} without` }
}

export const divisions: Readonly<Record<Exclude<Grouping, 'time'>, Divide>> = {
  cause: byCause,
  chain: byChain,
  client: byClientSession,
}

/** The words of each order: on its segment, of the list in it, and of an empty one. */
export const orders: Readonly<
  Record<Grouping, { readonly word: string; readonly list: string; readonly empty: string }>
> = {
  time: { word: 'Time', list: 'Sessions, newest first', empty: 'No sessions yet.' },
  cause: { word: 'Cause', list: 'Failures by cause', empty: 'No failures yet.' },
  chain: { word: 'Chain', list: 'Sessions by chain', empty: 'No session goes on from another, or was sent again.' },
  client: { word: 'session_id', list: 'Sessions by session_id', empty: 'No request had a session_id.' },
}
