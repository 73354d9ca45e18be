// The live path of a stream: bytes in, bytes out, recorded after they left. Only events that carry the response object
// are read and rewritten, and errors told in both shapes; everything else goes through as it came (GATEWAY.md 4).
import type { ServerResponse } from 'node:http'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import {
  carriesResponse,
  eventData,
  eventName,
  eventType,
  isDelta,
  isTerminal,
  parseEvent,
  type StreamEvent,
} from '#shared/open-responses/events'
import type { Ending } from '#shared/session/frame'
import { BlockTooLargeError, BlockSplitter } from '#shared/sse/split'
import type { Profile } from '../config/schema'
import type { Clock } from '../ports'
import type { StreamDecoder } from '../providers/provider'
import type { Recording } from '../recording/recorder'
import type { UpstreamFailure } from '../upstream/upstream'
import type { Answer } from './answer'
import { formatEvent, formatRaw, properName, quickType } from './event-bytes'
import { Outgoing } from './outgoing'
import { errorEvent, readStreamError, upstreamError, type StreamError } from './stream-error'

export type RelayOptions = {
  readonly answer: Answer
  /** Turns a foreign stream into the API's own; null: it is the API's own. */
  readonly decoder: StreamDecoder | null
  readonly response: ServerResponse
  readonly recording: Recording
  readonly turn: number
  /** The one that serves. */
  readonly attempt: number
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Rewrites a response snapshot; `terminal` is true for the one of the last event. */
  readonly rewrite: (response: Fields, terminal: boolean, stats: StreamStats) => Fields
  /** Third-party clients expect a failure to end in `response.failed`, and every stream in `[DONE]` (GATEWAY.md 9.16). */
  readonly profile: Profile
  /** Takes secrets out of what a provider says of its failure. */
  readonly clean: (text: string) => string
}

/** Monotonic ms of the first thing the model said; null before that. */
export type StreamStats = { readonly firstDeltaAt: number | null }

/** How long a provider may take to end a stream after its last event; some never do. */
const graceMs = 1_000

/** Resolves when the client has everything it will get, with how the upstream's side ended. */
export function relayStream(options: RelayOptions): Promise<Ending> {
  return new Promise((resolve) => new Relay(options, resolve).start())
}

class Relay implements StreamStats {
  readonly #options: RelayOptions
  readonly #done: (how: Ending) => void
  readonly #splitter = new BlockSplitter()
  readonly #outgoing: Outgoing
  #events = 0
  #terminal = false
  /** Nothing can follow: a response is settled once, but an `error` may still be followed by its `response.failed`. */
  #final = false
  #over = false
  /** The response as it was last told, and the provider's own error: `response.failed` repeats both. */
  #told: Fields = { object: 'response' }
  #error: StreamError | null = null
  firstDeltaAt: number | null = null
  #cancelGrace: (() => void) | null = null
  #arrived = 0

  constructor(options: RelayOptions, done: (how: Ending) => void) {
    this.#options = options
    this.#outgoing = new Outgoing(options)
    this.#done = done
  }

  start(): void {
    this.#options.answer.read({ data: this.#data, end: this.#end, fail: this.#fail })
  }

