// The answer of a request that was served: as JSON or as a stream, decorated with what the documents promise.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { describeRouting } from '#shared/open-responses/diagnostics'
import { decorateResponse, decorateUsage } from '../dialects/responses/response'
import type { Served } from '../exchange/attempts'
import { formatEvent } from '../exchange/event-bytes'
import { relayStream, type StreamStats } from '../exchange/relay'
import { synthesiseStream } from '../exchange/synthesise'
import { costFields, priceUsage } from '../pricing/index'
import { removeSecrets } from '../recording/redact'
import type { Candidate } from '../routing/candidates'
import type { RoutingDecision } from '../routing/route'
import { headerValue, sendJson } from './http'
import { describeAttempts, inBandHeaders, type RouteFacts } from './in-band'
import type { Exchange } from './exchange'
import type { Routed } from './routed'

type Facts = RouteFacts & { readonly served: Served }
/** Clients take only so much of headers, and the note repeats what one of them wrote. */
const longestNote = 512

type Answered = Facts & {
  /** Unix seconds. */
  readonly createdAt: number
}

export async function answerClient(exchange: Exchange, routed: Routed, known: Facts): Promise<void> {
  const { engine, recording } = exchange
  const { notes, canonical } = routed
  const facts = { ...known, createdAt: Math.floor(engine.clock.now() / 1000) }
  const headers = {
    ...inBandHeaders(recording.id, facts),
    'cache-control': 'no-store',
    ...(notes.length > 0 ? { 'x-gatescope-note': headerValue(notes.join('; ')).slice(0, longestNote) } : {}),
  }
  const { content } = facts.served
  if (content.kind === 'stream') return streamAnswer(exchange, routed, facts, headers)
  if (canonical.stream === true) return synthesiseAnswer(exchange, routed, facts, headers)
  const body = decorate(exchange, routed, facts, content.response, true, null)
  deliverBody(exchange, { ...body, provider: facts.served.candidate.provider.id }, headers)
}

/** Answers 200 with a whole body, and records that. */
export function deliverBody(
  { recording, response, turn }: Exchange,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  const text = sendJson(response, 200, body, headers)
  recording.record({
    kind: 'responded',
    turn,
    status: 200,
    headers: { 'content-type': 'application/json', ...headers },
  })
  recording.record({ kind: 'received', turn, text, out: 0 })
  recording.record({ kind: 'ended', turn, how: 'complete', detail: 'The whole body was delivered.' })
}

const streamHead = {
  'content-type': 'text/event-stream; charset=utf-8',
  'x-accel-buffering': 'no',
} as const

async function streamAnswer(
  exchange: Exchange,
  routed: Routed,
  facts: Answered,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { engine, response, recording, signal, turn } = exchange
  const { content } = facts.served
  if (content.kind !== 'stream') return
  const head = { ...streamHead, ...headers }
  response.writeHead(200, head)
  response.flushHeaders()
  recording.record({ kind: 'responded', turn, status: 200, headers: head })
  const how = await relayStream({
    answer: content.answer,
    decoder: content.decoder,
    response,
    recording,
    turn,
    attempt: facts.served.attempt,
    clock: engine.clock,
    signal,
    profile: engine.settings.profile,
    clean: (text) => removeSecrets(text, engine.secrets),
    rewrite: (snapshot, terminal, stats) => decorate(exchange, routed, facts, snapshot, terminal, stats),
  })
  // The head was a success already; what broke off after it was none, unless the gateway gave up by itself.
  if ((how === 'cut' || how === 'timeout') && !signal.aborted)
    engine.health.record(facts.served.candidate, { outcome: 'failure' })
}

/** The client asked for a stream and the answer came whole (GATEWAY.md 2.8): the same events, all at once. */
function synthesiseAnswer(
  exchange: Exchange,
  routed: Routed,
  facts: Answered,
  headers: Readonly<Record<string, string>>,
): void {
  const { engine, response, recording, turn } = exchange
  const { content } = facts.served
  if (content.kind !== 'body') return
  const head = { ...streamHead, ...headers }
  const events = synthesiseStream(content.response)
  const blocks = events.map((event, i) => {
    const snapshot = event['response']
    if (!isFields(snapshot)) return formatEvent(event)
    return formatEvent({
      ...event,
      response: decorate(exchange, routed, facts, snapshot, i === events.length - 1, null),
    })
  })
  const arrived = engine.clock.monotonic()
  response.writeHead(200, head)
  response.write(Buffer.concat(blocks))
  response.end(engine.settings.profile === 'open-responses' ? 'data: [DONE]\n\n' : undefined)
  recording.record({ kind: 'responded', turn, status: 200, headers: head })
  recording.received(turn, blocks, arrived)
  recording.record({ kind: 'ended', turn, how: 'complete', detail: 'The answer came whole and was told as a stream.' })
}

