// What a model costs, as its entry in `GET /v1/gateway/models` says it (GATEWAY.md 6.2).
import type { Pricing } from '../config/schema'
import { perToken } from '../pricing/index'

/** Dollars as decimals: for one token, or for one request. */
export const spellPricing = (pricing: Pricing | undefined) => ({
  prompt: pricing ? perToken(pricing.input_per_mtok) : null,
  completion: pricing ? perToken(pricing.output_per_mtok) : null,
  request: pricing ? perToken((pricing.request ?? 0) * 1e6) : null,
  image: pricing ? '0' : null,
  input_cache_read: pricing ? perToken(pricing.cached_input_per_mtok ?? pricing.input_per_mtok) : null,
  input_cache_write: pricing ? perToken(pricing.cache_write_per_mtok ?? pricing.input_per_mtok) : null,
  web_search: pricing ? '0' : null,
})

const meterNames = {
  input_per_mtok: 'input_text_tokens',
  cached_input_per_mtok: 'cached_read_text_tokens',
  cache_write_per_mtok: 'cached_write_text_tokens',
  output_per_mtok: 'output_text_tokens',
  reasoning_per_mtok: 'reasoning_tokens',
} as const

/** `above_input_tokens`: this price holds for requests whose input is larger. */
export function metersOf(pricing: Pricing | undefined) {
  if (!pricing) return []
  const tokens = [{ above_tokens: 0, ...pricing }, ...(pricing.tiers ?? [])].flatMap((rates) =>
    Object.entries(meterNames).flatMap(([rate, meter]) => {
      const price = rates[rate as keyof typeof meterNames]
      return price === undefined
        ? []
        : [{ meter, unit: 'token', price_per_unit_usd: perToken(price), above_input_tokens: rates.above_tokens }]
    }),
  )
  if (pricing.request === undefined) return tokens
  const price = perToken(pricing.request * 1e6)
  return [...tokens, { meter: 'requests', unit: 'request', price_per_unit_usd: price, above_input_tokens: 0 }]
}
