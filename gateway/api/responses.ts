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
import { describeDebug, readWishes } from './debug'
import type { Refusal } from './errors'
import { refuseExhausted } from './exhausted'
import { openExchange, readChecked, type Exchange } from './exchange'
import { sendRefusal } from './http'
import { inBandHeaders, type RouteFacts } from './in-band'
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
  const canonical = foldAliases(request)
  const wishes = readWishes(request, exchange.request.headers)
  const routed: Routed = { request, canonical, decision, wishes, routedMs, notes: [] }
  const refusal = refuseRoute(decision, request)
  if (refusal) return refused(exchange, routed, refusal, [])

  const tool = prepareDatetime(canonical)
  if (!tool.ok) return refused(exchange, routed, { code: 'invalid_request', description: tool.description }, [])
  return attempt(exchange, routed, tool.tool)
}

async function attempt(exchange: Exchange, routed: Routed, tool: DatetimeTool | null): Promise<Refused | null> {
  const { engine, recording, turn, signal, startedAt } = exchange
  const adapt = (request: CanonicalRequest, _target: Target, _codec: Codec): CanonicalRequest => request
  const input: AttemptInput = {
    engine,
    plan: routed.decision.plan,
    requestFor: (target, codec) => adapt(routed.canonical, target, codec),
    scenario: routed.request.metadata?.[scenarioField] ?? null,
    bearer: null,
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
  return refused(exchange, routed, refuseExhausted(failures, routed.decision.diagnostics), failures)
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

function refuse({ engine, response, recording, signal, turn }: Exchange, { refusal, facts }: Refused): void {
  if (signal.reason === 'client' || signal.reason === 'shutdown') return
  const answering = {
    generationId: recording.id,
    profile: engine.settings.profile,
    ...(facts ? { headers: inBandHeaders(recording.id, facts) } : {}),
  }
  const text = sendRefusal(response, refusal, answering)
  const headers = { 'content-type': 'application/json' }
  recording.record({ kind: 'responded', turn, status: response.statusCode, headers })
  recording.record({ kind: 'received', turn, text, out: 0 })
}
