// A whole Anthropic message as a response object (GATEWAY.md 3.10, 7.5).
import type { Fields } from '#shared/open-responses/canonical'
import type { DecodeContext } from '../provider'
import { MessageReader } from './message-reader'

export function decodeResponse(body: Fields, context: DecodeContext): Fields {
  const reader = new MessageReader(context)
  const content: unknown = body['content']
  if (Array.isArray(content)) {
    reader.read({ type: 'message_start', message: body })
    content.forEach((content_block: unknown, index) => {
      reader.read({ type: 'content_block_start', index, content_block })
      reader.read({ type: 'content_block_stop', index })
    })
    reader.read({ type: 'message_delta', delta: body, usage: body['usage'] })
    reader.read({ type: 'message_stop' })
  } else reader.read(body)
  // Neither a message nor an error.
  reader.writer.fail('invalid_upstream_body', 'The provider answered with JSON that is not a message.')
  return reader.writer.response ?? body
}
