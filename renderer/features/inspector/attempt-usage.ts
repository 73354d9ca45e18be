// What an attempt that failed was billed for, where its provider said so: an answer may fail after it began (PEERS-UI 3.18).
import type { Attempt } from '#shared/diagnostics/explanation'
import { field, parseJson } from '#shared/json'

export type Usage = { readonly tokens: number; readonly cost: number | null }

/** Null: nothing was said. */
export function readUsage({ preview }: Pick<Attempt, 'preview'>): Usage | null {
  const body = preview === null ? undefined : parseJson(preview)
  const usage = field(body, 'usage') ?? field(field(body, 'response'), 'usage') ?? field(field(body, 'error'), 'usage')
  const tokens = field(usage, 'total_tokens')
  const cost = Number(field(usage, 'cost') ?? Number.NaN)
  return typeof tokens === 'number' ? { tokens, cost: Number.isFinite(cost) ? cost : null } : null
}

/** Unknown is not nothing. */
export function sayCost(usages: readonly (Usage | null)[]): string {
  const known = usages.filter((usage) => usage !== null)
  if (known.length === 0) return 'cost not told'
  const tokens = known.reduce((sum, usage) => sum + usage.tokens, 0)
  const cost = known.reduce((sum, usage) => sum + (usage.cost ?? 0), 0)
  const isPartly = known.length < usages.length
  return `${isPartly ? 'at least ' : ''}${tokens} tokens billed${cost > 0 ? `, $${cost}` : ''}`
}
