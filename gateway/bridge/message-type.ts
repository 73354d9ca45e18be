// The type of an upstream message, read from its first bytes: nearly every provider writes it there, and the rest of a
// message passes through without becoming text.
import { eventType } from '#shared/open-responses/events'

const headBytes = 160

export const typeOf = (bytes: Uint8Array): string =>
  eventType(viewOf(bytes).toString('latin1', 0, headBytes)) || eventType(textOf(bytes))

export const textOf = (bytes: Uint8Array): string => viewOf(bytes).toString('utf8')

const viewOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
