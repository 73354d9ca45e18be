// Where a routing decision that left nobody ended: the stage after which no provider was there, and the reason it gave for the
// first of them (GATEWAY.md 3.3 and 3.4).
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'

export type DeadEndOf = { readonly stage: string; readonly reason: string | null }

/** null: somebody could be asked. */
export function deadEndOf({ candidates, enablement, filterStages, order }: RoutingDiagnostics): DeadEndOf | null {
  if (order.length > 0) return null
  if (candidates.totalProviders === 0) return { stage: 'model', reason: null }
  if (candidates.supportsEndpointCount === 0) return { stage: 'endpoint', reason: 'endpoint_unsupported' }
  if (candidates.candidateCount === 0) return { stage: 'adapter', reason: 'adapter_missing' }
  if (enablement.providersAfter.length === 0)
    return { stage: 'enablement', reason: enablement.dropped[0]?.reason ?? null }
  const stage = filterStages.find((one) => one.afterCount === 0)
  return stage ? { stage: stage.stage, reason: stage.droppedProviders[0]?.reason ?? null } : null
}
