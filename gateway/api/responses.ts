// `POST /v1/responses`: check, route, attempt, answer. Every step leaves its frame; every failure is a value that becomes
// the error envelope here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { foldAliases } from '#shared/open-responses/canonical'
import type { ResponsesRequest } from '#shared/open-responses/request'
import { decorateResponse } from '../dialects/responses/response'
import type { Engine } from '../engine'
import { attemptCandidates, type FailedAttempt, type Served } from '../exchange/attempts'
import { relayStream } from '../exchange/relay'
import type { Recording } from '../recording/recorder'
import { redactHeaders, redactUrl } from '../recording/redact'
import { route, type RoutingDecision } from '../routing/route'
import type { RoutingHints } from '../routing/stages'
import { scenarioField } from '../simulator/scenarios/index'
import type { Refusal } from './errors'
import { refuseExhausted } from './exhausted'
import { checkToken } from './guard'
import { headerValue, readRequestBody, sendJson, sendRefusal, whenGone } from './http'
import { refuseRoute } from './unroutable'
import { checkRequest } from './validate'

const turn = 1

/** One exchange in progress. `signal` aborts with the reason `client`, `deadline` or `shutdown`. */
type Exchange = {
  readonly engine: Engine
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly recording: Recording
  readonly signal: AbortSignal
  readonly startedAt: number
}

export async function handleResponses(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const recording = engine.recorder.open(engine.ids.generation())
  recording.record({
    kind: 'opened',
    transport: 'http',
    request: {
      method: request.method ?? '',
      path: redactUrl(request.url ?? ''),
      headers: redactHeaders(request.headers),
    },
  })
  const abort = new AbortController()
  const cancelDeadline = engine.clock.after(engine.settings.total_timeout_ms, () => abort.abort('deadline'))
  whenGone(request, response, () => {
    cancelDeadline()
    const finished = response.writableFinished
    const by = finished || engine.lifecycle.stopping ? 'gateway' : 'client'
    if (!finished) abort.abort(by === 'client' ? 'client' : 'shutdown')
    recording.record({ kind: 'closed', by, code: null, reason: '' })
  })
  const exchange: Exchange = {
    engine,
    request,
    response,
    recording,
    signal: abort.signal,
    startedAt: engine.clock.monotonic(),
  }
  try {
    const refusal = await serve(exchange)
    if (refusal) refuse(exchange, refusal)
  } catch (error) {
    engine.log(`${recording.id}: ${(error as Error).stack ?? String(error)}`)
    if (response.headersSent) response.destroy()
    else refuse(exchange, { code: 'pipeline_execution_error', description: 'Internal pipeline execution error.' })
    abort.abort('failed')
  }
}

/** Null: the client was answered, or is gone. */
async function serve(exchange: Exchange): Promise<Refusal | null> {
  const { engine, recording } = exchange
  const body = await readChecked(exchange)
  if (!body.ok) return body.refusal
  const checked = checkRequest(body.text)
  if (!checked.ok) return checked.refusal

  const { request } = checked
  const decision = route({
    catalogue: engine.catalogue,
    model: request.model,
    endpoint: 'responses',
    hints: hintsOf(request),
    seed: recording.id,
  })
  recording.record({ kind: 'routed', turn, diagnostics: decision.diagnostics })
  const refusal = refuseRoute(decision, request)
  if (refusal) return refusal

  const { signal } = exchange
  const outcome = await attemptCandidates({
    engine,
    plan: decision.plan,
    request: foldAliases(request),
    scenario: scenarioOf(request),
    bearer: null,
    recording,
    turn,
    signal,
  })
  if (outcome.served) {
    await answerClient(exchange, request, decision, outcome.served, outcome.failures)
    return null
  }
  if (signal.reason === 'client') {
    recording.record({
      kind: 'ended',
      turn,
      how: 'aborted',
      detail: 'Your client closed before any provider had answered.',
    })
    return null
  }
  if (signal.reason === 'shutdown') {
    recording.record({
      kind: 'ended',
      turn,
      how: 'cut',
      detail: 'Gatescope was stopped before any provider had answered.',
    })
    return null
  }
  if (signal.reason === 'deadline') {
    const detail = `No provider answered within ${engine.settings.total_timeout_ms} ms.`
    recording.record({ kind: 'ended', turn, how: 'timeout', detail })
    return { code: 'request_timeout', description: detail }
  }
  return refuseExhausted(outcome.failures, decision.diagnostics)
}

