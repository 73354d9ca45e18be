// Both directions of a wire format against each other: what a provider would send, as bytes, and what comes out of it.
import { eventData, eventName, parseEvent, type StreamEvent } from '#shared/open-responses/events'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { BlockSplitter } from '#shared/sse/split'
import type { Codec, DecodeContext } from '../../gateway/providers/provider'

export const decodeContext: DecodeContext = {
  generationId: 'G-1',
  model: 'model',
  createdAt: 1_790_000_000,
  reasoning: 'text',
}

/** The stream a provider would send for these events; a clean end unless it breaks off. */
export function emulateStream({ emulator }: Codec, events: readonly StreamEvent[]): string {
  const wire = emulator.createStream()
  return events.map(wire.event).join('') + wire.end()
}

/** Reads a stream as the relay does: split into blocks, decoded where the format is foreign. */
export function decodeStream(codec: Codec, chunks: readonly Uint8Array[], context = decodeContext): StreamEvent[] {
  const decoder = codec.createStreamDecoder?.(context) ?? null
  const splitter = new BlockSplitter()
  const events: StreamEvent[] = []
  const utf8 = new TextDecoder()
  for (const chunk of chunks)
    splitter.feed(chunk, (block) => {
      const text = utf8.decode(block)
      const data = eventData(text)
      if (data === '') return
      if (decoder) return void events.push(...decoder.feed({ name: eventName(text), data }))
      const event = parseEvent(text)
      if (event) events.push(event)
    })
  if (decoder) events.push(...decoder.end())
  return events
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** What a response says, whatever order and pieces it says it in. */
export type Said = {
  readonly text: string
  readonly refusal: string
  readonly reasoning: string
  readonly calls: readonly { readonly name: unknown; readonly arguments: unknown }[]
  readonly status: unknown
  readonly incomplete: unknown
}

export function readSaid(response: Fields): Said {
  const items = listOf(response['output'])
  const parts = items.filter((item) => item['type'] === 'message').flatMap((item) => listOf(item['content']))
  const thoughts = items
    .filter((item) => item['type'] === 'reasoning')
    .flatMap((item) => [...listOf(item['summary']), ...listOf(item['content'])])
  const join = (list: readonly Fields[], key: string) =>
    list.map((part) => (typeof part[key] === 'string' ? part[key] : '')).join('')
  return {
    text: join(parts, 'text'),
    refusal: join(parts, 'refusal'),
    reasoning: join(thoughts, 'text'),
    calls: items
      .filter((item) => item['type'] === 'function_call')
      .map((item) => ({ name: item['name'], arguments: JSON.parse(String(item['arguments'])) as unknown })),
    status: response['status'],
    incomplete: isFields(response['incomplete_details']) ? response['incomplete_details']['reason'] : null,
  }
}

const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

/** The response of the terminal event. */
export function finalResponse(events: readonly StreamEvent[]): Fields {
  const response = events.at(-1)?.['response']
  if (!isFields(response)) throw new Error(`the stream ends with ${events.at(-1)?.type ?? 'nothing'}`)
  return response
}
