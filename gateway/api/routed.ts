// A request that was read and routed: everything the answer, whatever it is, will need.
import { foldAliases, type CanonicalRequest } from '#shared/open-responses/canonical'
import type { ResponsesRequest } from '#shared/open-responses/request'
import { basisOf } from '../basis'
import type { Profile } from '../config/schema'
import type { RequestFaults } from '../faults/fault-set'
import { recordBasis, type RoutingBasis } from '../routing/basis'
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
  const basis = basisOf(engine, { seed: recording.id, isOurs: caller.isOurs, faults })
  const { canonical, decision } = engine.target
    ? { canonical: canonicalOf(request), decision: routeToTarget(engine.target, request.model, 'responses') }
    : decideRequest(basis, request)
  const { diagnostics } = decision
  const rest = engine.target ? {} : { basis: recordBasis(basis, request.model, diagnostics.model) }
  recording.record({ kind: 'routed', turn, diagnostics, ...rest })
  const wishes = readWishes(request, exchange.request.headers)
  const routedMs = engine.clock.monotonic() - began
  return { request, canonical, decision, wishes, routedMs, faults, bearer: caller.bearer, notes: [] }
}

const canonicalOf = (request: ResponsesRequest): CanonicalRequest => expandCompaction(foldAliases(request))

/** The decision about a request over HTTP, whoever asks for it. */
export function decideRequest(basis: RoutingBasis, request: ResponsesRequest): Pick<Routed, 'canonical' | 'decision'> {
  const canonical = canonicalOf(request)
  const { model } = request
  const asked = { model, endpoint: 'responses', hints: readHints(request), needs: readNeeds(canonical) } as const
  return { canonical, decision: route({ ...basis, ...asked }) }
}

/** What routing refuses, in the documented order; null: somebody may be asked. */
export const refuseRouted = (
  profile: Profile,
  { decision, request }: Pick<Routed, 'decision' | 'request'>,
): Refusal | null =>
  refuseRoute(decision, request, profile) ?? (profile === 'documented' ? refuseDisabledTools(request) : null)
