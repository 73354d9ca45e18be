// Walks the routing plan: one attempt after another until a provider answers. Any non-2xx answer and any broken
// connection moves on to the next candidate, as long as the client has not got a byte (GATEWAY.md 3.7).
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { AttemptFailure, AttemptSteps } from '#shared/session/frame'
import { codecOf, targetOf, upstreamOf, type Engine } from '../engine'
import type { RequestFaults } from '../faults/fault-set'
import type { Codec, DecodeContext, StreamDecoder, Target } from '../providers/provider'
import type { Recording } from '../recording/recorder'
import { recordable, redactHeaders, redactText } from '../recording/redact'
import type { Candidate } from '../routing/candidates'
import { outcomeOf } from '../routing/health'
import type { UpstreamRequest } from '../upstream/upstream'
import { openAnswer, readBody, type Answer } from './answer'
import { collectStream } from './collect'
import { maxErrorBody, readContent, refuseEncoding, type Unusable } from './content'
import { describeFailure, failureOf, previewOf, retryAfterSeconds } from './failure'
import { createUpstreamRecord, type UpstreamRecord } from './upstream-record'

/** `startedMs` counts from the arrival of the client's request, `ms` is how long the attempt took to its verdict. */
export type AttemptTiming = {
  /** 1 for the first attempt of a turn. */
  readonly attempt: number
  readonly startedMs: number
  readonly ms: number
}

/** A provider answered: with a stream that is still unread, or with its whole body as a response. */
export type Served = AttemptTiming & {
  readonly candidate: Candidate
  /** The body sent to the provider. */
  readonly sent: string
  readonly content:
    /** Without a decoder the stream is the API's own. */
    | { readonly kind: 'stream'; readonly answer: Answer; readonly decoder: StreamDecoder | null }
    /** `raw` is the provider's own JSON. */
    | { readonly kind: 'body'; readonly response: Fields; readonly raw: Fields }
}

export type FailedAttempt = AttemptTiming & {
  readonly provider: string
  readonly model: string
  readonly failure: AttemptFailure
  /** The body sent to the provider and the one it refused with; null when there was none. */
  readonly sent: string | null
  readonly refusal: Fields | null
}

export type AttemptOutcome = { readonly served: Served | null; readonly failures: readonly FailedAttempt[] }

export type AttemptInput = {
  readonly engine: Engine
  readonly plan: readonly Candidate[]
  /** The request for one candidate: what a format cannot carry may have to go. */
  readonly requestFor: (target: Target, codec: Codec) => CanonicalRequest
  /** Behind the provider's address for responses, such as `/compact`. */
  readonly path?: string
  readonly scenario: string | null
  readonly faults: RequestFaults
  /** The client's own credential, for providers that pass it through. */
  readonly bearer: string | null
  readonly recording: Recording
  readonly turn: number
  readonly signal: AbortSignal
  /** Monotonic ms at which the client's request arrived. */
  readonly startedAt: number
  /** Attempts of the same turn before these. */
  readonly before?: number
}

type Attempted =
  | { readonly ok: true; readonly sent: string; readonly content: Served['content'] }
  | {
      readonly ok: false
      readonly failure: AttemptFailure
      readonly sent: string | null
      readonly refusal: Fields | null
      readonly steps: AttemptSteps | null
    }

export async function attemptCandidates(input: AttemptInput): Promise<AttemptOutcome> {
  const { engine, recording, turn, signal, startedAt, before = 0 } = input
  const failures: FailedAttempt[] = []
  for (const [index, candidate] of input.plan.entries()) {
    const attempt = before + index + 1
    const started = engine.clock.monotonic()
    const outcome = await attemptOne(input, candidate, attempt)
    const timing = { attempt, startedMs: started - startedAt, ms: engine.clock.monotonic() - started }
    if (!signal.aborted) noteHealth(engine, candidate, outcome, timing.ms)
    if (outcome.ok) {
      const { sent, content } = outcome
      return { served: { ...timing, candidate, sent, content }, failures }
    }
    if (signal.aborted) break
    const { failure, sent, refusal, steps } = outcome
    recording.record({ kind: 'rejected', turn, attempt, failure, ...(steps && { steps }) })
    failures.push({
      ...timing,
      provider: candidate.provider.id,
      model: candidate.route.model,
      failure,
      sent,
      refusal,
    })
  }
  return { served: null, failures }
}

/** A candidate that was never asked says nothing about itself. */
function noteHealth({ health }: Engine, candidate: Candidate, outcome: Attempted, latencyMs: number): void {
  if (outcome.sent === null) return
  // What came with a success and was none is the provider's failure, as a broken connection is.
  const refusal = outcome.ok ? null : outcome.failure.status
  const status = outcome.ok ? 200 : refusal !== null && refusal < 300 ? null : refusal
  health.record(candidate, { outcome: outcomeOf(candidate, status), latencyMs })
}

