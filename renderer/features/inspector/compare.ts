// Two runs of one request, before a change and after it: what was sent, what became of it, where each provider went.
import type { Explanation } from '#shared/diagnostics/explanation'
import { parseJson } from '#shared/json'
import { layFunnel, type End } from './funnel'
import { diffJson, type Change } from '#shared/json-diff'

export type Moved = {
  readonly provider: string
  readonly before: string
  readonly after: string
  readonly isBetter: boolean
}

export type Comparison = {
  readonly changes: readonly Change[]
  readonly moved: readonly Moved[]
  readonly same: number
}

type Run = { readonly body: string; readonly explanation: Explanation }

export function compareRuns(before: Run, after: Run): Comparison {
  const funnel = layFunnel(before.explanation, after.explanation)
  const rows = funnel?.rows ?? []
  const moved = rows.flatMap(({ provider, recorded, supposed }): Moved[] => {
    const [was, is] = [sayEnd(recorded, funnel?.gates), sayEnd(supposed, funnel?.gates)]
    if (was === is) return []
    return [{ provider, before: was, after: is, isBetter: rank(supposed) > rank(recorded) }]
  })
  return {
    changes: diffJson(parseJson(before.body), parseJson(after.body)),
    moved,
    same: rows.length - moved.length,
  }
}

const ranks = { dropped: 1, failed: 2, candidate: 3, answered: 4 } as const
const rank = (end: End | null): number => (end === null ? 0 : ranks[end.fate])

function sayEnd(end: End | null, gates: readonly { readonly title: string }[] = []): string {
  if (end === null) return 'not there'
  return end.fate === 'dropped' ? `dropped at ${gates[end.gate]?.title ?? ''}` : end.words
}
