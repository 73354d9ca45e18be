// Makes the catalogue: the built-in providers and models with the configuration merged over them, and whatever else live
// providers say they have.
import type { Catalogue, Model, Provider } from '../config/catalogue'
import { fromEnv, type Env } from '../config/load'
import type { Config, ProviderConfig } from '../config/schema'
import { builtInModels, foundModels, type ModelOptions } from './models'

/** One provider for each adapter that knows where its server is, and a second simulator to fall back on. */
const builtInProviders = (adapters: CatalogueOptions['adapters']): ProviderConfig[] => [
  ...[...adapters.values()].flatMap(({ id, label, baseUrl, keyVariable }) =>
    baseUrl === ''
      ? []
      : [{ id, adapter: id, label, base_url: baseUrl, ...(keyVariable ? { api_key: `\${${keyVariable}}` } : {}) }],
  ),
  { id: 'simulator-spare', adapter: 'simulator', label: 'Simulator, second', base_url: 'simulator:' },
]

export type CatalogueOptions = ModelOptions & { readonly env: Env; readonly simulate: boolean }

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