async function attemptOne(input: AttemptInput, candidate: Candidate, attempt: number): Promise<Attempted> {
  const { engine, recording, turn, signal } = input
  const { provider, route } = candidate
  const target = targetOf(candidate, input.bearer)
  const unready = engine.health.isOpen(candidate) ? blocked(provider.id) : unreadiness(target)
  if (unready) return { ok: false, failure: failureOf(unready), sent: null, refusal: null, steps: null }

  const codec = codecOf(engine, target)
  const request = input.requestFor(target, codec)
  const encoded = codec.encodeRequest(request, target)
  const upstreamRequest = input.path === undefined ? encoded : { ...encoded, url: `${encoded.url}${input.path}` }
  recordAttempt(input, candidate, attempt, upstreamRequest)
  const context = {
    provider: provider.id,
    model: route.model,
    scenario: input.scenario,
    attempt,
    timeoutMs: engine.settings.attempt_timeout_ms,
    faults: input.faults,
  }
  const opened = await openAnswer(upstreamOf(engine, provider), upstreamRequest, context, signal)
  const { steps } = opened
  const rejected = (fields: Partial<AttemptFailure>, refusal: Fields | null = null): Attempted => ({
    ok: false,
    failure: failureOf(fields, engine.secrets),
    sent: upstreamRequest.body,
    refusal,
    steps,
  })
  if (!opened.ok) return rejected(describeFailure(opened.failure))
  const { answer } = opened
  const { status, headers } = answer
  const record = createUpstreamRecord(recording, () => ({ turn, attempt }))
  if (status < 200 || status > 299) {
    const { text, fields } = await readRefusal(engine, answer, codec, record)
    const parsed = parseJson(text)
    return rejected(fields, isFields(parsed) ? parsed : null)
  }
  const content =
    refuseEncoding(answer) ??
    (await contentOf(engine, answer, codec, decodeContext(input, candidate), request.stream === true, record))
  if ('failure' in content) return rejected(content.failure)
  recording.record({
    kind: 'answered',
    turn,
    attempt,
    status,
    headers: redactHeaders(headers),
    ...(steps && { steps }),
  })
  return { ok: true, sent: upstreamRequest.body, content }
}

/** Its breaker opened after the plan was made (GATEWAY.md 3.6). */
const blocked = (id: string): Partial<AttemptFailure> => ({
  type: 'blocked',
  code: 'breaker_open',
  message: `${id} is resting after too many failures.`,
})

/** Routing drops such candidates; what slips through is told here and not by a provider. */
function unreadiness({ provider, apiKey }: Target): Partial<AttemptFailure> | null {
  const { id, mode, passThrough, baseUrl } = provider
  if (mode === 'none' || (mode === 'live' && passThrough && apiKey === null))
    return { code: `${id}_key_missing`, message: `${id} has no API key.` }
  if (mode === 'live' && baseUrl === '') return { code: `${id}_base_url_missing`, message: `${id} has no base URL.` }
  return null
}

function recordAttempt(
  { recording, turn }: AttemptInput,
  { provider, route }: Candidate,
  attempt: number,
  { url, headers, body }: UpstreamRequest,
): void {
  recording.record({
    kind: 'attempted',
    turn,
    attempt,
    provider: provider.id,
    model: route.model,
    simulated: provider.mode === 'simulated',
    request: recordable('POST', url, headers, body),
  })
}

const decodeContext = ({ engine, recording }: AttemptInput, { route }: Candidate): DecodeContext => ({
  generationId: recording.id,
  model: route.model,
  createdAt: Math.floor(engine.clock.now() / 1000),
  reasoning: engine.settings.profile === 'documented' ? 'text' : 'summary',
})

async function readRefusal(
  { secrets, clock }: Engine,
  answer: Answer,
  codec: Codec,
  record: UpstreamRecord,
): Promise<{ readonly text: string; readonly fields: Partial<AttemptFailure> }> {
  const { status, headers } = answer
  const body = await readBody(answer, maxErrorBody)
  const text = body.ok ? redactText(body.text, secrets) : ''
  const preview = previewOf(text)
  record.rejected(text, body.ok && body.isCut, preview)
  const fields = {
    type: 'upstream_non_2xx',
    status,
    ...codec.decodeError(status, text),
    preview,
    retryAfterSeconds: retryAfterSeconds(headers, clock.now()),
  } as const
  return { text, fields }
}

/** A stream is left unread for the client that asked for one. */
async function contentOf(
  { secrets }: Engine,
  answer: Answer,
  codec: Codec,
  decoding: DecodeContext,
  wantsStream: boolean,
  record: UpstreamRecord,
): Promise<Served['content'] | Unusable> {
  if (answer.headers['content-type']?.includes('text/event-stream')) {
    const decoder = codec.createStreamDecoder?.(decoding) ?? null
    if (wantsStream) return { kind: 'stream', answer, decoder }
    const response = await collectStream(answer, decoder, record.block)
    if (response) return { kind: 'body', response, raw: response }
    const code = 'gateway_stream_materialization_error'
    return { failure: { status: answer.status, code, message: 'The upstream stream could not be materialized.' } }
  }
  const content = await readContent(answer, codec, decoding, (text) => redactText(text, secrets), record)
  return 'failure' in content ? content : { kind: 'body', ...content }
}
