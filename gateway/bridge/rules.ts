// What the settings and the catalogue make of a session: the rules of its profile, and where a turn may go.
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import { documentedRules, openResponsesRules, type BridgeRules } from '#shared/open-responses/websocket/state'
import type { Provider } from '../config/catalogue'
import type { RoutingBasis } from '../routing/basis'
import type { Candidate } from '../routing/candidates'
import { route } from '../routing/route'
import { routeToTarget } from '../routing/target'

/** The model rule stays as long as only providers with a websocket are served (GATEWAY.md 9.9). */
export function rulesOf({ profile, websocketBridge }: Pick<RoutingBasis, 'profile' | 'websocketBridge'>): BridgeRules {
  const rules = profile === 'open-responses' ? openResponsesRules : documentedRules
  return { ...rules, openaiOnly: !websocketBridge }
}

export type Decided =
  | { readonly ok: true; readonly plan: readonly Candidate[]; readonly diagnostics: RoutingDiagnostics }
  | {
      readonly ok: false
      readonly refusal: { readonly status: number; readonly code: string; readonly message: string }
      readonly diagnostics: RoutingDiagnostics
    }

/** The decision about a turn, whoever asks for it. A model without a websocket anywhere may still be served over SSE. */
export function decideTurn(basis: RoutingBasis, model: string): Decided {
  const direct = route({ ...basis, model, endpoint: 'responses.ws' })
  const isBridged = direct.plan.length === 0 && basis.websocketBridge
  const decision = isBridged ? route({ ...basis, model, endpoint: 'responses' }) : direct
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

export function turnToTarget(target: Provider, model: string): Decided {
  const { plan, diagnostics } = routeToTarget(target, model, 'responses.ws')
  return { ok: true, plan, diagnostics }
}