type CheckedBody =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly refusal: Refusal | null }

/** The token is checked before the body is read (GATEWAY.md 2.1). */
async function readChecked({ engine, request, recording, signal }: Exchange): Promise<CheckedBody> {
  const unauthorised = checkToken(request.headers.authorization, engine.token)
  if (unauthorised) {
    request.resume()
    return { ok: false, refusal: unauthorised }
  }
  const contentType = request.headers['content-type'] ?? ''
  const body = await readRequestBody(request, signal)
  if (!body.ok) {
    if (body.reason === 'too_large')
      return {
        ok: false,
        refusal: { code: 'payload_too_large', description: 'The request body is larger than 16 MiB.' },
      }
    if (signal.reason !== 'deadline') return { ok: false, refusal: null }
    const description = `The request body was not complete within ${engine.settings.total_timeout_ms} ms.`
    return { ok: false, refusal: { code: 'request_timeout', description, headers: { connection: 'close' } } }
  }
  recording.record({ kind: 'sent', turn, text: body.text })
  if (!/^application\/json\b/i.test(contentType)) {
    const description = `The content type must be application/json, not "${contentType}".`
    return { ok: false, refusal: { code: 'unsupported_media_type', description } }
  }
  return { ok: true, text: body.text }
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

async function answerClient(
  exchange: Exchange,
  request: ResponsesRequest,
  decision: RoutingDecision,
  served: Served,
  failures: readonly FailedAttempt[],
): Promise<void> {
  const { engine, response, recording, signal, startedAt } = exchange
  const provider = served.candidate.provider
  const identity = { generationId: recording.id, model: request.model, provider: provider.id }
  const headers = {
    'cache-control': 'no-store',
    'x-generation-id': recording.id,
    'x-request-id': recording.id,
    'x-gateway-attempts': String(served.attempt),
    'x-gateway-provider': headerValue(provider.id),
    'x-gateway-model': headerValue(served.candidate.route.model),
    ...(provider.mode === 'simulated' ? { 'x-gatescope-simulated': 'true' } : {}),
  }
  /** Diagnostics on request only; otherwise a successful body stays as the provider wrote it. */
  const extra = () => ({
    ...(request.meta || request.debug?.enabled
      ? { meta: describeMeta(provider.id, engine.clock.monotonic() - startedAt, failures) }
      : {}),
    ...(request.debug?.enabled ? { routing_diagnostics: decision.diagnostics } : {}),
  })
  if (served.content.kind === 'body') {
    const text = sendJson(response, 200, decorateResponse(served.content.response, identity, extra()), headers)
    recording.record({
      kind: 'responded',
      turn,
      status: 200,
      headers: { 'content-type': 'application/json', ...headers },
    })
    recording.record({ kind: 'received', turn, text, out: 0 })
    recording.record({ kind: 'ended', turn, how: 'complete', detail: 'The whole body was delivered.' })
    return
  }
  const head = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no', ...headers }
  response.writeHead(200, head)
  response.flushHeaders()
  recording.record({ kind: 'responded', turn, status: 200, headers: head })
  await relayStream({
    answer: served.content.answer,
    decoder: served.content.decoder,
    response,
    recording,
    turn,
    clock: engine.clock,
    signal,
    rewrite: (snapshot, terminal) => decorateResponse(snapshot, identity, terminal ? extra() : {}),
  })
}

const scenarioOf = ({ metadata }: ResponsesRequest): string | null => metadata?.[scenarioField] ?? null

const describeMeta = (provider: string, ms: number, failures: readonly FailedAttempt[]) => ({
  end_to_end_ms: Math.round(ms),
  routing: { selected_provider: provider },
  failed_attempts: failures.map((f) => ({ provider: f.provider, status: f.failure.status, code: f.failure.code })),
})

function refuse({ response, recording, signal }: Exchange, refusal: Refusal): void {
  if (signal.reason === 'client' || signal.reason === 'shutdown') return
  const text = sendRefusal(response, refusal, recording.id)
  const headers = { 'content-type': 'application/json' }
  recording.record({ kind: 'responded', turn, status: response.statusCode, headers })
  recording.record({ kind: 'received', turn, text, out: 0 })
}
