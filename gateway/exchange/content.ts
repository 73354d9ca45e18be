// A whole body as a response, the same for an HTTP request and for a turn of a session: some servers refuse with 200, or
// send what is no JSON. The body is part of the attempt: until it is complete nothing was sent, so another provider can
// still serve.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { AttemptFailure } from '#shared/session/frame'
import type { Codec, DecodeContext } from '../providers/provider'
import { readBody, type Answer } from './answer'
import { describeFailure, previewOf } from './failure'
import { keptOfRejected, type UpstreamRecord } from './upstream-record'

/** What is read of a refusal, in bytes. */
export const maxErrorBody = 32 << 10
const maxJsonBody = 64 << 20

/** `raw` is the provider's own JSON. */
export type Content = { readonly response: Fields; readonly raw: Fields }
export type Unusable = { readonly failure: Partial<AttemptFailure> }

/** An answer in an encoding nobody asked for cannot be read; it is hung up on. */
export function refuseEncoding(answer: Answer): Unusable | null {
  const encoding = answer.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return null
  answer.abort()
  const message = `The provider answered in "${encoding}", which was not asked for.`
  return { failure: { status: answer.status, code: 'invalid_upstream_encoding', message } }
}

/** `clean` takes secrets out of what a failure shows. */
export async function readContent(
  answer: Answer,
  codec: Codec,
  decoding: DecodeContext,
  clean: (text: string) => string,
  record: UpstreamRecord,
): Promise<Content | Unusable> {
  const body = await readBody(answer, maxJsonBody)
  if (!body.ok) return { failure: describeFailure(body.failure) }
  const raw = parseJson(body.text)
  const { status } = answer
  const unusable = (fields: Partial<AttemptFailure>): Unusable => {
    const preview = previewOf(clean(body.text.slice(0, maxErrorBody)))
    record.rejected(clean(body.text.slice(0, keptOfRejected)), body.text.length > keptOfRejected, preview)
    return { failure: { status, ...fields, preview } }
  }
  if (!isFields(raw)) {
    const message = 'The provider answered with a body that is not a JSON object.'
    return unusable({ code: 'invalid_upstream_body', message })
  }
  if (isErrorBody(raw)) return unusable(codec.decodeError(status, body.text))
  record.body(body.text)
  return { response: codec.decodeResponse(raw, decoding), raw }
}

/** A response that failed is an answer, and has its output, empty or not. */
const isErrorBody = (body: Fields): boolean =>
  (isFields(body['error']) || typeof body['error'] === 'string') &&
  !['output', 'choices', 'content', 'candidates'].some((key) => key in body)
