// Where the candidates went, as strands through gates (PEERS-UI 3.1 and 3.3): each provider is one line that ends at the
// stage that dropped it, or at the attempt. A recorded decision and a supposed one lie in the same gates.
import { sayFailure } from '#shared/diagnostics/attempt-words'
import type { Attempt, Explanation, Stage, Verdict } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { sayCode } from '#shared/diagnostics/words'

/** `candidate`: passed every stage, and it was not its turn. */
export type Fate = 'dropped' | 'failed' | 'answered' | 'candidate'

export type End = {
  readonly fate: Fate
  /** Of the gates of the layout. */
  readonly gate: number
  readonly words: string
  readonly code: string | null
  /** What the request itself asked keeps it out. */
  readonly byRequest: boolean
  readonly evidence: unknown
}

export type Row = {
  readonly provider: string
  /** The provider's own name of the model, where it tells two rows apart. */
  readonly model: string | null
  readonly recorded: End | null
  readonly supposed: End | null
}

export type Count = { readonly before: number | null; readonly after: number | null; readonly lost: number }

export type Gate = {
  readonly title: string
  readonly words: string
  /** Stages that dropped nobody stand as one gate. */
  readonly stages: readonly string[]
  readonly recorded: Count
  readonly supposed: Count | null
}

export type Funnel = {
  readonly known: number
  readonly gates: readonly Gate[]
  readonly rows: readonly Row[]
}

/** The gate behind all stages. */
const asked = 'asked'

type Strand = { readonly provider: string; readonly model: string | null; readonly end: RawEnd }
type RawEnd = Omit<End, 'gate'> & { readonly stage: string }

/** `supposed` is what a dry run came to. Null when no provider is known of. */
export function layFunnel(recorded: Explanation, supposed: Explanation | null = null): Funnel | null {
  const was = readStrands(recorded)
  const would = supposed === null ? null : readStrands(supposed)
  if (was.length === 0 && (would ?? []).length === 0) return null
  const stages = mergeStages(recorded.routing.stages, supposed?.routing.stages ?? [])
  const ends = new Set([...was, ...(would ?? [])].map(({ end }) => end.stage))
  const groups = [...groupStages(stages, ends), [asked]]
  const gateOf = (stage: string) => groups.findIndex((group) => group.includes(stage))
  const settle = (strand: Strand | undefined): End | null => {
    if (!strand) return null
    const { stage, ...end } = strand.end
    return { ...end, gate: gateOf(stage) }
  }
  const keys = new Map([...was, ...(would ?? [])].map((strand) => [keyOf(strand), strand]))
  const rows = [...keys].map(([key, { provider, model }]): Row => {
    const find = (strands: readonly Strand[] | null) => strands?.find((strand) => keyOf(strand) === key)
    return { provider, model, recorded: settle(find(was)), supposed: settle(find(would)) }
  })
  return {
    known: rows.length,
    gates: groups.map((group) => ({
      ...nameGate(group, [...recorded.routing.stages, ...(supposed?.routing.stages ?? [])]),
      stages: group,
      recorded: countGate(group, recorded, was),
      supposed: supposed === null || would === null ? null : countGate(group, supposed, would),
    })),
    rows: rows.sort(byProgress),
  }
}

/** Furthest first, as in the order of attempts; the rest by name. */
function byProgress(a: Row, b: Row): number {
  const end = (row: Row) => row.supposed ?? row.recorded
  const rank = (row: Row) => ({ answered: 0, failed: 0, candidate: 1, dropped: 2 })[end(row)?.fate ?? 'dropped']
  return rank(a) - rank(b) || (end(b)?.gate ?? 0) - (end(a)?.gate ?? 0)
}

const keyOf = ({ provider, model }: Pick<Strand, 'provider' | 'model'>): string =>
  `${provider.trim().toLowerCase()} ${model ?? ''}`

function readStrands(explanation: Explanation): Strand[] {
  const { routing, attempts } = explanation
  const { stages, order, considered, ranked, enablement } = routing
  const drops = stages.flatMap((stage) =>
    movesBackOnly(stage) ? [] : stage.dropped.map((drop) => ({ stage: stage.stage, drop })),
  )
  const left = [
    ...attempts.map(({ provider }) => provider),
    ...order,
    ...ranked.map(({ provider }) => provider),
    ...considered.map(({ provider }) => provider),
    ...(enablement?.after ?? []),
    ...(enablement?.before ?? []),
  ].filter((id, index, all) => all.findIndex((other) => isSameProvider(other, id)) === index)
  const isPlanned = (id: string) =>
    [...order, ...attempts.map((one) => one.provider)].some((o) => isSameProvider(o, id))
  const isDropped = (id: string) => drops.some(({ drop }) => isSameProvider(drop.provider, id))
  const through = left
    .filter((id) => isPlanned(id) || !isDropped(id))
    .map((provider) => ({ provider, model: null, end: endOf(provider, explanation) }))
  const lost = drops.map(({ stage, drop }): Strand => {
    const { provider, reason: code, words } = drop
    const isTwice =
      isPlanned(provider) || drops.filter((other) => isSameProvider(other.drop.provider, provider)).length > 1
    const end = {
      fate: 'dropped' as const,
      stage,
      words,
      code,
      byRequest: isAsked(stage),
      evidence: { stage, ...drop },
    }
    return { provider, model: isTwice ? drop.model : null, end }
  })
  return [...through, ...lost]
}

