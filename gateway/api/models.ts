// `GET /v1/gateway/models` (GATEWAY.md 6.2): the catalogue, filtered, as JSON or as a feed; and `GET /v1/models`. Pure.
import type { Catalogue, Model } from '../config/catalogue'
import type { ModelChoice } from '#shared/contract/commands'
import { describeModel, describeProviders, endpointsOf, type ModelEntry, type ProviderEntry } from './model-entry'
import { feedTypes, formatAtom, formatRss } from './model-feed'
import { parseModelQuery, type ModelQuery } from './model-query'

/** A body that is a string is sent as it is. */
export type ModelsAnswer = { readonly status: number; readonly type: string; readonly body: unknown }

const json = 'application/json'

/** `self`: the address that was asked, for the links in feeds. */
export function listModels(catalogue: Catalogue, search: URLSearchParams, self: string): ModelsAnswer {
  const query = parseModelQuery(search)
  if ('message' in query) return { status: 400, type: json, body: { ok: false, error: 'invalid_request', ...query } }

  const { limit, offset, availability, format } = query
  const found = [...catalogue.models.values()]
    .map((model) => describeModel(catalogue, model))
    .filter((model) => matches(model, query))
  const models = found.slice(offset, offset + limit)
  if (format !== 'json') {
    const feed = { models, self, updatedAt: catalogue.createdAt }
    return { status: 200, type: feedTypes[format], body: format === 'rss' ? formatRss(feed) : formatAtom(feed) }
  }
  return {
    status: 200,
    type: json,
    body: {
      ok: true,
      privacy_scope: 'shared',
      availability_mode: availability,
      limit,
      offset,
      total: found.length,
      models,
    },
  }
}

/** The same catalogue as third-party clients ask for it: only names, and only of what can be used now. */
export function nameModels(catalogue: Catalogue) {
  const models = [...catalogue.models.values()].map((model) => describeModel(catalogue, model))
  const usable = models.filter(({ availability }) => availability.status === 'active')
  const data = usable.map(({ id, created, organisation_id }) => ({
    id,
    object: 'model',
    created: created ?? 0,
    owned_by: organisation_id,
  }))
  return { object: 'list', data }
}

/** What a model is has to be one of those listed; what it is asked to do it has to do all of. */
function matches(model: ModelEntry, { availability, lists }: ModelQuery): boolean {
  return (
    (availability === 'all' || model.availability.status === 'active') &&
    (lists.model_id.length === 0 || lists.model_id.includes(model.id)) &&
    isOneOf(lists.status, model.status) &&
    isOneOf(lists.organisation, model.organisation_id) &&
    (lists.endpoints.length === 0 || model.endpoints.some((endpoint) => isOneOf(lists.endpoints, endpoint))) &&
    hasAll(lists.input_types, model.input_types) &&
    hasAll(lists.output_types, model.output_types) &&
    hasAll(lists.params, model.supported_parameters) &&
    (providerLists.every((name) => lists[name].length === 0) || model.providers.some((p) => meets(p, lists)))
  )
}

const providerFields = {
  provider: 'api_provider_id',
  provider_status: 'provider_status',
  provider_routing_status: 'provider_routing_status',
  model_routing_status: 'model_routing_status',
  capability_status: 'capability_status',
  provider_availability_status: 'availability_status',
  provider_availability_reason: 'availability_reason',
} as const
const providerLists = Object.keys(providerFields) as (keyof typeof providerFields)[]

/** One and the same provider has to meet them all. */
const meets = (provider: ProviderEntry, lists: ModelQuery['lists']): boolean =>
  providerLists.every((name) => isOneOf(lists[name], provider[providerFields[name]] ?? ''))

const isOneOf = (list: readonly string[], value: string): boolean =>
  list.length === 0 || list.includes(value.toLowerCase())

const hasAll = (list: readonly string[], values: readonly string[]): boolean =>
  list.every((wanted) => values.some((value) => value.toLowerCase() === wanted))

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
      reason: p.availability_reason,
      price: priceAt(model, p),
    })),
  }))

function priceAt(model: Model, { api_provider_id, provider_model_slug }: ProviderEntry) {
  const route = model.providers.find((r) => r.provider === api_provider_id && r.model === provider_model_slug)
  return route?.pricing ? { input: route.pricing.input_per_mtok, output: route.pricing.output_per_mtok } : null
}
