// A request that was sent to one place: nothing is chosen, nothing is filtered, and what it says of routing is for that place
// to read. Its price is not known here, so none is told.
import type { Provider } from '../config/catalogue'
import type { Candidate, Endpoint } from './candidates'
import { noHints } from './hints'
import type { RoutingDecision } from './route'

export function routeToTarget(provider: Provider, model: string, endpoint: Endpoint): RoutingDecision {
  const { id } = provider
  const candidate: Candidate = {
    provider,
    route: {
      provider: id,
      model,
      endpoints: ['responses', 'responses.ws'],
      weight: 1,
      routing_status: 'active',
      capability_status: 'active',
    },
  }
  return {
    plan: [candidate],
    deadEnd: null,
    hints: noHints,
    diagnostics: {
      model,
      endpoint,
      candidates: {
        totalProviders: 1,
        supportsEndpointCount: 1,
        candidateCount: 1,
        droppedUnsupportedEndpoint: [],
        droppedMissingAdapter: [],
      },
      enablement: { capability: 'responses', providersBefore: [id], providersAfter: [id], dropped: [] },
      filterStages: [],
      order: [id],
    },
  }
}
