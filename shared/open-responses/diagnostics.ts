// Routing diagnostics of the API's error envelope (GATEWAY.md 1.9, 2.10 and 3.4): the names are wire names. Stage and
// reason strings are an open vocabulary: a reader must cope with ones it does not know.

export type DroppedProvider = {
  readonly providerId: string
  readonly reason: string
  /** The model asked for and the provider's own name for it: what tells two entries of one provider apart. */
  readonly apiModelId?: string
  readonly providerModelSlug?: string
}

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

/** Who supports what was asked for. Without metadata a parameter is unknown, which is not unsupported. */
export type ParameterSupport = {
  readonly requestedParams: readonly string[]
  readonly providerCountBefore: number
  readonly providerCountAfter: number
  readonly perParamSupport: readonly {
    readonly param: string
    readonly supportedProviders: readonly string[]
    readonly unsupportedProviders: readonly string[]
    readonly unknownProviders: readonly string[]
  }[]
  readonly droppedProviders: readonly { readonly providerId: string; readonly unsupportedParams: readonly string[] }[]
  readonly filteringStages: readonly FilterStage[]
}

export type ConsideredProvider = {
  readonly providerId: string
  readonly apiModelId: string
  readonly providerModelSlug: string
  readonly providerStatus: string
  readonly providerRoutingStatus: string
  readonly modelRoutingStatus: string
  readonly capabilityStatus: string
  readonly baseWeight: number
}

/** Scores are relative to the best of the pool, 1 = the best; null = nothing observed yet, which counts as the best. */
export type ScoreFactors = {
  readonly successRate: number | null
  readonly latencyScore: number | null
  readonly tailLatencyScore: number | null
  readonly throughputScore: number | null
  readonly priceScore: number | null
  readonly reliabilityObservations: number
  readonly baseWeight: number
  readonly rolloutMultiplier: number
  readonly routingMultiplier: number
}

export type RankedProvider = {
  readonly providerId: string
  readonly apiModelId: string
  readonly providerModelSlug: string
  readonly score: number
  readonly breaker: 'closed' | 'open' | 'half_open'
  readonly breakerUntilMs: number | null
  readonly scoreFactors: ScoreFactors
}

/** The parts of a decision that sessions recorded by the first version do not have. */
export type RoutingFacts = {
  /** What the client wrote; `model` is what it was taken for. */
  readonly requestedModel: string
  readonly priority: 'default' | 'fast' | 'nitro' | 'cheap'
  readonly routingMode: 'balanced' | 'latency' | 'throughput' | 'price'
  readonly strictPriority: boolean
  readonly testingMode: boolean
  readonly includeAlpha: boolean
  readonly includeAlphaHint: boolean
  readonly betaChannelEnabled: boolean
  readonly alphaChannelEnabled: boolean
  readonly requestedRouting: {
    readonly requestedMode: string | null
    readonly allowFallbacks: boolean
    readonly requireParameters: boolean
  }
  readonly stickyRouting: {
    readonly enabled: boolean
    readonly contextResolved: boolean
    readonly contextSource: string | null
    readonly hintedProvider: string | null
    readonly cachedReadTokens: number
    readonly applied: boolean
  }
  readonly parameterSupport: ParameterSupport
  readonly consideredProviders: readonly ConsideredProvider[]
  /** In the order they are attempted; without fallbacks only the first is. */
  readonly rankedProviders: readonly RankedProvider[]
  readonly finalCandidateCount: number
}

/** One routing decision as recorded. `order` is the plan: provider ids in the order they are attempted. */
export type RoutingDiagnostics = {
  readonly model: string
  readonly endpoint: string
  readonly candidates: CandidateDiagnostics
  readonly enablement: Enablement
  readonly filterStages: readonly FilterStage[]
  readonly order: readonly string[]
} & Partial<RoutingFacts>

/** `routing_diagnostics` of a body: candidates and enablement have fields of their own in the envelope. */
export type RoutingReport = Omit<RoutingDiagnostics, 'candidates' | 'enablement' | 'order'>

export function describeRouting(diagnostics: RoutingDiagnostics): RoutingReport {
  const { candidates: _candidates, enablement: _enablement, order: _order, ...report } = diagnostics
  return report
}
