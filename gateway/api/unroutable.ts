// The answer when routing found nobody to ask (GATEWAY.md 1.10 and 2.1): which check failed first, and what it knew.
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { DeadEnd, RoutingDecision } from '../routing/route'
import type { Refusal } from './errors'
import { checkParameters, refuseDetails } from './validate'

const unsupported =
  'Unsupported model or endpoint. Please check https://ai-stats.phaseo.app/models for your model id, or the API Reference at https://docs.ai-stats.phaseo.app/v1/api-reference for valid endpoints.'

/** In the documented order: candidates, the request's own filter, unknown parameters, enablement. */
export function refuseRoute(decision: RoutingDecision, request: ResponsesRequest): Refusal | null {
  const { deadEnd, diagnostics } = decision
  if (deadEnd === 'no_candidates') return refuseModel(decision, deadEnd)
  if (deadEnd === 'filtered_out') {
    const message = 'Workspace and request provider filters resulted in no available providers'
    const detail = { message, path: ['provider'], keyword: 'no_providers_after_workspace_policy_filter', params: {} }
    const routing_diagnostics = { filterStages: diagnostics.filterStages }
    return refuseDetails([detail], { reason: 'request_provider_filter_no_match', routing_diagnostics })
  }
  return checkParameters(request) ?? (deadEnd === null ? null : refuseModel(decision, deadEnd))
}

function refuseModel({ diagnostics }: RoutingDecision, deadEnd: DeadEnd): Refusal {
  const { candidates, enablement, filterStages } = diagnostics
  const unpriced = enablement.dropped.filter((d) => d.reason === 'pricing_missing').map((d) => d.providerId)
  const reason =
    candidates.totalProviders === 0
      ? 'model_not_found_or_inactive'
      : candidates.supportsEndpointCount === 0
        ? 'unsupported_endpoint_for_model'
        : deadEnd === 'no_candidates'
          ? 'provider_candidates_unavailable'
          : unpriced.length === enablement.dropped.length
            ? 'pricing_not_configured'
            : 'no_enabled_providers'
  return {
    code: 'unsupported_model_or_endpoint',
    description: unsupported,
    extra: {
      reason,
      provider_candidate_diagnostics: candidates,
      provider_enablement: enablement,
      ...(unpriced.length > 0 ? { missing_pricing_providers: unpriced.slice(0, 16) } : {}),
      routing_diagnostics: { filterStages },
    },
  }
}
