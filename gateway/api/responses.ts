// `POST /v1/responses`: check, route, attempt, answer. Every step leaves its frame; every failure is a value that becomes
// the error envelope here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { foldAliases, type CanonicalRequest } from '#shared/open-responses/canonical'
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { Engine } from '../engine'
import { attemptCandidates, type AttemptInput, type AttemptOutcome, type FailedAttempt } from '../exchange/attempts'
import { runToolLoop } from '../exchange/tool-loop'
import type { Codec, Target } from '../providers/provider'
import { route } from '../routing/route'
import type { RoutingHints } from '../routing/stages'
import { scenarioField } from '../simulator/scenarios/index'
import { prepareDatetime, type DatetimeTool } from '../tools/datetime'
import { expandCompaction } from './compaction'
import { describeDebug, readWishes } from './debug'
import type { Refusal } from './errors'
import { refuseExhausted } from './exhausted'
import { openExchange, readChecked, type Exchange } from './exchange'
import type { Caller } from './guard'
import { sendEnvelope, sendRefusal } from './http'
import { inBandHeaders, type RouteFacts } from './in-band'
import { hostedRefusal, isGateway, passOn, requestForGateway, type HostedRefusal } from './pass-on'
import { answerClient, type Routed } from './reply'
import { refuseRoute } from './unroutable'
import { checkRequest } from './validate'

export async function handleResponses(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = openExchange(engine, request, response)
  const { recording } = exchange
  try {
    const refused = await serve(exchange)
    if (refused) refuse(exchange, refused)
  } catch (error) {
    engine.log(`${recording.id}: ${(error as Error).stack ?? String(error)}`)
    const refusal = { code: 'pipeline_execution_error', description: 'Internal pipeline execution error.' } as const
    if (response.headersSent) response.destroy()
    else refuse(exchange, { refusal, facts: null })
  }
}

/** An answer that is no success: ours, or one of a hosted gateway that is passed on as it is. */
type Refused = {
  readonly refusal: Refusal
  readonly hosted?: HostedRefusal | null
  /** null: nothing was routed yet. */
  readonly facts: RouteFacts | null
}

const before = (refusal: Refusal): Refused => ({ refusal, facts: null })

/** Null: the client was answered, or is gone. */
async function serve(exchange: Exchange): Promise<Refused | null> {
  const { engine, recording, turn } = exchange
  const body = await readChecked(exchange)
  if (!body.ok) return body.refusal && before(body.refusal)
  const checked = checkRequest(body.text)
  if (!checked.ok) return before(checked.refusal)

  const { request } = checked
  const arrived = engine.clock.monotonic()
  const decision = route({
    catalogue: engine.catalogue,
    model: request.model,
    endpoint: 'responses',
    hints: hintsOf(request),
    seed: recording.id,
  })
  const routedMs = engine.clock.monotonic() - arrived
  recording.record({ kind: 'routed', turn, diagnostics: decision.diagnostics })
  const canonical = expandCompaction(foldAliases(request))
  const wishes = readWishes(request, exchange.request.headers)
  const routed: Routed = { request, canonical, decision, wishes, routedMs, notes: [] }
  const refusal = refuseRoute(decision, request)
  if (refusal) return refused(exchange, routed, refusal, [])

  const tool = prepareDatetime(canonical)
  if (!tool.ok) return refused(exchange, routed, { code: 'invalid_request', description: tool.description }, [])
  return attempt(exchange, routed, tool.tool, body.caller)
}

