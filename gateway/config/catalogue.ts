// The providers and models this gateway knows: the built-in ones with the configuration merged over them.
import type { ProviderDescriptor } from '../providers/descriptor'
import type { Config, ModelConfig, ModelRoute, ProviderConfig } from './schema'
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

const openaiModels: readonly (readonly [id: string, input: number, cached: number, output: number])[] = [
  ['gpt-5', 1.25, 0.125, 10],
  ['gpt-5-mini', 0.25, 0.025, 2],
  ['gpt-5-nano', 0.05, 0.005, 0.4],
  ['gpt-4.1', 2, 0.5, 8],
  ['gpt-4.1-mini', 0.4, 0.1, 1.6],
  ['gpt-4o-mini', 0.15, 0.075, 0.6],
]

const freeOfCharge = { input_per_mtok: 0, output_per_mtok: 0 }

function builtInModels(scenarios: readonly string[]): ModelConfig[] {
  const route = (provider: string, model: string, more: Partial<ModelRoute> = {}): ModelRoute => ({
    provider,
    model,
    endpoints: ['responses'],
    weight: 1,
    pricing: freeOfCharge,
    routing_status: 'active',
    capability_status: 'active',
    ...more,
  })
  return [
    ...openaiModels.map(([id, input, cached, output]) => ({
      id: `openai/${id}`,
      name: id,
      providers: [
        route('openai', id, {
          endpoints: ['responses', 'responses.ws'],
          pricing: { input_per_mtok: input, cached_input_per_mtok: cached, output_per_mtok: output },
        }),
      ],
    })),
    ...scenarios.map((name) => ({
      id: `simulator/${name}`,
      name,
      // The spare is only there to fall back on: a weight this small never comes first while the other is healthy.
      providers: [route('simulator', name), route('simulator-spare', name, { weight: 1e-9 })],
    })),
  ]
}

export type CatalogueOptions = {
  readonly env: Env
  readonly simulate: boolean
  readonly adapters: ReadonlyMap<string, ProviderDescriptor>
  readonly scenarios: readonly string[]
}

export function createCatalogue(config: Config, options: CatalogueOptions): Catalogue {
  const providers = new Map<string, Provider>()
  const merged = new Map(builtInProviders(options.adapters).map((p) => [p.id, p]))
  for (const p of config.providers) merged.set(p.id, { ...merged.get(p.id), ...p })
  for (const p of merged.values()) providers.set(p.id, toProvider(p, options))

  const models = new Map<string, Model>()
  for (const m of [...builtInModels(options.scenarios), ...config.models]) {
    models.set(m.id, { id: m.id, name: m.name ?? m.id.slice(m.id.indexOf('/') + 1), providers: m.providers })
  }
  // Clients that send bare names were written for OpenAI.
  return { providers, models, channels: config.gateway.channels, bareNameAuthor: 'openai' }
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
