// A routing decision without a request: the checks and the function of the data plane, on a copy of what it would look at.
// Nothing is sent, recorded or used up.
import type { DryRefusal, DryRun, DryRunParams } from '#shared/contract/dry-run'
import { CreateMessage, errorEvent, refuseMessage } from '#shared/open-responses/websocket/create-message'
import { initialBridge, type ErrorEvent } from '#shared/open-responses/websocket/state'
import { addDebug, readWishes } from '../api/debug'
import { bodyFor, buildEnvelope, type Refusal } from '../api/errors'
import { tooLarge } from '../api/exchange'
import { refuseExhausted } from '../api/exhausted'
import { injectedRefusal } from '../api/faults'
import { maxBodyBytes } from '../api/http'
import { refuseSocket } from '../api/responses-ws'
import { decideRequest, refuseRouted } from '../api/routed'
import { checkRequest } from '../api/validate'
import { decideTurn, rulesOf } from '../bridge/rules'
import { basisOf } from '../basis'
import type { Engine } from '../engine'
import type { RequestFaults } from '../faults/fault-set'
import { recallBasis, recordBasis, type RoutingBasis } from '../routing/basis'
import type { RoutingDecision } from '../routing/route'
import { prepareDatetime } from '../tools/datetime'
import { applyHints, applySwitches } from './switches'

/** What of an engine a decision looks at. */
export type DryEngine = Pick<Engine, 'settings' | 'catalogue' | 'adapters' | 'health' | 'faults' | 'clock'>

/** There is no generation to name; one draw of many. */
const dryId = 'dry-run'

export const dryRun = (engine: DryEngine, params: DryRunParams): DryRun =>
  params.transport === 'websocket' ? dryTurn(engine, params) : dryRequest(engine, params)

function dryRequest(engine: DryEngine, params: DryRunParams): DryRun {
  const profile = params.switches?.profile ?? params.basis?.profile ?? engine.settings.profile
  const generationId = params.basis?.seed ?? dryId
  const refuse = (refusal: Refusal) => describeRefusal(bodyFor(profile, buildEnvelope(refusal, generationId)), refusal)
  const checked: ReturnType<typeof checkRequest> =
    Buffer.byteLength(params.body) > maxBodyBytes ? { ok: false, refusal: tooLarge } : checkRequest(params.body)
  if (!checked.ok) return unrouted(refuse(checked.refusal))
  const hints = params.switches?.hints
  const request = hints ? applyHints(checked.request, hints) : checked.request
  const faults = copyFaults(engine, request.model)
  const injected = params.basis ? null : injectedRefusal(faults, engine.clock.now())
  if (injected) return unrouted(refuse(injected))
  const basis = supposedBasis(engine, params, faults, request.model)
  const { canonical, decision } = decideRequest(basis, request)
  const { diagnostics } = decision
  const tool = prepareDatetime(canonical)
  const refusal =
    refuseRouted(basis.profile, { decision, request }) ??
    (tool.ok ? null : ({ code: 'invalid_request', description: tool.description } as const)) ??
    (decision.plan.length === 0 ? refuseExhausted([], diagnostics) : null)
  const refused = refusal && refuse(addDebug(refusal, readWishes(request, {}), [], diagnostics))
  return routed(basis, request.model, { plan: decision.plan, diagnostics, refused })
}

/** The first turn of a socket of its own. */
function dryTurn(engine: DryEngine, params: DryRunParams): DryRun {
  const { body: text, switches = {}, basis: recorded } = params
  const { settings } = engine
  if (!settings.websocket && !recorded) return unrouted(refuseUpgrade(engine))
  const rules = rulesOf({
    profile: switches.profile ?? recorded?.profile ?? settings.profile,
    websocketBridge: switches.websocketBridge ?? recorded?.websocketBridge ?? settings.websocket_bridge,
  })
  const message = new CreateMessage(text, rules)
  const error = refuseMessage(message, initialBridge, rules)
  if (error) return unrouted(describeEvent(error))
  const { model } = message
  const basis = supposedBasis(engine, params, copyFaults(engine, model), model)
  const decided = decideTurn(basis, model)
  const refused = decided.ok
    ? null
    : describeEvent(errorEvent(rules, { type: 'invalid_request_error', ...decided.refusal }))
  const plan = decided.ok ? decided.plan : []
  return routed(basis, model, { plan, diagnostics: decided.diagnostics, refused })
}

const copyFaults = ({ faults }: DryEngine, model: string): RequestFaults =>
  faults.copy().forRequest({ seed: dryId, model })

function supposedBasis(
  engine: DryEngine,
  { basis: recorded, switches }: DryRunParams,
  faults: RequestFaults,
  model: string,
): RoutingBasis {
  const now = basisOf(engine, { seed: dryId, isOurs: true, faults })
  const basis = recorded ? recallBasis(now, recorded, model) : now
  return switches ? applySwitches(basis, switches) : basis
}

const unrouted = (refusal: DryRefusal): DryRun => ({ diagnostics: null, plan: [], refusal, basis: null })

function routed(
  basis: RoutingBasis,
  asked: string,
  {
    plan,
    diagnostics,
    refused,
  }: Pick<RoutingDecision, 'plan' | 'diagnostics'> & { readonly refused: DryRefusal | null },
): DryRun {
  const steps = plan.map(({ provider, route }) => ({
    provider: provider.id,
    model: route.model,
    simulated: provider.mode === 'simulated',
  }))
  return {
    diagnostics,
    plan: refused ? [] : steps,
    refusal: refused,
    basis: recordBasis(basis, asked, diagnostics.model),
  }
}

const describeRefusal = (body: DryRefusal['body'], { code, description, extra }: Refusal): DryRefusal => ({
  status: Number(body['status_code']),
  error: code,
  reason: extra?.reason ?? null,
  description,
  body,
})

const describeEvent = (event: ErrorEvent): DryRefusal => ({
  status: event.status,
  error: event.error.code,
  reason: null,
  description: event.error.message,
  body: event,
})

function refuseUpgrade(engine: DryEngine): DryRefusal {
  const { status, body } = refuseSocket(engine, '/v1/responses/ws')
  const { error } = body
  return { status, error: error.code, reason: null, description: error.message, body }
}
