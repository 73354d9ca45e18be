// A timeline is what a simulated provider will do, as data: when it answers, with which events at which moment, and how
// it ends. Built by a tape: append what the model says, and the events of the Responses API come out in their documented
// order (created, in_progress, items with their parts and deltas, one terminal event).
import type { StreamEvent } from '#shared/open-responses/events'
import { ResponseWriter, type Finish } from '../dialects/response-writer'

export type Timeline = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds until the response head; null: it never comes. */
  readonly headAt: number | null
  /** Body of an error answer (status 400 and up). */
  readonly body: unknown
  readonly steps: readonly TimelineStep[]
  /** Instead of the steps: what a provider of this very wire format said, word for word. */
  readonly wire?: readonly { readonly at: number; readonly text: string }[]
  /** After the last step: end cleanly, reset the connection (also in the middle of an event), or stay open for ever. */
  readonly ending: 'end' | 'reset' | 'reset_in_event' | 'hang'
}

export type TimelineStep = { readonly at: number; readonly event: StreamEvent }

export type TapeOptions = {
  readonly responseId: string
  readonly model: string
  /** Unix seconds. */
  readonly createdAt: number
  /** Milliseconds between two deltas; jittered by a quarter. */
  readonly paceMs: number
  readonly random: () => number
  /** Fields of the request that a response repeats. */
  readonly echo: Readonly<Record<string, unknown>>
  readonly inputTokens: number
}

/** Every method appends and returns the tape. A new tape already holds `created` and `in_progress`. */
export class Tape {
  readonly steps: TimelineStep[] = []
  readonly #options: TapeOptions
  readonly #writer: ResponseWriter
  #at = 0
  #calls = 0
  #textTokens = 0
  #reasoningTokens = 0

  constructor(options: TapeOptions) {
    this.#options = options
    const { responseId, model, createdAt, echo } = options
    this.#writer = new ResponseWriter({ itemId: responseId.slice(5), model, createdAt, echo, reasoning: 'summary' })
    this.#writer.begin({ id: responseId })
    this.#take()
  }

  /** What was said before a silence was said to its end. */
  wait(ms: number): Tape {
    this.#writer.closeItem()
    this.#take()
    this.#at += ms
    return this
  }

  reasoning(text: string): Tape {
    for (const delta of words(text)) {
      this.#reasoningTokens += 1
      this.#say(() => this.#writer.reasoning(delta))
    }
    return this
  }

  /** Stays open until something else follows: a tape that ends here is a stream that breaks off. */
  message(text: string): Tape {
    return this.#speak(words(text), (delta) => this.#writer.text(delta))
  }

  /** `count` deltas of one message, for load. */
  deltas(count: number, text: (i: number) => string): Tape {
    const pieces = Array.from({ length: count }, (_, i) => text(i))
    return this.#speak(pieces, (delta) => this.#writer.text(delta))
  }

  refusal(text: string): Tape {
    return this.#speak(words(text), (delta) => this.#writer.refusal(delta))
  }

  toolCall(name: string, args: unknown): Tape {
    const key = this.#calls
    this.#calls += 1
    const writer = this.#writer
    writer.openCall(key, `call_${this.#options.responseId.slice(5)}_${key}`, name)
    this.#speak(JSON.stringify(args).match(/.{1,8}/gsu) ?? [], (delta) => writer.callArguments(key, delta))
    writer.closeCall(key)
    return this.#take()
  }

  /** One event outside the order, as it is (sequence number added). */
  event(event: StreamEvent): Tape {
    this.#writer.event(event)
    return this.#take()
  }

  complete(): Tape {
    return this.#finish('stop')
  }

  incomplete(reason: 'max_output_tokens' | 'content_filter'): Tape {
    return this.#finish(reason === 'max_output_tokens' ? 'length' : 'content_filter')
  }

  fail(code: string, message: string): Tape {
    this.#writer.fail(code, message)
    return this.#take()
  }

  #finish(finish: Finish): Tape {
    const output = this.#textTokens + this.#reasoningTokens
    const usage = { input: this.#options.inputTokens, output, reasoning: this.#reasoningTokens }
    this.#writer.finish(finish, usage, this.#options.createdAt + Math.ceil(this.#at / 1000))
    return this.#take()
  }

  #speak(pieces: Iterable<string>, say: (delta: string) => void): Tape {
    for (const delta of pieces) {
      this.#textTokens += 1
      this.#say(() => say(delta))
    }
    return this
  }

  /** What opens an item or a part comes with the moment before its first delta. */
  #say(say: () => void): void {
    const before = this.#at
    this.#at += this.#options.paceMs * (0.75 + this.#options.random() / 2)
    say()
    this.#take(before)
  }

  #take(earlier = this.#at): Tape {
    const events = this.#writer.take()
    for (const [i, event] of events.entries())
      this.steps.push({ at: i < events.length - 1 ? earlier : this.#at, event })
    return this
  }
}

/** Words with the space before them, the size in which models usually stream. */
const words = (text: string): string[] => text.match(/\s*\S+/gu) ?? []
