// A whole body as a response, the same for an HTTP request and for a turn of a session: some servers refuse with 200, or
// send what is no JSON. The body is part of the attempt: until it is complete nothing was sent, so another provider can
// still serve.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { AttemptFailure } from '#shared/session/frame'
import type { Codec, DecodeContext } from '../providers/provider'
import { readBody, type Answer } from './answer'
import { describeFailure, previewOf } from './failure'

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
): Promise<Content | Unusable> {
  const body = await readBody(answer, maxJsonBody)
  if (!body.ok) return { failure: describeFailure(body.failure) }
  const raw = parseJson(body.text)
  const { status } = answer
  const preview = () => previewOf(clean(body.text.slice(0, maxErrorBody)))
  if (!isFields(raw)) {
    const message = 'The provider answered with a body that is not a JSON object.'
    return { failure: { status, code: 'invalid_upstream_body', message, preview: preview() } }
  }
  if (isErrorBody(raw)) return { failure: { status, ...codec.decodeError(status, body.text), preview: preview() } }
  return { response: codec.decodeResponse(raw, decoding), raw }
}

/** A response that failed is an answer, and has its output, empty or not. */
const isErrorBody = (body: Fields): boolean =>
  (isFields(body['error']) || typeof body['error'] === 'string') &&
  !['output', 'choices', 'content', 'candidates'].some((key) => key in body)
