// Step 1 of routing: which providers could serve this model on this endpoint at all (GATEWAY.md 3.1).
import type { CandidateDiagnostics, DroppedProvider, Enablement } from '#shared/open-responses/diagnostics'
import type { Catalogue, Provider } from '../config/catalogue'
import type { ModelRoute } from '../config/schema'

export type Endpoint = 'responses' | 'responses.ws'

/** A provider that could serve the model: what it is and what it calls the model. */
export type Candidate = { readonly provider: Provider; readonly route: ModelRoute }

export type CandidatePool = {
  readonly candidates: readonly Candidate[]
  readonly diagnostics: CandidateDiagnostics
}

export function findCandidates(catalogue: Catalogue, model: string, endpoint: Endpoint): CandidatePool {
  const rows: Candidate[] = []
  for (const route of catalogue.models.get(model)?.providers ?? []) {
    const provider = catalogue.providers.get(route.provider)
    if (provider) rows.push({ provider, route })
  }
  const supporting = rows.filter((row) => row.route.endpoints.includes(endpoint))
  const candidates = supporting.filter((row) => row.provider.adapter !== null)
  return {
    candidates,
    diagnostics: {
      totalProviders: rows.length,
      supportsEndpointCount: supporting.length,
      candidateCount: candidates.length,
      droppedUnsupportedEndpoint: rows.filter((row) => !supporting.includes(row)).map((row) => row.provider.id),
      droppedMissingAdapter: supporting
        .filter((row) => row.provider.adapter === null)
        .map((row) => ({ providerId: row.provider.id, endpoint })),
    },
  }
}

/** Enablement (GATEWAY.md 1.9): switched off, or known but without a price. */
export function enableCandidates(candidates: readonly Candidate[]): {
  readonly candidates: readonly Candidate[]
  readonly diagnostics: Enablement
} {
  const dropped: DroppedProvider[] = []
  const kept = candidates.filter(({ provider, route }) => {
    const reason = !provider.enabled ? 'capability_disabled' : route.pricing ? null : 'pricing_missing'
    if (reason) dropped.push({ providerId: provider.id, reason })
    return reason === null
  })
  return {
    candidates: kept,
    diagnostics: {
      capability: 'responses',
      providersBefore: candidates.map((c) => c.provider.id),
      providersAfter: kept.map((c) => c.provider.id),
      dropped,
    },
  }
}
