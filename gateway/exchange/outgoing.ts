// Events on their way to the client: those of one read are written at once, whole events only, and recorded after they left.
// What the provider said in other words stands in the record before the events it caused.
import type { ServerResponse } from 'node:http'
import type { Recording } from '../recording/recorder'
import type { Answer } from './answer'
import { joinBlocks } from './event-bytes'

type Options = {
  readonly answer: Answer
  readonly response: ServerResponse
  readonly recording: Recording
  readonly turn: number
  readonly attempt: number
}

/** A block of the upstream that does not go on as it came, and how many of the waiting events came before it. */
type Heard = { readonly block: Uint8Array; readonly place: number }

export class Outgoing {
  readonly #options: Options
  #events: Uint8Array[] = []
  #heard: Heard[] = []

  constructor(options: Options) {
    this.#options = options
  }

  /** Events that wait to be sent. */
  get length(): number {
    return this.#events.length
  }

  put(event: Uint8Array): void {
    this.#events.push(event)
  }

  hear(block: Uint8Array): void {
    this.#heard.push({ block, place: this.#events.length })
  }

  /** Returns how many events left. `arrived` is when they came from upstream (monotonic ms). */
  send(arrived: number): number {
    const events = this.#events
    if (events.length === 0 && this.#heard.length === 0) return 0
    this.#events = []
    const { response, answer } = this.#options
    const written = events.length === 0 || response.write(joinBlocks(events))
    this.#record(events, arrived)
    if (!written) {
      answer.pause()
      response.once('drain', answer.resume)
    }
    return events.length
  }

  #record(events: readonly Uint8Array[], arrived: number): void {
    const { recording, turn, attempt } = this.#options
    if (this.#heard.length === 0) return recording.received(turn, events, arrived)
    let from = 0
    for (const { block, place } of this.#heard) {
      if (place > from) recording.received(turn, events.slice(from, place), arrived)
      recording.upstream(turn, attempt, block, arrived)
      from = place
    }
    if (events.length > from) recording.received(turn, events.slice(from), arrived)
    this.#heard = []
  }
}
