// One HTTP exchange with a fault in it. Seen from the gateway it is a provider's exchange like any other: its head, its
// bytes and its end come on the clock, it can be paused, resumed and aborted at any time.
import { eventData } from '#shared/open-responses/events'
import type { Fault } from '#shared/fault/schema'
import type { Headers } from '#shared/session/frame'
import { BlockSplitter } from '#shared/sse/split'
import type { Clock } from '../ports'
import type { ResponseSink, UpstreamExchange, UpstreamFailure } from '../upstream/upstream'
import { cutChunks, formEvent } from './form'
import { StepQueue } from './step-queue'
import { injected, positionOf, stepsAfter, type Opening, type Step, type StreamContext } from './steps'

export type FaultyExchangeOptions = {
  readonly fault: Fault
  readonly opening: Opening
  readonly stream: StreamContext
  readonly clock: Clock
  readonly dial: (sink: ResponseSink) => UpstreamExchange
  readonly sink: ResponseSink
}

const stopped = { kind: 'aborted', code: 'aborted', message: 'The gateway stopped this request.' } as const
/** The gateway's own limit is lower: whatever is too much for this one is too much for it. */
const maxEventBytes = 64 << 20

export class FaultyExchange implements UpstreamExchange {
  readonly #options: FaultyExchangeOptions
  readonly #queue: StepQueue
  readonly #splitter = new BlockSplitter(maxEventBytes)
  #inner: UpstreamExchange | null = null
  #innerOver = false
  #isStream = false
  /** A body that is no stream, until it is whole. */
  #body: Buffer[] = []
  #events = 0
  #aborted = false
  #over = false
  #cancelOpening: () => void = () => {}

  constructor(options: FaultyExchangeOptions) {
    this.#options = options
    this.#queue = new StepQueue(options.clock, true, this.#perform, () => this.#innerOver || this.#inner?.resume())
    const { opening, clock } = options
    // Never at once: the caller has no exchange yet.
    if (opening.kind === 'dial' && opening.at === 0) this.#open()
    else this.#cancelOpening = clock.after(Math.max(1, opening.at), this.#open)
  }

  abort = (): void => {
    if (this.#over) return
    this.#aborted = true
    this.#cancelOpening()
    this.#queue.stop()
    if (this.#inner && !this.#innerOver) this.#inner.abort()
    else this.#fail(stopped)
  }
  pause = (): void => {
    this.#queue.pause()
    this.#inner?.pause()
  }
  resume = (): void => {
    if (!this.#over && !this.#aborted) this.#queue.resume()
  }

  #open = (): void => {
    const { opening, dial, sink } = this.#options
    if (opening.kind === 'fail') return this.#fail(opening.failure)
    if (opening.kind === 'dial') {
      const { steps } = sink
      const heard = { head: this.#head, data: this.#data, end: this.#end, fail: this.#innerFailed }
      this.#inner = dial(steps ? { ...heard, steps } : heard)
      return
    }
    this.#queue.push([{ kind: 'send', data: Buffer.from(opening.body, 'utf8') }, { kind: 'end' }])
    sink.head(opening.status, opening.headers)
  }

  #head = (status: number, headers: Headers): void => {
    this.#isStream = headers['content-type']?.includes('text/event-stream') ?? false
    this.#queue.push(this.#after(0))
    this.#options.sink.head(status, { ...headers, ...injected })
  }

  #data = (chunk: Buffer): void => {
    if (this.#over) return
    if (!this.#isStream) return void this.#body.push(chunk)
    try {
      this.#splitter.feed(chunk, this.#block)
    } catch (error) {
      const failure = { kind: 'reset', code: 'upstream_event_too_large', message: (error as Error).message } as const
      this.#queue.push([{ kind: 'fail', failure }])
    }
    if (this.#queue.isBusy) this.#inner?.pause()
  }

  #block = (block: Uint8Array): void => {
    const bytes = bufferOf(block)
    if (eventData(bytes.toString('latin1')) === '') return this.#queue.push([{ kind: 'send', data: bytes }])
    const chunks = formEvent(this.#options.fault, bytes, this.#events)
    this.#events += 1
    this.#queue.push([...chunks.map(send), ...this.#after(this.#events)])
  }

  #after(count: number): readonly Step[] {
    const { fault, stream } = this.#options
    const isForStreams = fault.error_after_events !== undefined
    return isForStreams && !this.#isStream ? [] : stepsAfter(fault, count, stream)
  }

  #end = (): void => {
    this.#innerOver = true
    this.#queue.push([...this.#rest(), { kind: 'end' }])
  }

  #innerFailed = (failure: UpstreamFailure): void => {
    this.#innerOver = true
    if (this.#aborted) this.#fail(failure)
    else this.#queue.push([...this.#rest(), { kind: 'fail', failure }])
  }

  /** What came after the last whole event; of a body that is no stream, everything, with the fault in its middle. */
  #rest(): readonly Step[] {
    const { fault } = this.#options
    if (this.#isStream) {
      const tail = tailOf(this.#splitter)
      return tail.length > 0 ? [send(tail)] : []
    }
    const whole = pad(fault, Buffer.concat(this.#body))
    const position = positionOf(fault)
    if (position === null || position === 0) return cutChunks(fault, whole).map(send)
    const middle = whole.length >> 1
    return [send(whole.subarray(0, middle)), ...this.#after(position), send(whole.subarray(middle))]
  }

  #perform = (step: Exclude<Step, { kind: 'wait' }>): void => {
    if (this.#over) return
    if (step.kind === 'send') return this.#options.sink.data(step.data)
    if (step.kind === 'fail') return this.#fail(step.failure)
    this.#finish()
    this.#options.sink.end()
  }

  #fail(failure: UpstreamFailure): void {
    this.#finish()
    this.#options.sink.fail(failure)
  }

  /** Whatever the real exchange still has to say, nobody will hear it. */
  #finish(): void {
    this.#over = true
    this.#queue.stop()
    if (this.#inner && !this.#innerOver) this.#inner.abort()
    this.#innerOver = true
  }
}

const send = (data: Buffer): Step => ({ kind: 'send', data })

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** The splitter keeps an unfinished event to itself; a blank line makes it hand it over. */
function tailOf(splitter: BlockSplitter): Buffer {
  const length = splitter.rest()
  let tail: Buffer | null = null
  if (length > 0) splitter.feed(Buffer.from('\n\n'), (block) => (tail ??= bufferOf(block)))
  return (tail ?? Buffer.alloc(0)).subarray(0, length)
}

/** Spaces after a JSON body are no part of it. */
const pad = ({ huge_event_bytes: size }: Fault, body: Buffer): Buffer =>
  size === undefined ? body : Buffer.concat([body, Buffer.alloc(Math.max(0, size - body.length), ' ')])
