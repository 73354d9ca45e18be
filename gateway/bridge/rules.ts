// What the settings and the catalogue make of a session: the rules of its profile, and where a turn may go.
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import { documentedRules, openResponsesRules, type BridgeRules } from '#shared/open-responses/websocket/state'
import type { Caller } from '../api/guard'
import { formatOf, type Engine } from '../engine'
import type { RequestFaults } from '../faults/fault-set'
import { openBreakers } from '../faults/refusals'
import type { Candidate } from '../routing/candidates'
import { withOpen } from '../routing/health'
import { route } from '../routing/route'
import { routeToTarget } from '../routing/target'

/** The model rule stays as long as only providers with a websocket are served (GATEWAY.md 9.9). */
export function rulesOf({ profile, websocket_bridge }: Engine['settings']): BridgeRules {
  const rules = profile === 'open-responses' ? openResponsesRules : documentedRules
  return { ...rules, openaiOnly: !websocket_bridge }
}

export type Decided =
  | { readonly ok: true; readonly plan: readonly Candidate[]; readonly diagnostics: RoutingDiagnostics }
  | {
      readonly ok: false
      readonly refusal: { readonly status: number; readonly code: string; readonly message: string }
      readonly diagnostics: RoutingDiagnostics
    }

export type TurnCall = {
  readonly model: string
  readonly seed: string
  readonly caller: Caller
  readonly faults: RequestFaults
}

/** A model without a websocket anywhere may still be served over SSE. */
export function decideRoute(engine: Engine, { model, seed, caller, faults }: TurnCall): Decided {
  if (engine.target) {
    const { plan, diagnostics } = routeToTarget(engine.target, model, 'responses.ws')
    return { ok: true, plan, diagnostics }
  }
  const healthOf = withOpen(engine.health.snapshot(), openBreakers(faults))
  const ask = (endpoint: 'responses' | 'responses.ws') =>
    route({
      catalogue: engine.catalogue,
      model,
      endpoint,
      seed,
      bearer: caller.isOurs ? 'gateway' : 'client',
      profile: engine.settings.profile,
      healthOf,
      formatOf: formatOf(engine),
    })
  const direct = ask('responses.ws')
  const decision = direct.plan.length === 0 && engine.settings.websocket_bridge ? ask('responses') : direct
  const { diagnostics } = decision
  const { plan } = decision
  if (plan.length > 0) return { ok: true, plan, diagnostics }
  const unpriced = diagnostics.enablement.dropped.some((d) => d.reason === 'pricing_missing')
  const [error, description] = unpriced
    ? ['pricing_unavailable', 'Pricing is unavailable for this OpenAI model on /v1/responses/ws.']
    : ['openai_provider_unavailable', 'Model is not routable to OpenAI on /v1/responses/ws.']
  const message = JSON.stringify({ error, description, model }).slice(0, 500)
  return { ok: false, refusal: { status: unpriced ? 503 : 400, code: 'openai_routing_failed', message }, diagnostics }
}
