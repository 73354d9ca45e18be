// `GET /v1/gateway/models` (GATEWAY.md 6.2): the catalogue with each provider's availability.
import type { Catalogue, Model } from '../config/catalogue'
import type { ModelChoice } from '#shared/contract/commands'

const defaultLimit = 50
const maxLimit = 250
const maxOffset = 5000

export type ModelsAnswer = { readonly status: number; readonly body: unknown }

export function listModels(catalogue: Catalogue, query: URLSearchParams): ModelsAnswer {
  const offset = wholeNumber(query.get('offset')) ?? 0
  if (offset > maxOffset) return refuse(`offset must be <= ${maxOffset}`, { max_offset: maxOffset })
  const availability = query.get('availability') ?? 'active'
  if (!['active', 'all'].includes(availability)) return refuse('availability must be one of: active, all')
  if (!['json', 'rss', 'atom'].includes(query.get('format') ?? 'json'))
    return refuse('format must be one of: json, rss, atom')
  if (query.has('privacy') || query.has('privacy_scope'))
    return refuse('privacy_scope query is no longer supported. Use /models.')

  const wanted = wholeNumber(query.get('limit'))
  const limit = wanted === null || wanted < 1 ? defaultLimit : Math.min(wanted, maxLimit)
  const id = query.get('model_id') ?? query.get('id')
  const models = [...catalogue.models.values()].filter((m) => id === null || m.id === id)
  return {
    status: 200,
    body: {
      ok: true,
      privacy_scope: 'shared',
      availability_mode: availability,
      limit,
      offset,
      total: models.length,
      models: models.slice(offset, offset + limit).map((m) => describeModel(catalogue, m)),
    },
  }
}

const refuse = (message: string, extra: Record<string, unknown> = {}): ModelsAnswer => ({
  status: 400,
  body: { ok: false, error: 'invalid_request', message, ...extra },
})

const wholeNumber = (text: string | null): number | null => (text !== null && /^\d+$/.test(text) ? Number(text) : null)

function describeModel(catalogue: Catalogue, model: Model) {
  const providers = describeProviders(catalogue, model)
  const active = providers.filter((p) => p.is_active_gateway).length
  return {
    model_id: model.id,
    id: model.id,
    name: model.name,
    organisation_id: model.id.split('/')[0],
    status: 'active',
    endpoints: endpointsOf(model),
    providers,
    top_provider_id: providers[0]?.api_provider_id ?? null,
    availability: {
      status: active > 0 ? 'active' : 'inactive',
      provider_count: providers.length,
      active_provider_count: active,
      inactive_provider_count: providers.length - active,
    },
    per_request_limits: null,
  }
}

function describeProviders(catalogue: Catalogue, model: Model) {
  return model.providers.flatMap((route) => {
    const provider = catalogue.providers.get(route.provider)
    if (!provider) return []
    const active = provider.enabled && provider.adapter !== null && provider.mode !== 'none'
    return [
      {
        api_provider_id: provider.id,
        api_provider_name: provider.label,
        provider_model_slug: route.model,
        is_active_gateway: active,
        is_simulated: provider.mode === 'simulated',
        availability_status: active ? 'active' : 'inactive',
        provider_status: provider.status,
        provider_routing_status: provider.routingStatus,
        model_routing_status: route.routing_status,
        capability_status: route.capability_status,
      },
    ]
  })
}

const endpointsOf = (model: Model): string[] => [...new Set(model.providers.flatMap((p) => p.endpoints))]

/** The same list as the console's model picker wants it. */
export const modelChoices = (catalogue: Catalogue): ModelChoice[] =>
  [...catalogue.models.values()].map((model) => ({
    id: model.id,
    name: model.name,
    endpoints: endpointsOf(model),
    providers: describeProviders(catalogue, model).map((p) => ({
      id: p.api_provider_id,
      mode: p.is_simulated ? 'simulated' : 'live',
      available: p.is_active_gateway,
    })),
  }))