/** A stage may name whom it only moved back. */
const movesBackOnly = ({ before, after }: Stage): boolean => before !== null && before === after

const isAsked = (stage: string): boolean =>
  stage.startsWith('hints.') || stage === 'param_support' || stage === 'token_limits'

function endOf(provider: string, { attempts, routing: { order }, verdict }: Explanation): RawEnd {
  const of = attempts.filter((attempt) => isSameProvider(attempt.provider, provider))
  const attempt = of.find(({ reason }) => reason === null) ?? of.at(-1)
  const base = { stage: asked, byRequest: false }
  if (!attempt) {
    const place = order.findIndex((id) => isSameProvider(id, provider))
    const words = place < 0 ? 'passed every gate' : `candidate ${place + 1} of ${order.length}`
    return {
      ...base,
      fate: 'candidate',
      words,
      code: null,
      evidence: { provider, place: place < 0 ? null : place + 1 },
    }
  }
  const status = attempt.status === null ? '' : `${attempt.status} `
  const words = `${status}${sayAttempt(attempt, verdict)}`
  if (didServe(attempt, verdict)) return { ...base, fate: 'answered', words, code: null, evidence: attempt }
  return { ...base, fate: 'failed', words, code: attempt.code ?? attempt.reason ?? verdict.reason, evidence: attempt }
}

/** An attempt that was answered has not served a turn that failed after that. */
export const didServe = ({ reason }: Attempt, { who }: Verdict): boolean => reason === null && who === 'nobody'

export function sayAttempt(attempt: Attempt, verdict: Verdict): string {
  if (attempt.reason === null) return didServe(attempt, verdict) ? 'answered' : 'did not finish'
  return sayFailure(attempt.reason) ?? sayCode(attempt.reason)
}

/** One order for both: a stage that only the second has comes where it comes there. */
function mergeStages(first: readonly Stage[], second: readonly Stage[]): string[] {
  const merged = first.map(({ stage }) => stage)
  for (const [index, { stage }] of second.entries()) {
    if (merged.includes(stage)) continue
    const before = second[index - 1]
    merged.splice(before ? merged.indexOf(before.stage) + 1 : 0, 0, stage)
  }
  return [...new Set(merged)]
}

function groupStages(stages: readonly string[], ends: ReadonlySet<string>): string[][] {
  const groups: string[][] = []
  let quiet: string[] = []
  for (const stage of stages) {
    if (!ends.has(stage)) {
      quiet.push(stage)
      continue
    }
    if (quiet.length > 0) groups.push(quiet)
    quiet = []
    groups.push([stage])
  }
  return quiet.length > 0 ? [...groups, quiet] : groups
}

function nameGate(group: readonly string[], stages: readonly Stage[]): Pick<Gate, 'title' | 'words'> {
  const wordsOf = (code: string) => stages.find(({ stage }) => stage === code)?.words ?? sayCode(code)
  const [only = asked] = group
  if (only === asked) return { title: 'asked', words: 'who was asked, or would be' }
  const words = group.map(wordsOf).join(', ')
  return group.length === 1 ? { title: only, words } : { title: `${group.length} gates`, words }
}

/** By what the stage says itself, else by whom it dropped. */
function countGate(group: readonly string[], { routing }: Explanation, strands: readonly Strand[]): Count {
  const lost = strands.filter(({ end }) => end.fate === 'dropped' && group.includes(end.stage)).length
  const own = routing.stages.filter(({ stage }) => group.includes(stage))
  if (own.length > 0) return { before: own[0]?.before ?? null, after: own.at(-1)?.after ?? null, lost }
  const left = group.includes(asked) ? strands.filter(({ end }) => end.fate !== 'dropped').length : null
  return { before: left, after: left, lost }
}

/** The plot in one sentence. */
export function sayFunnel({ known, gates, rows }: Funnel): string {
  const through = rows.filter(({ recorded }) => recorded !== null && recorded.fate !== 'dropped').length
  const losses = gates.filter(({ recorded }) => recorded.lost > 0)
  const dropped = losses.map(({ title, recorded }) => `${recorded.lost} dropped at ${title}`).join(', ')
  return `${known} known, ${dropped === '' ? 'nobody dropped' : dropped}, ${through} left.`
}
