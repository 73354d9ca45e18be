// Sessions that hang together: sent again from, edited from, or going on from a response of one another. Everything is read
// off the rows of the list; each session has at most one before it, so a chain is a tree.
import type { SessionSummary } from '#shared/session/summary'

export type Link = 'resend' | 'variant' | 'continues'

export type ChainMember = {
  readonly session: SessionSummary
  /** How it hangs on the one before it; null: it is the first. */
  readonly link: Link | null
  /** 0 for the main line: the first, and what goes on from it. Whatever leaves that line is one deeper. */
  readonly depth: number
}

export type Chain = {
  /** The id of its first session. */
  readonly key: string
  /** In the order they are read in: what was made of a session stands below it, what goes on from it after that. */
  readonly members: readonly ChainMember[]
  readonly lastAt: number
}

type Node = {
  readonly session: SessionSummary
  link: Link | null
  before: Node | null
  readonly after: Node[]
  /** The walk that came by, counted from 1: a list is grouped anew whenever something in it changes. */
  walk: number
}

/** Chains of two sessions and more, the one something happened in last first; `alone` is how many are in none. */
export function groupByChain(sessions: readonly SessionSummary[]): {
  readonly chains: readonly Chain[]
  readonly alone: number
} {
  const roots = linkAll(sessions).filter(({ before, after }) => before === null && after.length > 0)
  const chains = roots.map(toChain).sort((a, b) => b.lastAt - a.lastAt)
  return { chains, alone: sessions.length - chains.reduce((n, { members }) => n + members.length, 0) }
}

function linkAll(sessions: readonly SessionSummary[]): readonly Node[] {
  const nodes = linked(sessions).map((session): Node => ({ session, link: null, before: null, after: [], walk: 0 }))
  const byId = new Map(nodes.map((node) => [node.session.id, node]))
  const byResponse = new Map<string, Node>()
  for (const node of nodes) for (const id of node.session.responses) byResponse.set(id, node)
  for (const node of nodes) {
    const [link, before] = findBefore(node.session, byId, byResponse)
    if (before === undefined || before === node) continue
    node.link = link
    node.before = before
  }
  cutCircles(nodes)
  // Oldest first, so that what hangs on a session is in the order it was made.
  for (const node of [...nodes].reverse()) node.before?.after.push(node)
  return nodes
}

/** Those that name another session, or may be named. Most of a long list are neither, and cost no more than this look. */
function linked(sessions: readonly SessionSummary[]): readonly SessionSummary[] {
  const named = new Set<string>()
  for (const { parent, origin, continues } of sessions) {
    if (parent !== null) named.add(parent)
    if (origin?.kind === 'variant') named.add(origin.of)
    for (const id of continues) named.add(id)
  }
  const isNamed = (id: string) => named.has(id)
  return sessions.filter(
    ({ id, parent, origin, continues, responses }) =>
      parent !== null || origin !== null || continues.length > 0 || isNamed(id) || responses.some(isNamed),
  )
}

function findBefore(
  { parent, origin, continues }: SessionSummary,
  byId: ReadonlyMap<string, Node>,
  byResponse: ReadonlyMap<string, Node>,
): readonly [Link, Node | undefined] {
  if (parent !== null && byId.has(parent)) return ['resend', byId.get(parent)]
  if (origin?.kind === 'variant' && byId.has(origin.of)) return ['variant', byId.get(origin.of)]
  return ['continues', byResponse.get(continues.find((id) => byResponse.has(id)) ?? '')]
}

/** Two sockets may each go on from the other, and a header may name anything: the last link of a circle is not one. */
function cutCircles(nodes: readonly Node[]): void {
  nodes.forEach((start, index) => {
    const walk = index + 1
    for (let node: Node | null = start; node !== null && node.walk === 0; node = node.before) {
      node.walk = walk
      if (node.before?.walk !== walk) continue
      node.before = null
      node.link = null
    }
  })
}

/** With a stack of its own: an agent's conversation is thousands of sessions long. */
function toChain(root: Node): Chain {
  const members: ChainMember[] = []
  const stack = [{ node: root, depth: 0 }]
  let lastAt = 0
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth } = top
    members.push({ session: node.session, link: node.link, depth })
    lastAt = Math.max(lastAt, node.session.startedAt)
    const main = node.after.find(({ link }) => link === 'continues')
    if (main) stack.push({ node: main, depth })
    const others = node.after.filter((other) => other !== main).reverse()
    for (const other of others) stack.push({ node: other, depth: depth + 1 })
  }
  return { key: root.session.id, members, lastAt }
}
