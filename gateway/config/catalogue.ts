// The providers and models this gateway knows: the built-in ones with the configuration merged over them, and whatever else
// live providers say they have.
import { builtInModels, foundModels } from '../catalogue/models'
import type { ProviderDescriptor } from '../providers/descriptor'
import type { FoundModels } from './found-models'
import type { Config, ModelRoute, ProviderConfig } from './schema'
import { fromEnv, type Env } from './load'

export type Provider = {
  readonly id: string
  readonly label: string
  /** null: the gateway has no adapter for it */
  readonly adapter: string | null
  readonly dialect: 'responses' | 'chat-completions'
  readonly baseUrl: string
  readonly apiKey: string | null
  /** The client's own bearer is forwarded instead of a key of ours. */
  readonly passThrough: boolean
  readonly enabled: boolean
  readonly mode: 'live' | 'simulated' | 'none'
  readonly status: string
  readonly routingStatus: string
}

export type Model = { readonly id: string; readonly name: string; readonly providers: readonly ModelRoute[] }

export type Catalogue = {
  readonly providers: ReadonlyMap<string, Provider>
  readonly models: ReadonlyMap<string, Model>
  readonly channels: Config['gateway']['channels']
  /** The author a model name without one is looked for under first. */
  readonly bareNameAuthor: string
  /** Unix milliseconds. */
  readonly createdAt: number
}

/** One provider for each adapter that knows where its server is, and a second simulator to fall back on. */
const builtInProviders = (adapters: CatalogueOptions['adapters']): ProviderConfig[] => [
  ...[...adapters.values()].flatMap(({ id, label, baseUrl, keyVariable }) =>
    baseUrl === ''
      ? []
      : [{ id, adapter: id, label, base_url: baseUrl, ...(keyVariable ? { api_key: `\${${keyVariable}}` } : {}) }],
  ),
  { id: 'simulator-spare', adapter: 'simulator', label: 'Simulator, second', base_url: 'simulator:' },
]

export type CatalogueOptions = {
  readonly env: Env
  readonly simulate: boolean
  readonly adapters: ReadonlyMap<string, ProviderDescriptor>
  readonly scenarios: readonly string[]
  /** What live providers said they have, over what is built in. */
  readonly found: FoundModels
  /** Unix milliseconds: prices are those of this time. */
  readonly now: number
}

export function createCatalogue(config: Config, options: CatalogueOptions): Catalogue {
  const providers = new Map<string, Provider>()
  const merged = new Map(builtInProviders(options.adapters).map((p) => [p.id, p]))
  for (const p of config.providers) merged.set(p.id, { ...merged.get(p.id), ...p })
  for (const p of merged.values()) providers.set(p.id, toProvider(p, options))

  const models = new Map<string, Model>()
  for (const m of [...builtInModels(options), ...config.models]) {
    models.set(m.id, { id: m.id, name: m.name ?? m.id.slice(m.id.indexOf('/') + 1), providers: m.providers })
  }
  for (const m of foundModels(providers, options)) if (!models.has(m.id)) models.set(m.id, m)
  // Clients that send bare names were written for OpenAI.
  return { providers, models, channels: config.gateway.channels, bareNameAuthor: 'openai', createdAt: options.now }
}

function toProvider(p: ProviderConfig, options: CatalogueOptions): Provider {
  const named = p.adapter === undefined ? p.id : p.adapter
  const adapter = named !== null && options.adapters.has(named) ? named : null
  const passThrough = p.api_key === 'pass-through'
  const apiKey = passThrough ? null : fromEnv(p.api_key, options.env)
  const live = (apiKey !== null || passThrough) && !options.simulate && adapter !== 'simulator'
  return {
    id: p.id,
    label: p.label ?? p.id,
    adapter,
    dialect: p.dialect ?? 'responses',
    baseUrl: (p.base_url ?? '').replace(/\/+$/, ''),
    apiKey,
    passThrough,
    enabled: p.enabled ?? true,
    mode: live ? 'live' : p.simulate === false && !options.simulate ? 'none' : 'simulated',
    status: p.status ?? (p.alpha ? 'alpha' : 'active'),
    routingStatus: p.routing_status ?? 'active',
  }
}
