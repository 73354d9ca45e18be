// What an attempt that failed was billed for, where its provider said so: an answer may fail after it began (PEERS-UI 3.18). Where
// it said nothing, the input of the same turn as another attempt counted it, at the price the decision had for this provider.
import type { Attempt } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { field, parseJson } from '#shared/json'
import type { RecordedBasis } from '#shared/session/basis'

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
export function sayCost(failed: readonly Pick<Attempt, 'preview' | 'simulated'>[]): string {
  const billed = failed.filter(({ simulated }) => simulated !== true).map(readUsage)
  if (billed.length === 0) return 'simulated, nothing billed'
  const known = billed.filter((usage) => usage !== null)
  if (known.length === 0) return 'cost not told'
  const tokens = known.reduce((sum, usage) => sum + usage.tokens, 0)
  const cost = known.reduce((sum, usage) => sum + (usage.cost ?? 0), 0)
  const isPartly = known.length < billed.length
  return `${isPartly ? 'at least ' : ''}${tokens} tokens billed${cost > 0 ? `, $${cost}` : ''}`
}

/** What is known of a turn besides its attempts. */
export type Known = { readonly rows: RecordedBasis['rows']; readonly inputTokens: number | null }

/** Whoever refused took nothing in. One that broke off or was silent may have, and may bill it. */
const mayHaveTaken = ({ reason, status }: Attempt): boolean =>
  reason === 'timed_out' || reason === 'connection_broken' || (reason !== null && status !== null && status < 300)

/** US dollars for the input alone; null where it would be a guess. */
export function inputCost(attempt: Attempt, { rows, inputTokens }: Known): number | null {
  if (inputTokens === null || attempt.simulated === true || !mayHaveTaken(attempt) || readUsage(attempt)) return null
  const row = rows.find(
    ({ provider, route }) =>
      isSameProvider(provider.id, attempt.provider) && (attempt.model === null || route.model === attempt.model),
  )
  const price = row?.route.pricing?.input_per_mtok
  return price === undefined ? null : (inputTokens * price) / 1_000_000
}
