// Where every provider ended in two runs: who was dropped now and not then, who was asked, and what came of it (GATEWAY.md 3).
import { sayFailure } from '#shared/diagnostics/attempt-words'
import type { Attempt, Explanation, Stage } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { sayCode, sayStage } from '#shared/diagnostics/words'

/** `candidate`: passed every stage, and it was not its turn. */
export type RouteEnd = {
  readonly fate: 'answered' | 'failed' | 'candidate' | 'dropped'
  readonly words: string
  /** The status or the code it failed with, else the reason it was dropped for. */
  readonly code: string | null
  /** Of an attempt. */
  readonly ms: number | null
}

export type RouteRow = {
  readonly provider: string
  /** null: the decision knew nothing of it. */
  readonly a: RouteEnd | null
  readonly b: RouteEnd | null
  readonly same: boolean
}

export type RouteDiff = {
  /** Those that differ first, then as far as they came. */
  readonly rows: readonly RouteRow[]
  readonly differing: number
  /** Providers in the order they would be asked. */
  readonly order: { readonly a: readonly string[]; readonly b: readonly string[]; readonly same: boolean }
  readonly model: { readonly a: string | null; readonly b: string | null; readonly same: boolean }
  readonly same: boolean
}

export function compareRouting(a: Explanation, b: Explanation): RouteDiff {
  const [left, right] = [endsOf(a), endsOf(b)]
  const rows = [...new Set([...left.keys(), ...right.keys()])].map((provider): RouteRow => {
    const [was, is] = [left.get(provider) ?? null, right.get(provider) ?? null]
    return { provider, a: was, b: is, same: was?.fate === is?.fate && was?.words === is?.words }
  })
  const differing = rows.filter(({ same }) => !same).length
  const order = { a: a.routing.order, b: b.routing.order, same: a.routing.order.join() === b.routing.order.join() }
  const model = { a: a.routing.model, b: b.routing.model, same: a.routing.model === b.routing.model }
  const same = differing === 0 && order.same && model.same
  return { rows: rows.sort(bySameness), differing, order, model, same }
}

const ranks = { answered: 0, failed: 0, candidate: 1, dropped: 2 } as const
const rankOf = ({ a, b }: RouteRow): number => Math.min(ranks[a?.fate ?? 'dropped'], ranks[b?.fate ?? 'dropped'])
const bySameness = (one: RouteRow, other: RouteRow): number =>
  Number(one.same) - Number(other.same) || rankOf(one) - rankOf(other)

function endsOf(explanation: Explanation): ReadonlyMap<string, RouteEnd> {
  const { routing, attempts } = explanation
  const ends = new Map<string, RouteEnd>()
  const note = (provider: string, end: RouteEnd) => {
    const known = [...ends.keys()].find((id) => isSameProvider(id, provider))
    if (known === undefined) ends.set(provider, end)
  }
  for (const { provider } of attempts) note(provider, attemptEnd(provider, explanation))
  for (const [index, provider] of routing.order.entries()) {
    const words = `candidate ${index + 1} of ${routing.order.length}`
    note(provider, { fate: 'candidate', words, code: null, ms: null })
  }
  for (const stage of routing.stages) {
    if (movesBackOnly(stage)) continue
    for (const { provider, reason, words } of stage.dropped) {
      note(provider, { fate: 'dropped', words: sayDrop(stage.stage, words), code: reason, ms: null })
    }
  }
  const left = [...routing.ranked, ...routing.considered].map(({ provider }) => provider)
  for (const provider of left) note(provider, { fate: 'candidate', words: 'passed every gate', code: null, ms: null })
  return ends
}

/** A list of the request says by its name why somebody is out. */
const sayDrop = (stage: string, words: string): string =>
  words.endsWith(sayStage(stage)) ? words : `${sayStage(stage)}: ${words}`

/** A stage may name whom it only moved back. */
const movesBackOnly = ({ before, after }: Stage): boolean => before !== null && before === after

/** A provider that was asked twice ended as it ended last, unless it served. */
function attemptEnd(id: string, { attempts, verdict }: Explanation): RouteEnd {
  const of = attempts.filter(({ provider }) => isSameProvider(provider, id))
  const served = of.find(({ reason }) => reason === null)
  const attempt = served ?? (of.at(-1) as Attempt)
  const didServe = served !== undefined && verdict.who === 'nobody'
  const code = attempt.status === null ? attempt.code : String(attempt.status)
  const number = attempt.attempt === null ? '' : `attempt ${attempt.attempt} `
  const words = didServe ? 'answered' : attempt.reason === null ? 'did not finish' : sayAttempt(attempt.reason)
  return { fate: didServe ? 'answered' : 'failed', words: `${number}${words}`, code, ms: attempt.ms }
}

const sayAttempt = (reason: string): string => sayFailure(reason) ?? sayCode(reason)
