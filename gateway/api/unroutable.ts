// The answer when routing found nobody to ask (GATEWAY.md 1.10 and 2.1): which check failed first, and what it knew.
import type { Profile } from '../config/schema'
import { describeRouting } from '#shared/open-responses/diagnostics'
import type { ErrorDetail } from '#shared/open-responses/envelope'
import type { ResponsesRequest } from '#shared/open-responses/request'
import { isFields } from '#shared/open-responses/canonical'
import type { DeadEnd, RoutingDecision } from '../routing/route'
import { disabledTools } from '../routing/support'
import type { Refusal } from './errors'
import { checkParameters, refuseDetails } from './validate'

const unsupported =
  'Unsupported model or endpoint. Please check https://ai-stats.phaseo.app/models for your model id, or the API Reference at https://docs.ai-stats.phaseo.app/v1/api-reference for valid endpoints.'

/** In the documented order: candidates, the request's own filter, parameters (unknown, unsupported), enablement. */
export function refuseRoute(decision: RoutingDecision, request: ResponsesRequest, profile: Profile): Refusal | null {
  const { deadEnd } = decision
  if (deadEnd && beforeParameters.has(deadEnd.kind)) return refuseDeadEnd(decision, deadEnd)
  const unknown = checkParameters(request, profile)
  if (unknown) return { ...unknown, extra: { ...unknown.extra, ...routingOf(decision) } }
  return deadEnd && refuseDeadEnd(decision, deadEnd)
}

/**
 * Web search is switched off in the documented service (GATEWAY.md 2.7), and not in the other profile. Checked after the
 * route: an unknown model is told first.
 */
export function refuseDisabledTools({ tool_choice, tools }: ResponsesRequest): Refusal | null {
  const choice: unknown = tool_choice
  const chosen = isFields(choice)
    ? [choice['type'], choice['name'], isFields(choice['function']) ? choice['function']['name'] : undefined]
    : [choice]
  const named = [...chosen, ...(tools ?? []).map((tool) => tool['type'])]
  const type = named.find((name): name is string => typeof name === 'string' && disabledTools.has(name))
  if (type === undefined) return null
  return { code: 'invalid_request', description: `Tool type "${type}" is temporarily disabled.` }
}

const beforeParameters: ReadonlySet<DeadEnd['kind']> = new Set([
  'no_candidates',
  'unbacked_filters',
  'pin_conflict',
  'filtered_out',
])

const routingOf = ({ diagnostics }: RoutingDecision) => ({ routing_diagnostics: describeRouting(diagnostics) })

function refuseDeadEnd(decision: RoutingDecision, deadEnd: DeadEnd): Refusal {
  switch (deadEnd.kind) {
    case 'no_candidates':
    case 'not_enabled':
      return refuseModel(decision, deadEnd.kind)
    case 'filtered_out':
      return refuseFiltered(decision)
    default:
      return refuseDetails(detailsOf(deadEnd), routingOf(decision))
  }
}

type DetailedDeadEnd = Exclude<DeadEnd, { readonly kind: 'no_candidates' | 'not_enabled' | 'filtered_out' }>

function detailsOf(deadEnd: DetailedDeadEnd): ErrorDetail[] {
  switch (deadEnd.kind) {
    case 'unbacked_filters':
      return deadEnd.filters.map((filter) => ({
        message: `Routing by ${filter} is not yet backed by provider metadata in Phaseo Gateway.`,
        path: ['provider', filter],
        keyword: 'unsupported_routing_filter',
        params: {},
      }))
    case 'pin_conflict': {
      const message = `The model's name pins the provider "${deadEnd.pin}", which provider.only does not list`
      const params = { provider: deadEnd.pin }
      return [{ message, path: ['model'], keyword: 'provider_qualified_model_conflict', params }]
    }
    case 'unsupported_parameters':
      return deadEnd.parameters.map((param) => ({
        message: `Parameter "${param}" is not supported by any provider of this model`,
        path: param.split('.'),
        keyword: 'unsupported_param',
        params: { param },
      }))
    case 'parameters_required': {
      const parameters = deadEnd.parameters.join(', ')
      const message = `provider.require_parameters is set, and no provider supports all of: ${parameters}`
      const params = { parameters: deadEnd.parameters }
      const path = ['provider', 'require_parameters']
      return [{ message, path, keyword: 'require_parameters_unsatisfied', params }]
    }
    case 'max_tokens_exceeded': {
      const message = `No provider of this model gives more than ${deadEnd.limit} output tokens`
      return [{ message, path: ['max_tokens'], keyword: 'max_tokens_exceeded', params: { limit: deadEnd.limit } }]
    }
  }
}

/** There is no workspace here, but its object is where readers look for the request's own filter (GATEWAY.md 2.9). */
function refuseFiltered({ diagnostics, hints }: RoutingDecision): Refusal {
  const workspacePolicy = {
    resolvedModel: diagnostics.model,
    allowedApiModels: [],
    providerAllowlist: [],
    providerBlocklist: [],
    requestProviderOnly: hints.only,
    requestProviderIgnore: hints.ignore,
    activeGuardrailIds: [],
    beforeCount: diagnostics.candidates.candidateCount,
    afterCount: 0,
  }
  const message = 'Workspace and request provider filters resulted in no available providers'
  const keyword = 'no_providers_after_workspace_policy_filter'
  return refuseDetails([{ message, path: ['provider'], keyword, params: workspacePolicy }], {
    reason: 'request_provider_filter_no_match',
    routing_diagnostics: { ...describeRouting(diagnostics), workspacePolicy },
  })
}

type Unserved = keyof typeof unserved

const unserved = {
  model_not_found_or_inactive: 'is not in the catalogue of this gateway',
  unsupported_endpoint_for_model: 'is not served on this endpoint by any provider',
  provider_candidates_unavailable: 'has no provider with an adapter',
  pricing_not_configured: 'has no provider with a price',
  service_tier_not_supported: 'has no provider with this service tier',
  no_enabled_providers: 'has no provider that is switched on',
} as const

/** The description is the documents' own and names nothing. */
const sayUnserved = (model: string, reason: Unserved): string =>
  `The model "${model.length > 120 ? `${model.slice(0, 120)}…` : model}" ${unserved[reason]}.`

function refuseModel(decision: RoutingDecision, kind: 'no_candidates' | 'not_enabled'): Refusal {
  const { candidates, enablement } = decision.diagnostics
  const unpriced = enablement.dropped.filter((d) => d.reason === 'pricing_missing').map((d) => d.providerId)
  const allDroppedFor = (reason: string) => enablement.dropped.every((d) => d.reason === reason)
  const reason: Unserved =
    candidates.totalProviders === 0
      ? 'model_not_found_or_inactive'
      : candidates.supportsEndpointCount === 0
        ? 'unsupported_endpoint_for_model'
        : kind === 'no_candidates'
          ? 'provider_candidates_unavailable'
          : allDroppedFor('pricing_missing')
            ? 'pricing_not_configured'
            : allDroppedFor('service_tier_unsupported')
              ? 'service_tier_not_supported'
              : 'no_enabled_providers'
  return {
    code: 'unsupported_model_or_endpoint',
    description: unsupported,
    message: sayUnserved(decision.diagnostics.model, reason),
    extra: {
      reason,
      provider_candidate_diagnostics: candidates,
      provider_enablement: enablement,
      ...(unpriced.length > 0 ? { missing_pricing_providers: unpriced.slice(0, 16) } : {}),
      ...routingOf(decision),
    },
  }
}
