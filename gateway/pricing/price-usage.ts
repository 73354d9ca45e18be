// What a response cost, from its usage and the price of the route that served it (GATEWAY.md 3.10). Pure.
import type { Pricing } from '../config/schema'
import { nanosOf, perToken, picosPerToken, spellNanos, toNanos } from './money'

type Fields = Readonly<Record<string, unknown>>

export type PricingLine = {
  readonly dimension: string
  readonly quantity: number
  readonly unit_price_usd: string
  readonly line_nanos: number
  readonly line_cost_usd: string
}

/** `usage.pricing_breakdown`. */
export type PricingBreakdown = {
  readonly total_nanos: number
  readonly total_usd_str: string
  /** Whole cents, rounded down. */
  readonly total_cents: number
  readonly currency: 'USD'
  readonly lines: readonly PricingLine[]
}

/** `usage` in either spelling (GATEWAY.md 0.2 row 4); what it does not say counts as nothing. */
export function priceUsage(pricing: Pricing, usage: Fields): PricingBreakdown {
  const counts = readCounts(usage)
  const rates = ratesFor(pricing, counts.input)
  const cached = rates.cached_input_per_mtok === undefined ? 0 : counts.cached
  const written = rates.cache_write_per_mtok === undefined ? 0 : counts.written
  const reasoned = rates.reasoning_per_mtok === undefined ? 0 : counts.reasoned
  const priced = [
    tokens('input_text_tokens', counts.input - cached - written, rates.input_per_mtok),
    tokens('cached_read_text_tokens', cached, rates.cached_input_per_mtok ?? 0),
    tokens('cached_write_text_tokens', written, rates.cache_write_per_mtok ?? 0),
    tokens('output_text_tokens', counts.output - reasoned, rates.output_per_mtok),
    tokens('reasoning_tokens', reasoned, rates.reasoning_per_mtok ?? 0),
    request(pricing.request),
  ].filter((line) => line.quantity > 0)
  const total = priced.reduce((sum, line) => sum + line.nanos, 0n)
  return {
    total_nanos: Number(total),
    total_usd_str: spellNanos(total),
    total_cents: Number(total / 10_000_000n),
    currency: 'USD',
    lines: priced.map(({ dimension, quantity, unit, nanos }) => ({
      dimension,
      quantity,
      unit_price_usd: unit,
      line_nanos: Number(nanos),
      line_cost_usd: spellNanos(nanos),
    })),
  }
}

/** The same at the top level of a response. */
export const costFields = ({ total_nanos, total_cents, currency, lines }: PricingBreakdown) => ({
  cost_nanos: total_nanos,
  cost_cents: total_cents,
  currency,
  pricing_lines: lines,
})

/** The highest tier that the input reaches prices the whole request. */
function ratesFor(pricing: Pricing, input: number): NonNullable<Pricing['tiers']>[number] | Pricing {
  const reached = (pricing.tiers ?? []).filter((tier) => input > tier.above_tokens)
  return reached.sort((a, b) => b.above_tokens - a.above_tokens)[0] ?? pricing
}

type Counted = { readonly dimension: string; readonly quantity: number; readonly unit: string; readonly nanos: bigint }

function tokens(dimension: string, quantity: number, perMillion: number): Counted {
  const nanos = toNanos(BigInt(quantity) * picosPerToken(perMillion))
  return { dimension, quantity, unit: perToken(perMillion), nanos }
}

function request(dollars: number | undefined): Counted {
  const nanos = nanosOf(dollars ?? 0)
  return { dimension: 'requests', quantity: dollars === undefined ? 0 : 1, unit: spellNanos(nanos), nanos }
}

/** Cached and written tokens are part of the input, thoughts part of the output; a part is never larger than its whole. */
function readCounts(usage: Fields) {
  const input = count(usage['input_tokens'] ?? usage['prompt_tokens'])
  const output = count(usage['output_tokens'] ?? usage['completion_tokens'])
  const inputs = details(usage['input_tokens_details'] ?? usage['prompt_tokens_details'])
  const outputs = details(usage['output_tokens_details'] ?? usage['completion_tokens_details'])
  const cached = Math.min(count(inputs['cached_tokens']), input)
  const written = Math.min(count(inputs['cache_write_tokens']), input - cached)
  return { input, output, cached, written, reasoned: Math.min(count(outputs['reasoning_tokens']), output) }
}

const details = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})

const count = (value: unknown): number =>
  typeof value === 'number' && value > 0 ? Math.trunc(Math.min(value, Number.MAX_SAFE_INTEGER)) : 0
