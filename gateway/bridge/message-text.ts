// Messages as text, as little as possible of them: the type of an upstream event stands in its first bytes, and the rest
// passes through without becoming text.
import { eventType } from '#shared/open-responses/events'
import { maxMessageBytes } from '#shared/open-responses/websocket/create-message'
import { removeSecrets } from '../recording/redact'

const headBytes = 160
const keptOfTooLarge = 64 << 10

export const typeOf = (bytes: Uint8Array): string =>
  eventType(viewOf(bytes).toString('latin1', 0, headBytes)) || eventType(textOf(bytes))

export const textOf = (bytes: Uint8Array): string => viewOf(bytes).toString('utf8')

/** What is recorded of a client's message: one that is refused for its size would only fill the disk. */
export const keptText = (text: string): string =>
  text.length > maxMessageBytes ? `${text.slice(0, keptOfTooLarge)}…` : text

/** A failure may repeat the key it is about; everything else passes exactly as it came (GATEWAY.md 5.4, 9.10). */
export function withoutSecrets(bytes: Uint8Array, eventType: string, secrets: readonly string[]): Uint8Array {
  if (eventType !== 'error' && eventType !== 'response.failed') return bytes
  const text = textOf(bytes)
  const clean = removeSecrets(text, secrets)
  return clean === text ? bytes : Buffer.from(clean, 'utf8')
}

/** The provider may know the model by another name than the one after `openai/`. */
export function withModel(payload: string, model: string): string {
  // The form in which the rules write a payload: nothing has to be read.
  if (payload.endsWith(`"model":${JSON.stringify(model)},"store":false}`)) return payload
  if (payload === '') return payload
  const request = JSON.parse(payload) as Record<string, unknown>
  return request['model'] === model ? payload : JSON.stringify({ ...request, model })
}

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
