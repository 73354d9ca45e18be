// What-if: the basis of a decision with a few things otherwise. Pure; nothing of the engine it came from is changed.
import type { Switches } from '#shared/contract/dry-run'
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { Catalogue, Model, Provider } from '../config/catalogue'
import type { RoutingBasis } from '../routing/basis'

export function applySwitches(basis: RoutingBasis, switches: Switches): RoutingBasis {
  const { profile, websocketBridge, bearer, healthOf } = basis
  return {
    ...basis,
    profile: switches.profile ?? profile,
    websocketBridge: switches.websocketBridge ?? websocketBridge,
    bearer: switches.bearer ?? bearer,
    catalogue: switchCatalogue(basis.catalogue, switches),
    healthOf: (candidate) => {
      const health = healthOf(candidate)
      const given = defined(ownOf(switches.providers, candidate.provider.id)?.health ?? {})
      // A breaker that is opened by hand stays open.
      return { ...health, ...given, ...(given.breaker === undefined ? {} : { untilMs: null }) }
    },
  }
}

/** The request as if it had asked for these providers: its second spelling of the hints wins over the first. */
export function applyHints(
  request: ResponsesRequest,
  { only, ignore, order, includeAlpha }: NonNullable<Switches['hints']>,
) {
  const hints = defined({ only, ignore, order, include_alpha: includeAlpha })
  return { ...request, routing: { ...request.routing, ...hints } }
}

function switchCatalogue(catalogue: Catalogue, switches: Switches): Catalogue {
  const providers = new Map(
    [...catalogue.providers].map(([id, provider]) => [id, switchProvider(provider, switches)] as const),
  )
  const models = new Map(catalogue.models)
  for (const { provider, model: id, price } of switches.prices ?? []) {
    const model = models.get(id)
    if (model) models.set(id, setPrice(model, provider, price))
  }
  return { ...catalogue, providers, models, channels: { ...catalogue.channels, ...defined(switches.channels ?? {}) } }
}

function switchProvider(provider: Provider, { providers }: Switches): Provider {
  const { health: _health, ...given } = ownOf(providers, provider.id) ?? {}
  return { ...provider, ...defined(given) }
}

const setPrice = (model: Model, provider: string, price: NonNullable<Switches['prices']>[number]['price']): Model => ({
  ...model,
  providers: model.providers.map(({ pricing, ...route }) => {
    if (route.provider !== provider) return pricing ? { ...route, pricing } : route
    return price ? { ...route, pricing: price } : route
  }),
})

const ownOf = <T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  record && Object.hasOwn(record, key) ? record[key] : undefined

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const defined = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>
