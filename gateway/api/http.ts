// Reading bodies and writing JSON, the same for every route.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { buildEnvelope, errorHeaders, type Refusal } from './errors'

/** GATEWAY.md 1.10: request bodies over 16 MiB are refused. */
export const maxBodyBytes = 16 << 20
/** What is read beyond that, only so that the client is still listening when the refusal is written. */
const maxDrainedBytes = 128 << 20

export type RequestBody =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'too_large' | 'aborted' }

export function readRequestBody(request: IncomingMessage): Promise<RequestBody> {
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
    request.on('close', () => resolve({ ok: false, reason: 'aborted' }))
  })
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): string {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(text)
  return text
}

/** Returns the exact body text, for the recording. */
export function sendRefusal(response: ServerResponse, refusal: Refusal, generationId: string): string {
  const envelope = buildEnvelope(refusal, generationId)
  return sendJson(response, envelope.status_code, envelope, {
    ...errorHeaders(envelope),
    'x-generation-id': generationId,
    'x-request-id': generationId,
    ...refusal.headers,
  })
}
