// Routing diagnostics of the API's error envelope: the names are wire names. Stage and reason strings are an open
// vocabulary: a reader must cope with ones it does not know.

export type DroppedProvider = { readonly providerId: string; readonly reason: string }

export type FilterStage = {
  readonly stage: string
  readonly beforeCount: number
  readonly afterCount: number
  readonly droppedProviders: readonly DroppedProvider[]
}

export type CandidateDiagnostics = {
  readonly totalProviders: number
  readonly supportsEndpointCount: number
  readonly candidateCount: number
  readonly droppedUnsupportedEndpoint: readonly string[]
  readonly droppedMissingAdapter: readonly { readonly providerId: string; readonly endpoint: string }[]
}

export type Enablement = {
  readonly capability: string
  readonly providersBefore: readonly string[]
  readonly providersAfter: readonly string[]
  readonly dropped: readonly DroppedProvider[]
}

/** How the parameters of a request narrowed the candidates (GATEWAY.md 2.10). */
export type ParameterDiagnostics = {
  readonly requestedParams: readonly string[]
  readonly providerCountBefore: number
  readonly providerCountAfter: number
  readonly droppedProviders: readonly { readonly providerId: string; readonly unsupportedParams: readonly string[] }[]
}

/** One routing decision as recorded. `order` is the plan: provider ids in the order they are attempted. */
export type RoutingDiagnostics = {
  readonly model: string
  readonly endpoint: string
  readonly candidates: CandidateDiagnostics
  readonly enablement: Enablement
  readonly filterStages: readonly FilterStage[]
  readonly order: readonly string[]
  readonly parameters?: ParameterDiagnostics
}
