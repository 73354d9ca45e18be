// One turn's answer over SSE, as messages of a websocket: each event whole, those of the Responses API exactly as they came
// (GATEWAY.md 5.4, 9.17: no `[DONE]`, no comments).
import { isFields, type Fields } from '#shared/open-responses/canonical'
import {
  carriesResponse,
  eventData,
  eventName,
  isTerminal,
  parseEvent,
  type StreamEvent,
} from '#shared/open-responses/events'
import { BlockSplitter, BlockTooLargeError } from '#shared/sse/split'
import type { Answer } from '../exchange/answer'
import type { StreamDecoder } from '../providers/provider'

export type SseTurnSink = {
  /** A block that is told in other words, or not at all; before the events it causes. */
  readonly heard: (block: Uint8Array) => void
  readonly event: (text: string) => void
  /** The response of the terminal event, before that event is handed over. */
  readonly finished: (type: string, response: Fields | null, bytes: number) => void
  /** The stream ended or broke without a terminal event. */
  readonly cut: (why: string) => void
  /** One event was larger than anybody may send. */
  readonly tooLarge: (message: string) => void
}

export class SseTurn {
  readonly #answer: Answer
  readonly #decoder: StreamDecoder | null
  /** Stands in for the id of a provider that gives its responses none. */
  readonly #responseId: string
  readonly #sink: SseTurnSink
  readonly #splitter = new BlockSplitter()
  #isTerminal = false
  #isOver = false

  constructor(answer: Answer, decoder: StreamDecoder | null, responseId: string, sink: SseTurnSink) {
    this.#answer = answer
    this.#decoder = decoder
    this.#responseId = responseId
    this.#sink = sink
  }

  start(): void {
    this.#answer.read({
      data: this.#data,
      end: this.#end,
      fail: ({ message }) => this.#cut(`The connection to the provider broke: ${message}`),
    })
  }

  #data = (chunk: Buffer): void => {
    if (this.#isOver) return
    try {
      this.#splitter.feed(chunk, this.#block)
    } catch (error) {
      if (!(error instanceof BlockTooLargeError)) throw error
      this.#isOver = true
      this.#answer.abort()
      this.#sink.tooLarge(error.message)
    }
  }

  #block = (block: Uint8Array): void => {
    if (this.#isOver) return
    const text = Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('utf8')
    const data = eventData(text)
    const isSilent = data === '' || data === '[DONE]'
    if (this.#decoder || isSilent) this.#sink.heard(block)
    if (isSilent) return
    if (this.#decoder) return this.#decoded(this.#decoder.feed({ name: eventName(text), data }))
    this.#emit(eventName(text), data, null)
  }

  #decoded(events: readonly StreamEvent[]): void {
    for (const event of events) {
      const { response } = event
      const named =
        carriesResponse(event.type) && isFields(response)
          ? { ...event, response: { ...response, id: response['id'] ?? this.#responseId } }
          : event
      this.#emit(named.type, JSON.stringify(named), named)
    }
  }

  /** After the terminal event only a failure may follow the `error` that announced it. */
  #emit(name: string, text: string, known: StreamEvent | null): void {
    if (this.#isOver) return
    const event = known ?? (name === '' || isTerminal(name) ? parseEvent(text) : null)
    const type = event?.type ?? name
    if (this.#isTerminal && type !== 'response.failed') return
    if (isTerminal(type)) {
      this.#isTerminal = true
      this.#isOver = type !== 'error'
      const response = event?.['response']
      this.#sink.finished(type, isFields(response) ? response : null, text.length)
    }
    this.#sink.event(text)
  }

  #end = (): void => {
    if (this.#decoder && !this.#isTerminal) this.#decoded(this.#decoder.end())
    this.#cut('The provider closed the stream before its terminal event.')
  }

  #cut(why: string): void {
    if (this.#isOver || this.#isTerminal) return
    this.#isOver = true
    this.#sink.cut(why)
  }
}
