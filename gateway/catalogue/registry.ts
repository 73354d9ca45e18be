// What is known about the models of public providers, from two maintained packages: `llm-zoo` says which models there are
// and what they can do, `@pydantic/genai-prices` what they cost. Nobody else imports them.
import { calcPrice, findProvider, type ModelPrice } from '@pydantic/genai-prices'
import { MODEL_CONFIGS, type ModelConfig as ZooModel } from 'llm-zoo'
import type { Pricing } from '../config/schema'

/** Who makes models and serves them itself. The key is the adapter's id. */
export type Author = {
  /** The part of a model's id before the slash. */
  readonly id: string
  readonly name: string
  /** What the packages call it. */
  readonly zoo: string
  readonly prices: string
  readonly endpoints: readonly string[]
}

export const authors: ReadonlyMap<string, Author> = new Map([
  [
    'openai',
    { id: 'openai', name: 'OpenAI', zoo: 'openai', prices: 'openai', endpoints: ['responses', 'responses.ws'] },
  ],
  ['google-ai-studio', { id: 'google', name: 'Google', zoo: 'google', prices: 'google', endpoints: ['responses'] }],
  [
    'anthropic',
    { id: 'anthropic', name: 'Anthropic', zoo: 'anthropic', prices: 'anthropic', endpoints: ['responses'] },
  ],
  ['x-ai', { id: 'x-ai', name: 'xAI', zoo: 'xai', prices: 'x-ai', endpoints: ['responses'] }],
])

const authorsById: ReadonlyMap<string, Author> = new Map([...authors.values()].map((author) => [author.id, author]))

/** Null fields are not known, which is not the same as not supported. */
export type ModelFacts = {
  readonly name: string
  readonly contextLength: number | null
  readonly maxOutputTokens: number | null
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly reasoning: boolean | null
  readonly tools: boolean | null
  /** `YYYY-MM-DD` of its pinned snapshot. */
  readonly released: string | null
  /** Still served, but there is a newer one. */
  readonly superseded: boolean
}

export type KnownModel = { readonly name: string; readonly facts: ModelFacts }

/** Models to offer without configuration, by adapter. */
export const knownModels = (adapter: string): readonly KnownModel[] => {
  const zoo = authors.get(adapter)?.zoo
  const served = [...(entriesOf.get(zoo ?? '') ?? [])].filter(([, entries]) => entries.every((e) => !e.retired))
  return served.map(([name, entries]) => ({ name, facts: describe(name, entries) }))
}

/** Null: nobody knows this model, or this provider. `name` may carry an author before a slash, as gateways have it. */
export function factsOf(adapter: string | null, name: string): ModelFacts | null {
  const { author, model } = resolveAuthor(adapter, name)
  const entries = findEntries(author, model)
  return entries.length > 0 ? describe(model, entries) : null
}

/** What the provider charges at this time; null when that is not known. */
export function priceOf(
  provider: { readonly adapter: string | null; readonly baseUrl: string },
  name: string,
  at: number,
): Pricing | null {
  const { author, model } = resolveAuthor(provider.adapter, name)
  const providerId = author?.prices ?? findProvider({ providerApiUrl: provider.baseUrl })?.id
  const charged = providerId === undefined ? null : calcPrice({}, model, { providerId, timestamp: new Date(at) })
  const [entry] = findEntries(author, model)
  return (charged && toPricing(charged.model_price)) ?? (entry ? zooPricing(entry) : null)
}

function resolveAuthor(adapter: string | null, name: string): { author: Author | undefined; model: string } {
  const own = authors.get(adapter ?? '')
  const slash = name.indexOf('/')
  const named = own || slash < 0 ? undefined : authorsById.get(name.slice(0, slash))
  return named ? { author: named, model: name.slice(slash + 1) } : { author: own, model: name }
}

/**
 * By provider, then by the name a request may use. A model has several entries when it can be asked in several ways
 * (thinking or not); an entry for another service tier or mode is no model of its own.
 */
