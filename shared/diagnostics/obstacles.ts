// Everything that keeps one provider out. A decision records the first obstacle of each; the later gates are found by looking
// at its statuses, so that nobody mends one thing only to meet the next.
import type { Considered, Routing, Switches } from '#shared/diagnostics/explanation'
import { hasReasonWords, sayReason } from '#shared/diagnostics/words'

export type Obstacle = {
  readonly stage: string
  readonly reason: string
  readonly words: string
  /** True when the provider never came so far. */
  readonly isLater: boolean
  readonly model: string | null
}

const plain = (id: string): string => id.trim().toLowerCase()
export const isSameProvider = (a: string, b: string): boolean => plain(a) === plain(b)

export function obstaclesOf(routing: Routing, missingPricing: readonly string[], provider: string): Obstacle[] {
  const stages = routing.stages.flatMap(({ stage, dropped, before, after }) =>
    dropped
      // A stage may name whom it only moved back.
      .filter((drop) => isSameProvider(drop.provider, provider) && !(before !== null && before === after))
      .map(({ reason, words, model }) => ({ stage, reason, words, model, isLater: false })),
  )
  const recorded = stages.slice(0, 1)
  const isUnpriced = missingPricing.some((id) => isSameProvider(id, provider))
  if (isUnpriced && !recorded.some(({ reason }) => reason === 'pricing_missing')) {
    recorded.push({ ...obstacle('enablement', 'pricing_missing'), isLater: recorded.length > 0 })
  }
  const isCandidate = recorded.length === 0
  if (isCandidate) return []
  const row = routing.considered.find((one) => isSameProvider(one.provider, provider))
  const stage = recorded[0]?.stage ?? ''
  const later = row ? shutGates(row, routing.switches).filter((gate) => isBehind(gate.stage, stage)) : []
  return [...recorded, ...later]
}

const obstacle = (stage: string, reason: string): Obstacle => ({
  stage,
  reason,
  words: sayReason(reason),
  isLater: true,
  model: null,
})

const gates = ['status_gate', 'provider_routing_status_gate', 'model_routing_status_gate', 'capability_status_gate']

/** A stage that is no gate we know came before them. */
const isBehind = (gate: string, stage: string): boolean =>
  stage !== 'health_breaker' && gates.indexOf(gate) > gates.indexOf(stage)

/** The rules of GATEWAY.md 3.3, for gates a provider did not come to. */
function shutGates(row: Considered, { beta, alpha, includeAlpha, testing }: Switches): Obstacle[] {
  // Testing mode passes the status gate whatever it says.
  const status = testing === true ? 'active' : (row.providerStatus ?? 'active')
  const found: Obstacle[] = []
  if (status === 'beta') {
    if (beta === false) found.push(obstacle('status_gate', 'beta_requires_team_beta_channel'))
  } else if (status === 'alpha') {
    const isShut = includeAlpha === false && !(beta === true && alpha === true)
    if (isShut) found.push(obstacle('status_gate', 'alpha_requires_beta_and_alpha_channels'))
  } else if (status !== 'active') {
    const reason = `provider_status_${status}`
    found.push(obstacle('status_gate', hasReasonWords(reason) ? reason : 'provider_status_not_ready'))
  }
  if (row.providerRouting === 'disabled')
    found.push(obstacle('provider_routing_status_gate', 'provider_routing_status_disabled'))
  if (row.modelRouting === 'disabled')
    found.push(obstacle('model_routing_status_gate', 'model_routing_status_disabled'))
  const capability = row.capability ?? 'active'
  if (capability === 'internal_testing') {
    if (testing === false)
      found.push(obstacle('capability_status_gate', 'capability_status_internal_testing_requires_testing_mode'))
  } else if (capability !== 'active') found.push(obstacle('capability_status_gate', `capability_status_${capability}`))
  return found
}
