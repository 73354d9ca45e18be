// Step 1 of routing: which providers could serve this model on this endpoint at all (GATEWAY.md 3.1).
import type { CandidateDiagnostics } from '#shared/open-responses/diagnostics'
import type { Catalogue, Provider } from '../config/catalogue'
import type { ModelRoute } from '../config/schema'

export type Endpoint = 'responses' | 'responses.ws'

/** A provider that could serve the model: what it is and what it calls the model. */
export type Candidate = { readonly provider: Provider; readonly route: ModelRoute }

/** What routing has to know of the wire format that reaches a candidate: the codec's own words (`Codec`). */
export type WireFormat = {
  readonly unsupported: readonly string[]
  readonly toolTypes: readonly string[] | null
  readonly websocket: boolean
}

export type FormatOf = (candidate: Candidate) => WireFormat

export type CandidatePool = {
  readonly candidates: readonly Candidate[]
  readonly diagnostics: CandidateDiagnostics
}

export function findCandidates(
  catalogue: Catalogue,
  model: string,
  endpoint: Endpoint,
  formatOf: FormatOf,
): CandidatePool {
  const rows: Candidate[] = []
  for (const route of catalogue.models.get(model)?.providers ?? []) {
    const provider = catalogue.providers.get(route.provider)
    if (provider) rows.push({ provider, route })
  }
  const hasAdapter = (row: Candidate) =>
    row.provider.adapter !== null && (endpoint !== 'responses.ws' || formatOf(row).websocket)
  const supporting = rows.filter((row) => row.route.endpoints.includes(endpoint))
  const candidates = supporting.filter(hasAdapter)
  return {
    candidates,
    diagnostics: {
      totalProviders: rows.length,
      supportsEndpointCount: supporting.length,
      candidateCount: candidates.length,
      droppedUnsupportedEndpoint: rows.filter((row) => !supporting.includes(row)).map((row) => row.provider.id),
      droppedMissingAdapter: supporting
        .filter((row) => !candidates.includes(row))
        .map((row) => ({ providerId: row.provider.id, endpoint })),
    },
  }
}
