// One HTTP exchange of the data plane, from its first byte: its recording, its time limit, and the body that opens it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Engine } from '../engine'
import type { Recording } from '../recording/recorder'
import { redactHeaders, redactUrl, spellSecret } from '../recording/redact'
import type { Refusal } from './errors'
import { identify, type Caller } from './guard'
import { maxBodyBytes, readRequestBody, whenGone } from './http'

/** One exchange in progress. `signal` aborts with the reason `client`, `deadline` or `shutdown`. */
export type Exchange = {
  readonly engine: Engine
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly recording: Recording
  readonly signal: AbortSignal
  readonly turn: 1
  /** Monotonic ms. */
  readonly startedAt: number
}

export function openExchange(engine: Engine, request: IncomingMessage, response: ServerResponse): Exchange {
  const recording = engine.recorder.open(engine.ids.generation())
  recording.record({
    kind: 'opened',
    transport: 'http',
    request: {
      method: request.method ?? '',
      path: redactUrl(request.url ?? ''),
      headers: redactHeaders(request.headers),
    },
    ...(engine.sentTo === null ? {} : { target: engine.sentTo }),
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
  const startedAt = engine.clock.monotonic()
  return { engine, request, response, recording, signal: abort.signal, turn: 1, startedAt }
}

export type CheckedBody =
  | { readonly ok: true; readonly text: string; readonly caller: Caller }
  | { readonly ok: false; readonly refusal: Refusal | null }

/** The token is checked before the body is read (GATEWAY.md 2.1). */
export async function readChecked({ engine, request, recording, signal, turn }: Exchange): Promise<CheckedBody> {
  const identified = identify(request.headers.authorization, engine)
  if (!identified.ok) {
    request.resume()
    return { ok: false, refusal: identified.refusal }
  }
  recording.conceal(spellSecret(identified.caller.bearer))
  const contentType = request.headers['content-type'] ?? ''
  const body = await readRequestBody(request, signal)
  if (!body.ok) {
    if (body.reason === 'too_large') return { ok: false, refusal: tooLarge }
    if (signal.reason !== 'deadline') return { ok: false, refusal: null }
    const description = `The request body was not complete within ${engine.settings.total_timeout_ms} ms.`
    return { ok: false, refusal: { code: 'request_timeout', description, headers: { connection: 'close' } } }
  }
  recording.record({ kind: 'sent', turn, text: body.text })
  if (!/^application\/json\b/i.test(contentType)) {
    const description = `The content type must be application/json, not "${contentType}".`
    return { ok: false, refusal: { code: 'unsupported_media_type', description } }
  }
  return { ok: true, text: body.text, caller: identified.caller }
}

export const tooLarge: Refusal = {
  code: 'payload_too_large',
  description: 'The request body is larger than 16 MiB.',
  extra: { max_bytes: maxBodyBytes },
}
