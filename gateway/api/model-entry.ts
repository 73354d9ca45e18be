// One model of `GET /v1/gateway/models` with its providers (GATEWAY.md 6.2). What nobody knows is null.
import { authors, factsOf, type ModelFacts } from '../catalogue/registry'
import type { Catalogue, Model, Provider } from '../config/catalogue'
import type { ModelRoute, Pricing } from '../config/schema'
import { adapters } from '../providers/index'
import { unobserved } from '../routing/health'
import { noHints } from '../routing/route'
import { gateStages, runStages } from '../routing/stages'
import { metersOf, spellPricing } from './model-pricing'

export type ModelEntry = ReturnType<typeof describeModel>
export type ProviderEntry = ReturnType<typeof describeProvider>

export function describeModel(catalogue: Catalogue, model: Model) {
  const rows = rowsOf(catalogue, model)
  const providers = rows.map((row) => describeProvider(catalogue, row))
  const at = Math.max(
    providers.findIndex((p) => p.is_active_gateway),
    0,
  )
  const [top, topRow] = [providers[at], rows[at]]
  const active = providers.filter((p) => p.is_active_gateway).length
  const facts = topRow?.facts ?? rows.find((row) => row.facts)?.facts ?? null
  const inputs = union(providers.map((p) => p.input_modalities))
  const outputs = union(providers.map((p) => p.output_modalities))
  return {
    model_id: model.id,
    id: model.id,
    canonical_slug: model.id,
    name: model.name,
    description: sayModel(facts, topRow?.route.pricing),
    status: 'active',
    ...organisationOf(catalogue, model),
    aliases: [],
    endpoints: endpointsOf(model),
    input_types: inputs,
    output_types: outputs,
    ...datesOf(facts),
    architecture: {
      modality: `${inputs.join('+')}->${outputs.join('+')}`,
      input_modalities: inputs,
      output_modalities: outputs,
      tokenizer: null,
      instruct_type: null,
    },
    providers,
    top_provider_id: top?.api_provider_id ?? null,
    top_provider: {
      context_length: topRow?.facts?.contextLength ?? null,
      max_completion_tokens: topRow?.facts?.maxOutputTokens ?? null,
      is_moderated: false,
    },
    supported_parameters: union(providers.map((p) => p.supported_parameters)),
    pricing: spellPricing(topRow?.route.pricing),
    pricing_detail: { pricing_plan: 'standard', meters: metersOf(topRow?.route.pricing) },
    availability: {
      status: active > 0 ? 'active' : 'inactive',
      provider_count: providers.length,
      active_provider_count: active,
      inactive_provider_count: providers.length - active,
    },
    per_request_limits: null,
    base_model_id: null,
    variant_kind: null,
    variants: [],
  }
}

/** Only the packages' own word for it is known: superseded. When a provider will retire a model, they do not say. */
function datesOf(facts: ModelFacts | null) {
  const superseded = facts?.superseded ?? false
  return {
    created: facts?.released ? Date.parse(facts.released) / 1000 : null,
    release_date: facts?.released ?? null,
    deprecation_date: null,
    retirement_date: null,
    lifecycle: {
      status: superseded ? 'deprecated' : 'active',
      deprecation_date: null,
      retirement_date: null,
      replacement_model_id: null,
      message: superseded ? 'Still served, but its maker has a newer one.' : null,
    },
  }
}

type Row = { readonly provider: Provider; readonly route: ModelRoute; readonly facts: ModelFacts | null }

const rowsOf = (catalogue: Catalogue, model: Model): Row[] =>
  model.providers.flatMap((route) => {
    const provider = catalogue.providers.get(route.provider)
    return provider ? [{ provider, route, facts: factsOf(provider.adapter, route.model) }] : []
  })

function describeProvider(catalogue: Catalogue, { provider, route, facts }: Row) {
  const reason = unavailableBecause(catalogue, provider, route)
  const parameters = parametersOf(provider, route, facts)
  return {
    api_provider_id: provider.id,
    api_provider_name: provider.label,
    provider_model_slug: route.model,
    is_active_gateway: reason === null,
    is_simulated: provider.mode === 'simulated',
    availability_status: reason === null ? 'active' : 'inactive',
    availability_reason: reason,
    provider_status: provider.status,
    provider_routing_status: provider.routingStatus,
    model_routing_status: route.routing_status,
    capability_status: route.capability_status,
    effective_from: null,
    effective_to: null,
    params: parameters,
    params_detail: {},
    input_modalities: facts?.inputs ?? ['text'],
    output_modalities: facts?.outputs ?? ['text'],
    supported_parameters: parameters,
  }
}

/** The providers alone, for who needs no more. */
export const describeProviders = (catalogue: Catalogue, model: Model): ProviderEntry[] =>
  rowsOf(catalogue, model).map((row) => describeProvider(catalogue, row))

export const endpointsOf = (model: Model): string[] => union(model.providers.map((p) => p.endpoints))

/** The first thing in the way, in the order routing would find it; from the gates on in routing's own words. */
function unavailableBecause(catalogue: Catalogue, provider: Provider, route: ModelRoute): string | null {
  if (route.endpoints.length === 0) return 'endpoint_missing'
  if (provider.adapter === null) return 'adapter_missing'
  if (!provider.enabled) return 'provider_disabled'
  if (!route.pricing) return 'pricing_missing'
  if (provider.mode === 'none') return 'credentials_missing'
  const context = { model: '', hints: noHints, channels: catalogue.channels, healthOf: () => unobserved }
  const { stages } = runStages(gateStages, [{ provider, route }], context)
  return stages.flatMap((stage) => stage.droppedProviders)[0]?.reason ?? null
}

/** By their names in a request (GATEWAY.md 2.2), aliases left out. */
const parameters: readonly string[] = [
  'frequency_penalty',
  'image_config',
  'include',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'modalities',
  'parallel_tool_calls',
  'presence_penalty',
  'previous_response_id',
  'prompt_cache_key',
  'reasoning',
  'response_format',
  'safety_identifier',
  'seed',
  'service_tier',
  'stop',
  'store',
  'stream',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
]
const toolParameters: readonly string[] = ['max_tool_calls', 'parallel_tool_calls', 'tool_choice', 'tools']

/** What the wire format carries, less what this model is known not to do. */
function parametersOf(provider: Provider, route: ModelRoute, facts: ModelFacts | null): string[] {
  const adapter = adapters.get(provider.adapter ?? '')
  if (!adapter) return []
  const { unsupported } = adapter.codecFor({ provider, model: route.model })
  return parameters.filter(
    (name) =>
      !unsupported.includes(name) &&
      !(facts?.reasoning === false && name === 'reasoning') &&
      !(facts?.tools === false && toolParameters.includes(name)),
  )
}

function organisationOf(catalogue: Catalogue, { id }: Model) {
  const organisation = id.slice(0, Math.max(id.indexOf('/'), 0)) || id
  const author = [...authors.values()].find((known) => known.id === organisation)
  const name = author?.name ?? catalogue.providers.get(organisation)?.label ?? organisation
  return { organisation_id: organisation, organisation_name: name, organisation_colour: null }
}

function sayModel(facts: ModelFacts | null, pricing: Pricing | undefined): string {
  return [
    facts?.contextLength ? `${facts.contextLength} tokens of context.` : '',
    facts?.maxOutputTokens ? `Up to ${facts.maxOutputTokens} tokens of output.` : '',
    pricing
      ? `$${pricing.input_per_mtok} in and $${pricing.output_per_mtok} out for a million tokens.`
      : 'No known price.',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ')
}

const union = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())]