const entriesOf: ReadonlyMap<string, ReadonlyMap<string, readonly ZooModel[]>> = (() => {
  const byProvider = new Map<string, Map<string, ZooModel[]>>()
  for (const entry of Object.values(MODEL_CONFIGS)) {
    if (entry.openRouterOnly || entry.serviceTier || entry.capabilities.reasoningMode) continue
    const models = byProvider.get(entry.provider) ?? new Map<string, ZooModel[]>()
    byProvider.set(entry.provider, models)
    models.set(entry.shortName, [...(models.get(entry.shortName) ?? []), entry])
  }
  return byProvider
})()

/** A provider lists pinned snapshots as well as the names that move on. */
function findEntries(author: Author | undefined, name: string): readonly ZooModel[] {
  const models = entriesOf.get(author?.zoo ?? '') ?? new Map<string, readonly ZooModel[]>()
  return models.get(name) ?? [...models.values()].flat().filter((entry) => entry.fullName === name)
}

function describe(name: string, entries: readonly ZooModel[]): ModelFacts {
  const can = (ability: keyof ZooModel['capabilities']) => entries.some((e) => e.capabilities[ability] === true)
  const [first] = entries
  return {
    name: (first?.label ?? name).replace(/ \(Thinking\)$/, ''),
    contextLength: first?.contextWindow ?? null,
    maxOutputTokens: first?.maxOutputTokens ?? null,
    inputs: [
      'text',
      ...(can('supportsVision') ? ['image'] : []),
      ...(can('supportsNativePdf') ? ['file'] : []),
      ...(can('supportsNativeAudio') ? ['audio'] : []),
    ],
    outputs: ['text'],
    reasoning: can('supportsReasoning'),
    tools: can('supportsFunctionCalling'),
    released: releaseDate(first?.fullName ?? ''),
    superseded: first?.deprecated ?? false,
  }
}

function releaseDate(pinnedName: string): string | null {
  const [, year, month, day] = /-(20\d\d)-?(\d\d)-?(\d\d)$/.exec(pinnedName) ?? []
  return day === undefined ? null : `${year}-${month}-${day}`
}

const rateNames = {
  input_per_mtok: 'input_mtok',
  cached_input_per_mtok: 'cache_read_mtok',
  cache_write_per_mtok: 'cache_write_mtok',
  output_per_mtok: 'output_mtok',
  reasoning_per_mtok: 'output_reasoning_mtok',
} as const

/** Null for a model that is not charged by text tokens. */
function toPricing(price: ModelPrice): Pricing | null {
  const base = ratesAt(price, 0)
  if (!base) return null
  const values = Object.values(rateNames).map((name) => price[name])
  const bounds = values.flatMap((value) => (typeof value === 'object' ? value.tiers.map((tier) => tier.start) : []))
  const tiers = [...new Set(bounds)].flatMap((bound) => {
    const rates = ratesAt(price, bound + 1)
    return rates ? [{ above_tokens: bound, ...rates }] : []
  })
  return tiers.length > 0 ? { ...base, tiers } : base
}

function ratesAt(price: ModelPrice, input: number): Pricing | null {
  const rates: Partial<Record<keyof typeof rateNames, number>> = {}
  for (const [ours, theirs] of Object.entries(rateNames)) {
    const value = price[theirs]
    if (value === undefined) continue
    const reached = typeof value === 'object' ? value.tiers.filter((tier) => input > tier.start) : []
    rates[ours as keyof typeof rateNames] = typeof value === 'object' ? (reached.at(-1)?.price ?? value.base) : value
  }
  const { input_per_mtok, output_per_mtok } = rates
  return input_per_mtok === undefined || output_per_mtok === undefined
    ? null
    : { ...rates, input_per_mtok, output_per_mtok }
}

/** For a model so new that only the one package has it. */
const zooPricing = ({ inputPrice, outputPrice }: ZooModel): Pricing => ({
  input_per_mtok: inputPrice,
  output_per_mtok: outputPrice,
})
