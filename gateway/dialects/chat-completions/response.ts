// A whole chat completion as a response object (GATEWAY.md 3.10 and 7.4).
import type { Fields } from '#shared/open-responses/canonical'
import type { DecodeContext } from '../../providers/provider'
import { ChatReader } from './stream'

export function decodeResponse(body: Fields, context: DecodeContext): Fields {
  const reader = new ChatReader(context, 'wav')
  reader.chunk(body)
  reader.done()
  return reader.writer.response ?? {}
}
