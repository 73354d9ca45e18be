// One small document from a provider: its list of models. Nothing streams here, so nothing of the port is needed.
import { request } from 'undici'
import type { Headers } from '#shared/session/frame'
import { explain } from './network'
import type { UpstreamFailure } from './upstream'

const timeoutMs = 20_000
const maxBytes = 8 << 20

export type Document =
  | { readonly ok: true; readonly status: number; readonly text: string }
  | { readonly ok: false; readonly failure: UpstreamFailure }

/** Redirects are not followed: the credential is for this address. Never rejects. */
export async function getDocument(url: string, headers: Headers): Promise<Document> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const { statusCode: status, body } = await request(url, { headers, signal })
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > maxBytes) throw new Error(`The answer is larger than ${maxBytes} bytes.`)
      chunks.push(chunk)
    }
    return { ok: true, status, text: Buffer.concat(chunks).toString('utf8') }
  } catch (error) {
    const message = `There was no whole answer within ${timeoutMs} ms.`
    const failure: UpstreamFailure = signal.aborted
      ? { kind: 'timeout', code: 'timeout', message }
      : explain(error as Error)
    return { ok: false, failure }
  }
}
