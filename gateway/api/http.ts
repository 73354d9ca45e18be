// Reading bodies and writing JSON, the same for every route.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ErrorEnvelope } from '#shared/open-responses/envelope'
import type { Profile } from '../config/schema'
import { bodyFor, buildEnvelope, errorHeaders, type Refusal } from './errors'

/** GATEWAY.md 1.10: request bodies over 16 MiB are refused. */
export const maxBodyBytes = 16 << 20
/** What is read beyond that, only so that the client is still listening when the refusal is written. */
const maxDrainedBytes = 128 << 20

export type RequestBody =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'too_large' | 'aborted' }

/** Aborting `signal` gives up on a body that does not come to its end. */
export function readRequestBody(request: IncomingMessage, signal: AbortSignal): Promise<RequestBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= maxBodyBytes) chunks.push(chunk)
      else chunks.length = 0
      if (size > maxDrainedBytes) request.destroy()
    })
    request.on('end', () =>
      resolve(
        size > maxBodyBytes
          ? { ok: false, reason: 'too_large' }
          : { ok: true, text: Buffer.concat(chunks).toString('utf8') },
      ),
    )
    const giveUp = () => resolve({ ok: false, reason: 'aborted' })
    request.on('close', giveUp)
    signal.addEventListener('abort', giveUp)
  })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): string {
  return sendText(response, status, JSON.stringify(body), { 'content-type': 'application/json', ...headers })
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>>,
): string {
  response.writeHead(status, {
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(text)
  return text
}

export type Answering = {
  readonly generationId: string
  readonly profile: Profile
  /** What every answer tells of its route. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What was sent, for the recording. */
export type SentJson = { readonly text: string; readonly headers: Readonly<Record<string, string>> }

export const sendRefusal = (response: ServerResponse, refusal: Refusal, answering: Answering): SentJson =>
  sendEnvelope(response, buildEnvelope(refusal, answering.generationId), answering, refusal.headers)

export function sendEnvelope(
  response: ServerResponse,
  envelope: ErrorEnvelope,
  { generationId, profile, headers }: Answering,
  more: Readonly<Record<string, string>> = {},
): SentJson {
  const body = bodyFor(profile, envelope)
  const all = {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-generation-id': generationId,
    'x-request-id': generationId,
    'x-gateway-attempts': '0',
    ...headers,
    ...errorHeaders(envelope),
    ...more,
  }
  return { text: sendJson(response, envelope.status_code, body, all), headers: all }
}

/** An answer that waits behind another one of its connection has no socket yet, and is not told when that closes. */
export function whenGone({ socket }: IncomingMessage, response: ServerResponse, run: () => void): void {
  let isGone = false
  const gone = () => {
    // One closes the other while its own listeners are being called.
    if (isGone) return
    isGone = true
    socket.off('close', gone)
    response.off('close', gone)
    run()
  }
  socket.on('close', gone)
  response.on('close', gone)
}

/** Headers carry ASCII only; names from a configuration or a client may be in any script, or broken. */
export const headerValue = (text: string): string =>
  text.replace(/[^ -~]+/g, (run) => encodeURIComponent(run.replace(/[\ud800-\udfff]/gu, '\ufffd')))