/** A snapshot with the gateway's identity; the last one also with its price and what the client asked to be told. */
function decorate(
  exchange: Exchange,
  routed: Routed,
  facts: Answered,
  snapshot: Fields,
  terminal: boolean,
  stats: StreamStats | null,
): Fields {
  const { engine, recording } = exchange
  const { request, canonical } = routed
  const told = { generationId: recording.id, model: request.model, request: canonical, createdAt: facts.createdAt }
  const extra = terminal ? describeEnd(exchange, routed, facts, snapshot, stats) : {}
  const decorated = decorateResponse(snapshot, told, extra)
  const response = (decorated['error'] ?? null) !== null ? withoutSecrets(decorated, engine.secrets) : decorated
  return engine.settings.profile === 'documented' ? response : { ...response, text: hideSchema(response['text']) }
}

/** A provider may repeat its key in a failure (GATEWAY.md 9.10). */
function withoutSecrets(response: Fields, secrets: readonly string[]): Fields {
  const text = JSON.stringify(response)
  const clean = removeSecrets(text, secrets)
  return clean === text ? response : (JSON.parse(clean) as Fields)
}

function describeEnd(
  { engine, startedAt }: Exchange,
  { decision, wishes }: Routed,
  facts: Answered,
  snapshot: Fields,
  stats: StreamStats | null,
): Fields {
  // What a target says of its price and of its own routing is the answer to what was asked.
  if (engine.target) return {}
  const { candidate, sent, content, startedMs, ms } = facts.served
  const elapsedMs = engine.clock.monotonic() - startedAt
  const firstMs = stats?.firstDeltaAt ? stats.firstDeltaAt - startedAt : startedMs + ms
  const tokensPerSecond = speedOf(snapshot['usage'], elapsedMs - startedMs)
  if (tokensPerSecond > 0) engine.health.record(candidate, { outcome: 'neutral', tokensPerSecond })
  const isFinished = snapshot['status'] === 'completed' && (snapshot['completed_at'] ?? null) === null
  return {
    ...priceOf(candidate, snapshot['usage']),
    ...(isFinished ? { completed_at: Math.floor(engine.clock.now() / 1000) } : {}),
    ...(wishes.meta ? { meta: describeMeta({ ...facts, elapsedMs }, decision, tokensPerSecond, firstMs) } : {}),
    ...(wishes.enabled ? { routing_diagnostics: describeRouting(decision.diagnostics) } : {}),
    ...(wishes.upstreamRequest ? { upstream_request: sent } : {}),
    ...(wishes.upstreamResponse && content.kind === 'body' ? { upstream_response: content.raw } : {}),
  }
}

function speedOf(usage: unknown, ms: number): number {
  const tokens = isFields(usage) ? Number(usage['output_tokens'] ?? usage['completion_tokens'] ?? 0) : 0
  return ms > 0 ? Math.round((tokens / ms) * 1_000_000) / 1000 : 0
}

function priceOf({ route }: Candidate, usage: unknown): Fields {
  if (!route.pricing || !isFields(usage)) return {}
  const breakdown = priceUsage(route.pricing, usage)
  return { usage: { ...decorateUsage(usage), pricing_breakdown: breakdown }, ...costFields(breakdown) }
}

/** Third-party clients know a response's schema as null: they have it themselves. */
function hideSchema(text: unknown): unknown {
  if (!isFields(text) || !isFields(text['format']) || text['format']['type'] !== 'json_schema') return text
  return { ...text, format: { ...text['format'], schema: null } }
}

/** GATEWAY.md 3.9. Times in milliseconds since the request arrived, `provider_ttft_ms` since the attempt began. */
function describeMeta(facts: Answered, { diagnostics }: RoutingDecision, tokensPerSecond: number, firstMs: number) {
  const { served, elapsedMs } = facts
  const parameters = diagnostics.parameterSupport
  return {
    end_to_end_ms: Math.round(elapsedMs),
    generation_ms: Math.round(elapsedMs - served.startedMs),
    latency_ms: Math.round(firstMs),
    provider_ttft_ms: Math.round(firstMs - served.startedMs),
    throughput_tps: tokensPerSecond,
    routing: {
      selected_provider: served.candidate.provider.id,
      requested_params: parameters?.requestedParams ?? [],
      param_provider_count_before: parameters?.providerCountBefore ?? diagnostics.candidates.candidateCount,
      param_provider_count_after: parameters?.providerCountAfter ?? diagnostics.candidates.candidateCount,
      param_dropped_providers: parameters?.droppedProviders ?? [],
    },
    attempts: describeAttempts(facts),
  }
}