async function attempt(
  exchange: Exchange,
  routed: Routed,
  tool: DatetimeTool | null,
  { bearer }: Caller,
): Promise<Refused | null> {
  const { engine, recording, turn, signal, startedAt } = exchange
  const adapt = adapterOf(engine, routed)
  const input: AttemptInput = {
    engine,
    plan: routed.decision.plan,
    requestFor: ({ provider, ...target }, codec) =>
      adapt(
        isGateway(engine, provider) ? requestForGateway(routed.request, provider.id) : routed.canonical,
        { provider, ...target },
        codec,
      ),
    scenario: routed.request.metadata?.[scenarioField] ?? null,
    bearer,
    recording,
    turn,
    signal,
    startedAt,
  }
  const outcome = tool ? await runToolLoop(input, tool, adapt) : await attemptCandidates(input)
  const { served, failures } = outcome
  if (served) {
    const elapsedMs = engine.clock.monotonic() - startedAt
    const { decision, routedMs } = routed
    await answerClient(exchange, routed, { diagnostics: decision.diagnostics, routedMs, failures, served, elapsedMs })
    return null
  }
  if ('exceeded' in outcome && outcome.exceeded) {
    const description = 'Server tool execution exceeded the maximum follow-up turns.'
    return refused(exchange, routed, { code: 'gateway_server_tool_error', description }, failures)
  }
  return giveUp(exchange, routed, outcome)
}

/** Nobody answered: because the client left, because time was up, or because nobody could. */
function giveUp(exchange: Exchange, routed: Routed, { failures }: AttemptOutcome): Refused | null {
  const { engine, recording, turn, signal } = exchange
  const ended = (how: 'aborted' | 'cut' | 'timeout', detail: string) =>
    recording.record({ kind: 'ended', turn, how, detail })
  if (signal.reason === 'client') {
    ended('aborted', 'Your client closed before any provider had answered.')
    return null
  }
  if (signal.reason === 'shutdown') {
    ended('cut', 'Gatescope was stopped before any provider had answered.')
    return null
  }
  if (signal.reason === 'deadline') {
    const description = `No provider answered within ${engine.settings.total_timeout_ms} ms.`
    ended('timeout', description)
    return refused(exchange, routed, { code: 'request_timeout', description }, failures)
  }
  const exhausted = refused(exchange, routed, refuseExhausted(failures, routed.decision.diagnostics), failures)
  return { ...exhausted, hosted: hostedRefusal(engine, failures) }
}

/**
 * What a candidate's format cannot carry. Third-party clients declare tools that only one provider has, and expect a
 * gateway to leave out what nobody knows (GATEWAY.md 9.16); otherwise routing has refused them by now.
 */
function adapterOf({ settings }: Engine, { notes }: Routed) {
  return (request: CanonicalRequest, { provider }: Target, { toolTypes }: Codec): CanonicalRequest => {
    const { tools } = request
    if (settings.profile === 'documented' || toolTypes === null || !tools) return request
    const known = tools.filter((tool) => toolTypes.includes(String(tool['type'])))
    const dropped = new Set(tools.filter((tool) => !known.includes(tool)).map((tool) => String(tool['type'])))
    if (dropped.size === 0) return request
    notes.push(`${provider.id}: dropped tools of type ${[...dropped].join(', ')}`)
    return { ...request, tools: known }
  }
}

function refused(
  { engine, startedAt }: Exchange,
  { wishes, decision, routedMs }: Routed,
  refusal: Refusal,
  failures: readonly FailedAttempt[],
): Refused {
  const { diagnostics } = decision
  const debug = describeDebug(wishes, failures, diagnostics)
  return {
    refusal: debug ? { ...refusal, extra: { ...refusal.extra, debug } } : refusal,
    facts: { diagnostics, routedMs, failures, served: null, elapsedMs: engine.clock.monotonic() - startedAt },
  }
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

function refuse({ engine, response, recording, signal, turn }: Exchange, { refusal, facts, hosted }: Refused): void {
  if (signal.reason === 'client' || signal.reason === 'shutdown') return
  const answering = {
    generationId: recording.id,
    profile: engine.settings.profile,
    ...(facts ? { headers: inBandHeaders(recording.id, facts) } : {}),
  }
  const text = hosted
    ? sendEnvelope(response, passOn(hosted, recording.id), answering)
    : sendRefusal(response, refusal, answering)
  const headers = { 'content-type': 'application/json' }
  recording.record({ kind: 'responded', turn, status: response.statusCode, headers })
  recording.record({ kind: 'received', turn, text, out: 0 })
}
