// The models to offer without configuration: those of the adapters there are, of the simulator, and what live providers
// said they have besides.
import type { Model, Provider } from '../config/catalogue'
import type { FoundModels } from '../config/found-models'
import type { ModelConfig, ModelRoute } from '../config/schema'
import type { ProviderDescriptor } from '../providers/provider'
import { authors, factsOf, knownModels, priceOf } from './registry'

export type ModelOptions = {
  readonly adapters: ReadonlyMap<string, ProviderDescriptor>
  readonly scenarios: readonly string[]
  /** What live providers said they have, over what is built in. */
  readonly found: FoundModels
  /** Unix milliseconds: prices are those of this time. */
  readonly now: number
}

/** What a window without history should offer first: cheap, well known, and asked for by the examples. */
const first: readonly string[] = ['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'gpt-4.1', 'gpt-4.1-mini', 'gpt-4o-mini'].map(
  (name) => `openai/${name}`,
)

const freeOfCharge = { input_per_mtok: 0, output_per_mtok: 0 }

const route = (provider: string, model: string, more: Partial<ModelRoute> = {}): ModelRoute => ({
  provider,
  model,
  endpoints: ['responses'],
  weight: 1,
  routing_status: 'active',
  capability_status: 'active',
  ...more,
})

export function builtInModels({ adapters, scenarios, now }: ModelOptions): ModelConfig[] {
  const models = [...authors].flatMap(([adapter, author]) =>
    adapters.has(adapter)
      ? knownModels(adapter).map(({ name, facts }) => ({
          id: `${author.id}/${name}`,
          name: facts.name,
          providers: [
            route(adapter, name, {
              endpoints: [...author.endpoints],
              pricing: priceOf({ adapter, baseUrl: '' }, name, now) ?? undefined,
            }),
          ],
        }))
      : [],
  )
  const rank = ({ id }: ModelConfig) => (first.includes(id) ? first.indexOf(id) : first.length)
  return [
    ...models.sort((a, b) => rank(a) - rank(b)),
    ...scenarios.map((name) => ({
      id: `simulator/${name}`,
      name,
      providers: [
        route('simulator', name, { pricing: freeOfCharge }),
        // The spare is only there to fall back on: a weight this small never comes first while the other is healthy.
        route('simulator-spare', name, { pricing: freeOfCharge, weight: 1e-9 }),
      ],
    })),
  ]
}

/** One model for each name, with every provider that has it. A model without a known price is there, and says so. */
export function foundModels(providers: ReadonlyMap<string, Provider>, { adapters, found, now }: ModelOptions): Model[] {
  const models = new Map<string, Model>()
  for (const [id, listed] of Object.entries(found)) {
    const provider = providers.get(id)
    if (!provider) continue
    for (const { model, name } of listed) {
      const modelId = nameModel(provider, model, adapters)
      const known = models.get(modelId)
      const added = route(id, model, {
        endpoints: [...(authors.get(provider.adapter ?? '')?.endpoints ?? ['responses'])],
        pricing: priceOf(provider, model, now) ?? undefined,
      })
      models.set(modelId, {
        id: modelId,
        name: known?.name ?? name ?? factsOf(provider.adapter, model)?.name ?? model,
        providers: [...(known?.providers ?? []), added],
      })
    }
  }
  return [...models.values()]
}

/** `author/model`. A gateway's own names carry the author already. */
export function nameModel(provider: Provider, model: string, adapters: ModelOptions['adapters']): string {
  const adapter = provider.adapter ?? ''
  if (adapters.get(adapter)?.isGateway && model.includes('/')) return model
  return `${authors.get(adapter)?.id ?? provider.id}/${model}`
}
