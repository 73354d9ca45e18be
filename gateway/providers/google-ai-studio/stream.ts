// Gemini's stream (`alt=sse`): every event is a whole answer that tells the next piece; the last ones say why it ends.
import { isFields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { DecodeContext, StreamDecoder } from '../provider'
import { AnswerReader } from './response'

export function createStreamDecoder(context: DecodeContext): StreamDecoder {
  const reader = new AnswerReader(context)
  return {
    feed: ({ data }) => {
      // Not Google's, but servers in front of it send it.
      if (data === '[DONE]') return []
      const value = parseJson(data)
      // Google wraps errors in a list when it is not sure that anybody wants a stream.
      const answer: unknown = Array.isArray(value) ? value[0] : value
      if (isFields(answer)) reader.read(answer)
      else reader.writer.fail('invalid_upstream_event', 'The provider sent an event that is not a JSON object.')
      return reader.writer.take()
    },
    end: () => {
      reader.settle()
      return reader.writer.take()
    },
  }
}
