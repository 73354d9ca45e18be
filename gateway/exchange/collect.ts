// A stream as one response object, for a client that did not ask for a stream.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { eventData, eventName, isTerminal, parseEvent, type StreamEvent } from '#shared/open-responses/events'
import { BlockSplitter } from '#shared/sse/split'
import type { StreamDecoder } from '../providers/provider'
import type { Answer } from './answer'

/** The response of the terminal event; null when the stream ended without one, or in an error. `heard` gets every block. */
export function collectStream(
  answer: Answer,
  decoder: StreamDecoder | null,
  heard: (block: Uint8Array) => void,
): Promise<Fields | null> {
  return new Promise((resolve) => {
    const splitter = new BlockSplitter()
    let over = false
    const settle = (response: Fields | null) => {
      over = true
      resolve(response)
    }
    const look = (events: readonly (StreamEvent | null)[]) => {
      for (const event of events) {
        if (!over && event && isTerminal(event.type)) settle(isFields(event['response']) ? event['response'] : null)
      }
    }
    const read = (block: Uint8Array) => {
      if (over) return
      heard(block)
      const text = Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('utf8')
      look(decoder ? decoder.feed({ name: eventName(text), data: eventData(text) }) : [parseEvent(text)])
    }
    answer.read({
      data: (chunk) => {
        if (over) return
        try {
          splitter.feed(chunk, read)
        } catch {
          // An event beyond every measure: nothing that could be put together.
          settle(null)
        }
        if (over) answer.abort()
      },
      end: () => {
        if (!over && decoder) look(decoder.end())
        if (!over) settle(null)
      },
      fail: () => {
        if (!over) settle(null)
      },
    })
  })
}
