// A decision in the words of the wire (GATEWAY.md 3.4): who was considered, who was ranked how, and under which switches.
import type { ConsideredProvider, RankedProvider, RoutingFacts } from '#shared/open-responses/diagnostics'
import type { Candidate } from './candidates'
import { routingModes, type Priority, type RoutingHints } from './hints'
import type { Scored } from './score'
import { isAlphaOpen, type StageContext } from './stages'

export type FactsInput = {
  readonly requestedModel: string
  readonly priority: Priority
  readonly context: StageContext
  readonly hints: RoutingHints
  readonly considered: readonly Candidate[]
  readonly ranked: readonly Scored[]
}

export function describeFacts(input: FactsInput): Omit<RoutingFacts, 'parameterSupport'> {
  const { requestedModel, priority, context, hints, considered, ranked } = input
  const { channels, model } = context
  return {
    requestedModel,
    priority,
    routingMode: routingModes[priority],
    strictPriority: priority !== 'default',
    testingMode: channels.testing,
    includeAlpha: channels.testing || isAlphaOpen(context),
    includeAlphaHint: hints.includeAlpha,
    betaChannelEnabled: channels.beta,
    alphaChannelEnabled: channels.alpha,
    requestedRouting: {
      requestedMode: hints.priority && routingModes[hints.priority],
      allowFallbacks: hints.allowFallbacks,
      requireParameters: hints.requireParameters,
    },
    stickyRouting: notSticky,
    consideredProviders: considered.map((candidate) => describeConsidered(candidate, model)),
    rankedProviders: ranked.map((scored) => describeRanked(scored, model)),
    finalCandidateCount: ranked.length,
  }
}

/** This gateway has no provider to stick to: nothing of a session outlives its requests. */
const notSticky: RoutingFacts['stickyRouting'] = {
  enabled: false,
  contextResolved: false,
  contextSource: null,
  hintedProvider: null,
  cachedReadTokens: 0,
  applied: false,
}

const describeConsidered = ({ provider, route }: Candidate, apiModelId: string): ConsideredProvider => ({
  providerId: provider.id,
  apiModelId,
  providerModelSlug: route.model,
  providerStatus: provider.status,
  providerRoutingStatus: provider.routingStatus,
  modelRoutingStatus: route.routing_status,
  capabilityStatus: route.capability_status,
  baseWeight: route.weight,
})

const describeRanked = ({ candidate, health, score, factors }: Scored, apiModelId: string): RankedProvider => ({
  providerId: candidate.provider.id,
  apiModelId,
  providerModelSlug: candidate.route.model,
  score,
  breaker: health.breaker,
  breakerUntilMs: health.untilMs,
  scoreFactors: factors,
})
