// What a decision rests on besides the request. The data plane takes it from the running engine; a recording keeps it, and a
// dry run makes it up, so that all three decide by the same function.
import type { RecordedBasis } from '#shared/session/basis'
import type { Catalogue, Provider } from '../config/catalogue'
import type { Profile } from '../config/schema'
import type { Candidate, FormatOf } from './candidates'
import type { BearerKind } from './enablement'
import { healthKey, type HealthOf } from './health'

export type RoutingBasis = {
  readonly catalogue: Catalogue
  readonly profile: Profile
  /** Sockets also serve models whose provider has none. */
  readonly websocketBridge: boolean
  readonly seed: string
  readonly bearer: BearerKind
  readonly healthOf: HealthOf
  readonly formatOf: FormatOf
}

/** As much of it as the decision about this model can have looked at. */
export function recordBasis(basis: RoutingBasis, asked: string, model: string): RecordedBasis {
  const { catalogue, profile, websocketBridge, seed, bearer, healthOf } = basis
  const rows = (catalogue.models.get(model)?.providers ?? []).flatMap((route) => {
    const provider = catalogue.providers.get(route.provider)
    return provider ? [recordRow({ provider, route }, healthOf)] : []
  })
  return { seed, profile, websocketBridge, bearer, channels: catalogue.channels, asked, model, rows }
}

function recordRow({ provider, route }: Candidate, healthOf: HealthOf): RecordedBasis['rows'][number] {
  const { id, label, adapter, dialect, passThrough, enabled, mode, status, routingStatus } = provider
  const { model, endpoints, weight, routing_status, capability_status, pricing } = route
  const { service_tiers, params, max_output_tokens } = route
  return {
    provider: { id, label, adapter, dialect, passThrough, enabled, mode, status, routingStatus },
    route: {
      model,
      endpoints,
      weight,
      routing_status,
      capability_status,
      ...(pricing && {
        pricing: { input_per_mtok: pricing.input_per_mtok, output_per_mtok: pricing.output_per_mtok },
      }),
      ...(service_tiers && { service_tiers }),
      ...(params && { params }),
      ...(max_output_tokens !== undefined && { max_output_tokens }),
    },
    health: healthOf({ provider, route }),
  }
}

/**
 * The basis a recording holds. The model it asked for is what it was then; every other one, which the recording cannot know,
 * is what it is now.
 */
export function recallBasis(now: RoutingBasis, recorded: RecordedBasis, asked: string): RoutingBasis {
  const { seed, profile, websocketBridge, bearer, channels, model, rows } = recorded
  const providers = new Map(now.catalogue.providers)
  const seen = new Map<string, ReturnType<HealthOf>>()
  const routes = rows.map(({ provider, route, health }) => {
    const known = providers.get(provider.id)
    const recalled: Provider = { baseUrl: known?.baseUrl ?? '', apiKey: known?.apiKey ?? null, ...provider }
    providers.set(provider.id, recalled)
    const candidate: Candidate = { provider: recalled, route: { provider: provider.id, ...route } }
    seen.set(healthKey(candidate), health)
    return candidate.route
  })
  const isSame = asked === recorded.asked
  const models = new Map(isSame ? [] : now.catalogue.models)
  if (routes.length > 0) models.set(model, { id: model, name: model, providers: routes })
  return {
    seed,
    profile,
    websocketBridge,
    bearer,
    catalogue: { ...now.catalogue, providers, models, channels },
    healthOf: (candidate) => seen.get(healthKey(candidate)) ?? now.healthOf(candidate),
    formatOf: now.formatOf,
  }
}
