// The routing decision as one pure value: model → candidates → hints → enablement → parameter support → gates → order, with
// what each step dropped (GATEWAY.md 3).
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { Catalogue } from '../config/catalogue'
import { findCandidates, type Candidate, type CandidatePool, type Endpoint, type FormatOf } from './candidates'
import { describeFacts } from './describe'
import { enableCandidates, type BearerKind } from './enablement'
import { unobserved, type HealthOf } from './health'
import type { Profile } from '../config/schema'
import { noHints, type RoutingHints } from './hints'
import { resolveModel, type ResolvedModel } from './model'
import { noNeeds, type RequestNeeds } from './needs'
import { orderCandidates } from './order'
import { scoreCandidates } from './score'
import { gateStages, hintStages, runStages, type StageContext } from './stages'
import { filterBySupport, type SupportDeadEnd } from './support'

export { noHints } from './hints'

export type RouteInput = {
  readonly catalogue: Catalogue
  /** As the client wrote it. */
  readonly model: string
  readonly endpoint: Endpoint
  /** Seeds every draw; the gateway passes the generation id. */
  readonly seed: string
  readonly hints?: Partial<RoutingHints>
  readonly needs?: RequestNeeds
  readonly bearer?: BearerKind
  readonly profile?: Profile
  /** Default: the catalogue's. */
  readonly channels?: Catalogue['channels']
  /** Default: nobody was seen yet. */
  readonly healthOf?: HealthOf
  /** Default: every wire format carries everything. */
  readonly formatOf?: FormatOf
}

/** Why nothing can be attempted, in the order GATEWAY.md 2.1 checks it. */
export type DeadEnd =
  | { readonly kind: 'no_candidates' }
  /** Filters that nothing is known to apply to. */
  | { readonly kind: 'unbacked_filters'; readonly filters: readonly string[] }
  /** The model's name pins one provider, `only` names others. */
  | { readonly kind: 'pin_conflict'; readonly pin: string }
  /** The request's own `only` and `ignore` left nobody. */
  | { readonly kind: 'filtered_out' }
  | SupportDeadEnd
  | { readonly kind: 'not_enabled' }

export type RoutingDecision = {
  /** Empty without a dead end: the gates dropped everyone. */
  readonly plan: readonly Candidate[]
  readonly deadEnd: DeadEnd | null
  readonly hints: RoutingHints
  readonly diagnostics: RoutingDiagnostics
}

const anyFormat: FormatOf = () => ({ unsupported: [], toolTypes: null, websocket: true })

export function route(input: RouteInput): RoutingDecision {
  const { catalogue, endpoint, needs = noNeeds, formatOf = anyFormat } = input
  const given: RoutingHints = { ...noHints, ...input.hints }
  const isThirdParty = input.profile === 'open-responses'
  const model = resolveModel(catalogue, input.model, isThirdParty)
  const hints = model.pin === null ? given : { ...given, only: [model.pin] }
  const context: StageContext = {
    model: model.id,
    hints,
    channels: input.channels ?? catalogue.channels,
    healthOf: input.healthOf ?? (() => unobserved),
  }
  const supportInput = {
    needs,
    formatOf,
    dropsUnknownTools: isThirdParty,
    requireParameters: hints.requireParameters,
  }
  const pool = findCandidates(catalogue, model.id, endpoint, formatOf)
  const hinted = runStages(hintStages, pool.candidates, context)
  const enabled = enableCandidates(hinted.candidates, needs, input.bearer ?? 'gateway')
  const support = filterBySupport(enabled.candidates, supportInput, context)
  const deadEnd =
    findHintedDeadEnd(pool, hinted.candidates, given, model) ??
    // Parameters are checked before enablement: a request nobody could serve is not to wait for a price.
    (enabled.candidates.length > 0 ? support : filterBySupport(hinted.candidates, supportInput, context)).deadEnd ??
    (enabled.candidates.length === 0 ? { kind: 'not_enabled' as const } : null)

  const gated = runStages(gateStages, support.candidates, context)
  const priority = hints.priority ?? model.priority
  const scored = scoreCandidates(gated.candidates, context.healthOf)
  const ranked = orderCandidates(scored, { order: hints.order, priority, seed: `${input.seed} ${model.id}` })
  const ordered = ranked.map(({ candidate }) => candidate)
  const plan = deadEnd ? [] : hints.allowFallbacks ? ordered : ordered.slice(0, 1)
  return {
    plan,
    deadEnd,
    hints,
    diagnostics: {
      model: model.id,
      endpoint,
      ...describeFacts({ requestedModel: input.model, priority, context, hints, considered: pool.candidates, ranked }),
      candidates: pool.diagnostics,
      enablement: enabled.diagnostics,
      parameterSupport: support.diagnostics,
      filterStages: [...hinted.stages, ...gated.stages],
      order: plan.map((c) => c.provider.id),
    },
  }
}

function findHintedDeadEnd(
  pool: CandidatePool,
  hinted: readonly Candidate[],
  given: RoutingHints,
  { pin }: ResolvedModel,
): DeadEnd | null {
  if (pool.candidates.length === 0) return { kind: 'no_candidates' }
  if (given.unbackedFilters.length > 0) return { kind: 'unbacked_filters', filters: given.unbackedFilters }
  if (pin !== null && given.only.length > 0 && !given.only.includes(pin)) return { kind: 'pin_conflict', pin }
  return hinted.length === 0 ? { kind: 'filtered_out' } : null
}
