// Walks the routing plan: one attempt after another until a provider answers. Any non-2xx answer and any broken
// connection moves on to the next candidate, as long as the client has not got a byte (GATEWAY.md 3.7).
import type { CanonicalRequest, Fields } from '#shared/open-responses/canonical'
import type { AttemptFailure, Headers } from '#shared/session/frame'
import { codecOf, targetOf, upstreamOf, type Engine } from '../engine'
import type { Codec, DecodeContext, StreamDecoder } from '../providers/provider'
import type { Recording } from '../recording/recorder'
import { redactHeaders, redactText, redactUrl } from '../recording/redact'
import type { Candidate } from '../routing/candidates'
import type { UpstreamFailure } from '../upstream/upstream'
import { openAnswer, readBody, type Answer } from './answer'

/** A provider answered: with a stream that is still unread, or with its whole JSON body. */
export type Served = {
  readonly candidate: Candidate
  readonly attempt: number
  readonly content:
    /** Without a decoder the stream is the API's own. */
    | { readonly kind: 'stream'; readonly answer: Answer; readonly decoder: StreamDecoder | null }
    | { readonly kind: 'body'; readonly response: Fields }
}

export type FailedAttempt = { readonly provider: string; readonly failure: AttemptFailure }

export type AttemptOutcome = { readonly served: Served | null; readonly failures: readonly FailedAttempt[] }

export type AttemptInput = {
  readonly engine: Engine
  readonly plan: readonly Candidate[]
  readonly request: CanonicalRequest
  readonly scenario: string | null
  /** The client's own credential, for providers that pass it through. */
  readonly bearer: string | null
  readonly recording: Recording
  readonly turn: number
  readonly signal: AbortSignal
}

type Attempted =
  | { readonly ok: true; readonly served: Served }
  | { readonly ok: false; readonly failure: AttemptFailure }

const maxErrorBody = 32 << 10
const maxJsonBody = 64 << 20
const previewLength = 320

export async function attemptCandidates(input: AttemptInput): Promise<AttemptOutcome> {
  const failures: FailedAttempt[] = []
  for (const [index, candidate] of input.plan.entries()) {
    const attempt = index + 1
    const outcome = await attemptOne(input, candidate, attempt)
    if (outcome.ok) return { served: outcome.served, failures }
    if (input.signal.aborted) break
    input.recording.record({ kind: 'rejected', turn: input.turn, attempt, failure: outcome.failure })
    failures.push({ provider: candidate.provider.id, failure: outcome.failure })
  }
  return { served: null, failures }
}

async function attemptOne(input: AttemptInput, candidate: Candidate, attempt: number): Promise<Attempted> {
  const { engine, request, recording, turn, signal } = input
  const { provider, route } = candidate
  if (provider.mode === 'none')
    return rejected({ code: `${provider.id}_key_missing`, message: `${provider.id} has no API key.` })
  if (provider.mode === 'live' && provider.baseUrl === '')
    return rejected({ code: `${provider.id}_base_url_missing`, message: `${provider.id} has no base URL.` })

  const target = targetOf(candidate, input.bearer)
  const codec = codecOf(engine, target)
  const upstreamRequest = codec.encodeRequest(request, target)
  recording.record({
    kind: 'attempted',
    turn,
    attempt,
    provider: provider.id,
    model: route.model,
    simulated: provider.mode === 'simulated',
    request: {
      method: 'POST',
      url: redactUrl(upstreamRequest.url),
      headers: redactHeaders(upstreamRequest.headers),
      body: upstreamRequest.body,
    },
  })
  const context = {
    provider: provider.id,
    model: route.model,
    scenario: input.scenario,
    attempt,
    timeoutMs: engine.settings.attempt_timeout_ms,
  }
  const opened = await openAnswer(upstreamOf(engine, provider), upstreamRequest, context, signal)
  if (!opened.ok) return rejected(describeFailure(opened.failure))
  const { answer } = opened
  const { status, headers } = answer
  if (status < 200 || status > 299) {
    const body = await readBody(answer, maxErrorBody)
    // Before anything is cut out of it: half a key is no longer found.
    const text = body.ok ? redactText(body.text, engine.secrets) : ''
    const error = codec.decodeError(status, text)
    return rejected(
      {
        type: 'upstream_non_2xx',
        status,
        ...error,
        preview: preview(text),
        retryAfterSeconds: retryAfterSeconds(headers),
      },
      engine.secrets,
    )
  }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity') {
    answer.abort()
    const message = `The provider answered in "${encoding}", which was not asked for.`
    return rejected({ status, code: 'invalid_upstream_encoding', message })
  }
  const isStream = headers['content-type']?.includes('text/event-stream') ?? false
  const decoding = decodeContext(input, candidate)
  const content =
    request.stream && isStream
      ? ({ kind: 'stream', answer, decoder: codec.createStreamDecoder?.(decoding) ?? null } as const)
      : await readJson(answer, codec, decoding, engine.secrets)
  if ('failure' in content) return rejected(content.failure, engine.secrets)
  recording.record({ kind: 'answered', turn, attempt, status, headers: redactHeaders(headers) })
  return { ok: true, served: { candidate, attempt, content } }
}

/** A whole body is part of the attempt: until it is complete nothing was sent, so another provider can still serve. */
async function readJson(
  answer: Answer,
  codec: Codec,
  decoding: DecodeContext,
  secrets: readonly string[],
): Promise<Served['content'] | { readonly failure: Partial<AttemptFailure> }> {
  const body = await readBody(answer, maxJsonBody)
  if (!body.ok) return { failure: describeFailure(body.failure) }
  try {
    const response: unknown = JSON.parse(body.text)
    if (typeof response === 'object' && response !== null && !Array.isArray(response))
      return { kind: 'body', response: codec.decodeResponse(response as Fields, decoding) }
  } catch {
    // Falls through to the failure: what came is no response.
  }
  const message = 'The provider answered with a body that is not a JSON object.'
  const text = preview(redactText(body.text.slice(0, maxErrorBody), secrets))
  return { failure: { status: answer.status, code: 'invalid_upstream_body', message, preview: text } }
}

const decodeContext = ({ engine, recording }: AttemptInput, { route }: Candidate): DecodeContext => ({
  generationId: recording.id,
  model: route.model,
  createdAt: Math.floor(engine.clock.now() / 1000),
  reasoning: engine.settings.profile === 'documented' ? 'text' : 'summary',
})

function rejected(fields: Partial<AttemptFailure>, secrets: readonly string[] = []): Attempted {
  const clean = (text: string | null | undefined) => (text ? redactText(text, secrets) : null)
  return {
    ok: false,
    failure: {
      type: fields.type ?? 'error',
      status: fields.status ?? null,
      code: clean(fields.code),
      message: clean(fields.message),
      description: clean(fields.description),
      param: clean(fields.param),
      preview: clean(fields.preview),
      retryAfterSeconds: fields.retryAfterSeconds ?? null,
    },
  }
}

const describeFailure = (failure: UpstreamFailure): Partial<AttemptFailure> => ({
  type: 'error',
  code: failure.kind === 'timeout' ? 'upstream_timeout' : failure.code,
  message: failure.message,
})

const preview = (text: string): string | null =>
  text.length > previewLength
    ? `${text.slice(0, previewLength)}...[truncated ${text.length - previewLength} chars]`
    : text || null

/** Seconds or an HTTP date. */
function retryAfterSeconds(headers: Headers): number | null {
  const value = headers['retry-after']
  if (value === undefined) return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000))
}