  #data = (chunk: Buffer): void => {
    if (this.#over) return
    this.#arrived = this.#options.clock.monotonic()
    try {
      this.#splitter.feed(chunk, this.#block)
    } catch (error) {
      if (!(error instanceof BlockTooLargeError)) throw error
      this.#flush()
      return this.#breakOff('cut', 'upstream_event_too_large', error.message)
    }
    // One read of the upstream's socket comes in as many pieces as its writes were: they leave together.
    if (!this.#terminal) return process.nextTick(this.#flush)
    this.#flush()
    this.#cancelGrace ??= this.#options.clock.after(graceMs, this.#hangUp)
    if (this.#final) this.#finish('complete', delivered)
  }

  #block = (block: Uint8Array): void => {
    if (this.#final) return
    const bytes = block instanceof Buffer ? block : Buffer.from(block.buffer, block.byteOffset, block.byteLength)
    if (this.#options.decoder) {
      this.#outgoing.hear(bytes)
      return this.#decoded(this.#options.decoder, bytes.toString('utf8'))
    }
    const type = quickType(bytes)
    if (type !== null && type === this.#name(type) && (isDelta(type) || !(carriesResponse(type) || isTerminal(type)))) {
      if (this.firstDeltaAt === null && isDelta(type)) this.firstDeltaAt = this.#arrived
      if (this.#terminal) this.#outgoing.hear(bytes)
      else this.#outgoing.put(bytes)
      return
    }
    const told = this.#rewritten(bytes.toString('utf8'))
    if (!told?.equals(bytes)) this.#outgoing.hear(bytes)
    if (told) this.#outgoing.put(told)
  }

  /** The slow path: an event to rewrite, one in an unusual form, or none at all (comments, `[DONE]`). */
  #rewritten(text: string): Buffer | null {
    const data = eventData(text)
    if (data === '' || data === '[DONE]') return null
    const event = parseEvent(text)
    const type = event?.type ?? eventType(text)
    if (this.#terminal && type !== 'response.failed') return null
    if (event && carriesResponse(type) && isFields(event['response'])) return this.#snapshot(event)
    this.#settle(type)
    if (type === 'error') {
      this.#error = readStreamError(this.#options.clean(data))
      return formatEvent(errorEvent(this.#error, this.#events + this.#outgoing.length))
    }
    const name = this.#name(type)
    return event && name !== type ? formatEvent({ ...event, type: name }) : formatRaw(type, data)
  }

  /** Third-party clients know some of the names that the documents fold into others. */
  #name = (type: string): string => (this.#options.profile === 'documented' ? properName(type) : type)

  #decoded(decoder: StreamDecoder, text: string): void {
    const data = eventData(text)
    if (data !== '') this.#push(decoder.feed({ name: eventName(text), data }))
  }

  #push(events: readonly StreamEvent[]): void {
    for (const event of events) {
      if (this.#final) return
      if (this.firstDeltaAt === null && isDelta(event.type)) this.firstDeltaAt = this.#arrived
      if (carriesResponse(event.type)) this.#outgoing.put(this.#snapshot(event))
      else this.#outgoing.put(formatEvent(event))
    }
  }

  #snapshot(event: StreamEvent): Buffer {
    const told = event['response'] as Fields
    const block = formatEvent({ ...event, response: this.#options.rewrite(told, isTerminal(event.type), this) })
    this.#settle(event.type)
    this.#told = told
    return block
  }

  #settle(type: string): void {
    const terminal = isTerminal(type)
    this.#terminal ||= terminal
    this.#final ||= terminal && type !== 'error'
  }

  #flush = (): void => {
    this.#events += this.#outgoing.send(this.#arrived)
  }

  #hangUp = (): void => {
    this.#end()
    this.#options.answer.abort()
  }

  #end = (): void => {
    this.#cancelGrace?.()
    if (this.#over) return
    if (this.#options.decoder && !this.#terminal) {
      this.#arrived = this.#options.clock.monotonic()
      this.#push(this.#options.decoder.end())
    }
    this.#flush()
    if (this.#terminal) return this.#finish('complete', delivered)
    this.#truncate(`The provider closed the stream ${this.#after()}${this.#inEvent()}.`)
  }

  #fail = (failure: UpstreamFailure): void => {
    this.#cancelGrace?.()
    if (this.#over) return
    this.#flush()
    if (this.#terminal) return this.#finish('complete', `The terminal event was delivered; then: ${failure.message}`)
    const after = this.#after()
    const { reason } = this.#options.signal
    if (reason === 'client') return this.#finish('aborted', `Your client closed ${after}. The upstream was stopped.`)
    if (reason === 'shutdown') return this.#finish('cut', `Gatescope was stopped ${after}.`)
    if (failure.kind === 'aborted')
      return this.#breakOff('timeout', 'request_timeout', `The time limit for one request was reached ${after}.`)
    if (failure.kind === 'timeout')
      return this.#breakOff('timeout', 'upstream_timeout', `The provider fell silent ${after}.`)
    this.#truncate(`The connection to the provider broke ${after}${this.#inEvent()}: ${failure.code}.`)
  }

  #after = (): string => `after ${this.#events.toLocaleString('en-US')} event${this.#events === 1 ? '' : 's'}`

  #inEvent = (): string => (this.#splitter.rest() > 0 ? `, ${this.#splitter.rest()} bytes into the next` : '')

  #truncate(message: string): void {
    this.#breakOff('cut', 'upstream_stream_truncated', message)
  }

  /** The head is out, so the client learns of the failure as an event, in both shapes clients know. */
  #breakOff(how: 'cut' | 'timeout', code: string, message: string): void {
    if (this.#over) return
    this.#options.recording.record({ kind: 'ended', turn: this.#options.turn, how, detail: message })
    this.#arrived = this.#options.clock.monotonic()
    this.#error = upstreamError(code, message)
    this.#terminal = true
    this.#outgoing.put(formatEvent(errorEvent(this.#error, this.#events)))
    this.#flush()
    this.#endFailed()
    this.#close(how)
    this.#options.answer.abort()
  }

  /** Third-party clients wait for the response of a failure even after its error. */
  #endFailed(): void {
    if (this.#options.profile === 'documented' || this.#final || !this.#error) return
    const { code, message } = this.#error
    const response = { ...this.#told, status: 'failed', error: { code, message } }
    this.#outgoing.put(this.#snapshot({ type: 'response.failed', sequence_number: this.#events, response }))
    this.#flush()
  }

  #finish(how: 'complete' | 'cut' | 'aborted', detail: string): void {
    if (this.#over) return
    if (how === 'complete') this.#endFailed()
    this.#options.recording.record({ kind: 'ended', turn: this.#options.turn, how, detail })
    this.#close(how)
  }

  #close(how: Ending): void {
    this.#over = true
    const { response, profile } = this.#options
    if (profile === 'open-responses' && !response.destroyed) response.end('data: [DONE]\n\n')
    else response.end()
    this.#done(how)
  }
}

const delivered = 'The terminal event was delivered.'
