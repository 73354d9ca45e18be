// A request that was read and routed: everything the answer, whatever it is, will need.
import { foldAliases, type CanonicalRequest } from '#shared/open-responses/canonical'
import type { ResponsesRequest } from '#shared/open-responses/request'
import { route, type RoutingDecision } from '../routing/route'
import type { RoutingHints } from '../routing/stages'
import { expandCompaction } from './compaction'
import { readWishes, type DebugWishes } from './debug'
import type { Exchange } from './exchange'

export type Routed = {
  readonly request: ResponsesRequest
  readonly canonical: CanonicalRequest
  readonly decision: RoutingDecision
  readonly wishes: DebugWishes
  readonly routedMs: number
  /** What the gateway changed on its own, told in a header. */
  readonly notes: string[]
}

export function routeRequest(
  { engine, recording, request: incoming, turn }: Exchange,
  request: ResponsesRequest,
): Routed {
  const began = engine.clock.monotonic()
  const canonical = expandCompaction(foldAliases(request))
  const decision = route({
    catalogue: engine.catalogue,
    model: request.model,
    endpoint: 'responses',
    hints: hintsOf(request),
    seed: recording.id,
  })
  recording.record({ kind: 'routed', turn, diagnostics: decision.diagnostics })
  const wishes = readWishes(request, incoming.headers)
  return { request, canonical, decision, wishes, routedMs: engine.clock.monotonic() - began, notes: [] }
}

function hintsOf({ provider, routing }: ResponsesRequest): RoutingHints {
  const ids = (list: readonly string[] | undefined) => (list ?? []).map((id) => id.trim().toLowerCase())
  const merged = { ...provider, ...routing }
  return {
    order: ids(merged.order),
    only: ids(merged.only),
    ignore: ids(merged.ignore),
    includeAlpha: merged.include_alpha ?? merged.includeAlpha ?? false,
  }
}
