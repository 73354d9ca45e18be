// Makes the catalogue: the built-in providers and models with the configuration merged over them, and whatever else live
// providers say they have.
import type { Catalogue, Model, Provider } from '../config/catalogue'
import type { Config, ProviderConfig } from '../config/schema'
import { builtInModels, foundModels, type ModelOptions } from './models'
import { toProvider, type ProviderOptions } from './provider'

/** One provider for each adapter that knows where its server is, and a second simulator to fall back on. */
const builtInProviders = (adapters: CatalogueOptions['adapters']): ProviderConfig[] => [
  ...[...adapters.values()].flatMap(({ id, label, baseUrl, keyVariable }) =>
    baseUrl === ''
      ? []
      : [{ id, adapter: id, label, base_url: baseUrl, ...(keyVariable ? { api_key: `\${${keyVariable}}` } : {}) }],
  ),
  { id: 'simulator-spare', adapter: 'simulator', label: 'Simulator, second', base_url: 'simulator:' },
]

export type CatalogueOptions = ModelOptions & ProviderOptions

/** As they are configured, in their order. */
export function mergeProviders(config: Config, adapters: CatalogueOptions['adapters']): readonly ProviderConfig[] {
  const merged = new Map(builtInProviders(adapters).map((p) => [p.id, p]))
  for (const p of config.providers) merged.set(p.id, { ...merged.get(p.id), ...p })
  return [...merged.values()]
}

export function createCatalogue(config: Config, options: CatalogueOptions): Catalogue {
  const providers = new Map<string, Provider>()
  for (const p of mergeProviders(config, options.adapters)) providers.set(p.id, toProvider(p, options))

  const models = new Map<string, Model>()
  for (const m of [...builtInModels(options), ...config.models]) {
    models.set(m.id, { id: m.id, name: m.name ?? m.id.slice(m.id.indexOf('/') + 1), providers: m.providers })
  }
  for (const m of foundModels(providers, options)) if (!models.has(m.id)) models.set(m.id, m)
  // Clients that send bare names were written for OpenAI.
  return { providers, models, channels: config.gateway.channels, bareNameAuthor: 'openai', createdAt: options.now }
}
