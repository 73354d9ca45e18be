// Anthropic's event stream as events of the Responses API (GATEWAY.md 4.3, 7.5).
import { parseJson } from '#shared/json'
import { isFields } from '#shared/open-responses/canonical'
import type { DecodeContext, StreamDecoder } from '../provider'
import { MessageReader } from './message-reader'

export function createStreamDecoder(context: DecodeContext): StreamDecoder {
  const reader = new MessageReader(context)
  return {
    feed: ({ data }) => {
      const event = parseJson(data)
      if (isFields(event)) reader.read(event)
      else reader.writer.fail('invalid_upstream_event', 'The provider sent an event that is not a JSON object.')
      return reader.writer.take()
    },
    // Only `message_stop` ends a message: a stream without it was cut.
    end: () => [],
  }
}
