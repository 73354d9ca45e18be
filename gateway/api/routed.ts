// A request that was read and routed: everything the answer, whatever it is, will need.
import { foldAliases, type CanonicalRequest } from '#shared/open-responses/canonical'
import type { ResponsesRequest } from '#shared/open-responses/request'
import { formatOf, type Engine } from '../engine'
import type { RequestFaults } from '../faults/fault-set'
import { openBreakers } from '../faults/refusals'
import { withOpen } from '../routing/health'
import { readHints } from '../routing/hints'
import { readNeeds } from '../routing/needs'
import { route, type RoutingDecision } from '../routing/route'
import { routeToTarget } from '../routing/target'
import { expandCompaction } from './compaction'
import { readWishes, type DebugWishes } from './debug'
import type { Refusal } from './errors'
import type { Exchange } from './exchange'
import type { Caller } from './guard'
import { refuseDisabledTools, refuseRoute } from './unroutable'

export type Routed = {
  readonly request: ResponsesRequest
  readonly canonical: CanonicalRequest
  readonly decision: RoutingDecision
  readonly wishes: DebugWishes
  readonly routedMs: number
  readonly faults: RequestFaults
  /** The client's own credential, for providers that pass it through. */
  readonly bearer: string | null
  /** What the gateway changed on its own, told in a header. */
  readonly notes: string[]
}

export function routeRequest(
  exchange: Exchange,
  request: ResponsesRequest,
  caller: Caller,
  faults: RequestFaults,
): Routed {
  const { engine, recording, turn } = exchange
  const began = engine.clock.monotonic()
  const canonical = expandCompaction(foldAliases(request))
  const decision = engine.target
    ? routeToTarget(engine.target, request.model, 'responses')
    : route({
        catalogue: engine.catalogue,
        model: request.model,
        endpoint: 'responses',
        seed: recording.id,
        hints: readHints(request),
        needs: readNeeds(canonical),
        bearer: caller.isOurs ? 'gateway' : 'client',
        profile: engine.settings.profile,
        healthOf: withOpen(engine.health.snapshot(), openBreakers(faults)),
        formatOf: formatOf(engine),
      })
  recording.record({ kind: 'routed', turn, diagnostics: decision.diagnostics })
  const wishes = readWishes(request, exchange.request.headers)
  const routedMs = engine.clock.monotonic() - began
  return { request, canonical, decision, wishes, routedMs, faults, bearer: caller.bearer, notes: [] }
}

/** What routing refuses, in the documented order; null: somebody may be asked. */
export const refuseRouted = ({ profile }: Engine['settings'], { decision, request }: Routed): Refusal | null =>
  refuseRoute(decision, request, profile) ?? (profile === 'documented' ? refuseDisabledTools(request) : null)
