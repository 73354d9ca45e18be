// The routing decision as one pure value: candidates → hints → enablement → gates → order, with what each step dropped.
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { Catalogue } from '../config/catalogue'
import { enableCandidates, findCandidates, type Candidate, type Endpoint } from './candidates'
import { orderCandidates } from './order'
import { gateStages, hintStages, runStages, type RoutingHints } from './stages'

export type RouteInput = {
  readonly catalogue: Catalogue
  readonly model: string
  readonly endpoint: Endpoint
  readonly hints: RoutingHints
  /** Seeds the weighted draw; the gateway passes the generation id. */
  readonly seed: string
}

/**
 * Why nothing can be attempted, in the order GATEWAY.md 2.1 checks it: the model has no candidate (`no_candidates`), the
 * request's own `only`/`ignore` left none (`filtered_out`), none is enabled (`not_enabled`).
 * An empty `plan` without a dead end means the gates dropped everyone.
 */
export type DeadEnd = 'no_candidates' | 'filtered_out' | 'not_enabled'

export type RoutingDecision = {
  readonly plan: readonly Candidate[]
  readonly deadEnd: DeadEnd | null
  readonly diagnostics: RoutingDiagnostics
}

export const noHints: RoutingHints = { order: [], only: [], ignore: [], includeAlpha: false }

export function route({ catalogue, model, endpoint, hints, seed }: RouteInput): RoutingDecision {
  const context = { hints, channels: catalogue.channels }
  const pool = findCandidates(catalogue, model, endpoint)
  const hinted = runStages(hintStages, pool.candidates, context)
  const enabled = enableCandidates(hinted.candidates)
  const gated = runStages(gateStages, enabled.candidates, context)
  const plan = orderCandidates(gated.candidates, hints.order, `${seed} ${model}`)
  return {
    plan,
    deadEnd:
      pool.candidates.length === 0
        ? 'no_candidates'
        : hinted.candidates.length === 0
          ? 'filtered_out'
          : enabled.candidates.length === 0
            ? 'not_enabled'
            : null,
    diagnostics: {
      model,
      endpoint,
      candidates: pool.diagnostics,
      enablement: enabled.diagnostics,
      filterStages: [...hinted.stages, ...gated.stages],
      order: plan.map((c) => c.provider.id),
    },
  }
}
