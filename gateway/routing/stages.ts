// The filter stages, in the order of GATEWAY.md 3.3. A stage is a row of this table: its name, when it applies, and why it
// drops a candidate.
import type { DroppedProvider, FilterStage } from '#shared/open-responses/diagnostics'
import type { Catalogue } from '../config/catalogue'
import type { Candidate } from './candidates'
import type { HealthOf } from './health'
import { isListed, type RoutingHints } from './hints'
import { closedStatuses, type ClosedStatus, type DropReason } from './reasons'

export type StageContext = {
  /** The model's id in the catalogue. */
  readonly model: string
  readonly hints: Pick<RoutingHints, 'only' | 'ignore' | 'includeAlpha'>
  readonly channels: Catalogue['channels']
  readonly healthOf: HealthOf
}

export type Stage = {
  readonly stage: string
  readonly applies?: (context: StageContext, candidates: readonly Candidate[]) => boolean
  /** Why this candidate is dropped; null keeps it. */
  readonly reason: (candidate: Candidate, context: StageContext) => DropReason | null
}

export const hintStages: readonly Stage[] = [
  {
    stage: 'hints.only',
    applies: ({ hints }) => hints.only.length > 0,
    reason: ({ provider }, { hints }) => (isListed(hints.only, provider.id) ? null : 'not_in_provider.only'),
  },
  {
    stage: 'hints.ignore',
    applies: ({ hints }) => hints.ignore.length > 0,
    reason: ({ provider }, { hints }) => (isListed(hints.ignore, provider.id) ? 'listed_in_provider.ignore' : null),
  },
]

export const gateStages: readonly Stage[] = [
  { stage: 'status_gate', reason: ({ provider }, context) => rolloutReason(provider.status, context) },
  {
    stage: 'provider_routing_status_gate',
    reason: ({ provider }) => (isOff(provider.routingStatus) ? 'provider_routing_status_disabled' : null),
  },
  {
    stage: 'model_routing_status_gate',
    reason: ({ route }) => (isOff(route.routing_status) ? 'model_routing_status_disabled' : null),
  },
  {
    stage: 'capability_status_gate',
    reason: ({ route }, { channels }) => capabilityReason(route.capability_status, channels.testing),
  },
  {
    stage: 'health_breaker',
    applies: (context, candidates) => candidates.some((candidate) => breakerReason(candidate, context) !== null),
    reason: breakerReason,
  },
]

export const passesGates = (candidate: Candidate, context: StageContext): boolean =>
  gateStages.every((stage) => stage.reason(candidate, context) === null)

export function runStages(
  stages: readonly Stage[],
  candidates: readonly Candidate[],
  context: StageContext,
): { readonly candidates: readonly Candidate[]; readonly stages: readonly FilterStage[] } {
  const entries: FilterStage[] = []
  let left = candidates
  for (const stage of stages) {
    if (stage.applies && !stage.applies(context, left)) continue
    const droppedProviders: DroppedProvider[] = []
    const kept = left.filter((candidate) => {
      const reason = stage.reason(candidate, context)
      if (reason !== null) droppedProviders.push(drop(candidate, context.model, reason))
      return reason === null
    })
    entries.push({ stage: stage.stage, beforeCount: left.length, afterCount: kept.length, droppedProviders })
    left = kept
  }
  return { candidates: left, stages: entries }
}

const drop = ({ provider, route }: Candidate, apiModelId: string, reason: string): DroppedProvider => ({
  providerId: provider.id,
  reason,
  apiModelId,
  providerModelSlug: route.model,
})

const isOff = (status: string): boolean => status === 'disabled'

const isClosed = (status: string): status is ClosedStatus => (closedStatuses as readonly string[]).includes(status)

/** Alpha is open to who asks for it, and to a workspace with both channels. */
export const isAlphaOpen = ({ hints, channels }: Pick<StageContext, 'hints' | 'channels'>): boolean =>
  hints.includeAlpha || (channels.beta && channels.alpha)

function rolloutReason(status: string, context: StageContext): DropReason | null {
  if (status === 'active' || context.channels.testing) return null
  if (status === 'beta') return context.channels.beta ? null : 'beta_requires_team_beta_channel'
  if (status === 'alpha') return isAlphaOpen(context) ? null : 'alpha_requires_beta_and_alpha_channels'
  return isClosed(status) ? `provider_status_${status}` : 'provider_status_not_ready'
}

function capabilityReason(status: string, testing: boolean): DropReason | null {
  if (status === 'disabled') return 'capability_status_disabled'
  if (status === 'coming_soon') return 'capability_status_coming_soon'
  if (status === 'internal_testing' && !testing) return 'capability_status_internal_testing_requires_testing_mode'
  return null
}

function breakerReason(candidate: Candidate, { healthOf }: StageContext): DropReason | null {
  return healthOf(candidate).breaker === 'open' ? 'breaker_open' : null
}
