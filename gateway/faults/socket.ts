// One websocket to a provider with a fault in it: what FaultyExchange is for HTTP. Events are counted over the whole
// socket, from the first turn on.
import { eventType, isTerminal } from '#shared/open-responses/events'
import type { Fault } from '#shared/fault/schema'
import type { Clock } from '../ports'
import type { SocketSink, UpstreamSocket } from '../upstream/upstream'
import { formMessage } from './form'
import { StepQueue } from './step-queue'
import { stepsAfter, type Opening, type Step, type StreamContext } from './steps'

export type FaultySocketOptions = {
  readonly fault: Fault
  readonly opening: Opening
  readonly stream: StreamContext
  readonly clock: Clock
  readonly dial: (sink: SocketSink) => UpstreamSocket
  readonly sink: SocketSink
}

export class FaultySocket implements UpstreamSocket {
  readonly #options: FaultySocketOptions
  readonly #queue: StepQueue
  #inner: UpstreamSocket | null = null
  #events = 0
  #hasTurn = false
  #muted = false
  #over = false
  #cancelOpening: () => void = () => {}

  constructor(options: FaultySocketOptions) {
    this.#options = options
    this.#queue = new StepQueue(options.clock, false, this.#perform, () => this.#inner?.resume())
    const { opening, clock } = options
    if (opening.kind === 'dial' && opening.at === 0) this.#open()
    else this.#cancelOpening = clock.after(Math.max(1, opening.at), this.#open)
  }

  /** Nothing arrives at the far side of a half-open socket. */
  send = (text: string): boolean => {
    if (this.#over) return false
    if (this.#queue.hangs) return true
    if (!this.#hasTurn) {
      this.#hasTurn = true
      this.#queue.push(this.#after())
    }
    if (this.#over || this.#queue.hangs) return true
    return this.#inner?.send(text) ?? false
  }
  /** A half-open socket gives no sign of life. */
  ping = (): void => {
    if (!this.#queue.hangs) this.#inner?.ping()
  }
  /** Whoever gives a socket up still learns that it is gone, as of one without a fault. */
  terminate = (): void => {
    const wasOver = this.#over
    this.#stop()
    this.#inner?.terminate()
    if (!wasOver) this.#options.sink.closed(1006, '')
  }
  close = (code: number, reason: string): void => {
    this.#stop()
    this.#inner?.close(code, reason)
  }
  pause = (): void => {
    this.#queue.pause()
    this.#inner?.pause()
  }
  resume = (): void => {
    if (!this.#over) this.#queue.resume()
  }

  #stop(): void {
    this.#over = true
    this.#cancelOpening()
    this.#queue.stop()
  }

  #open = (): void => {
    const { opening, dial, sink } = this.#options
    if (opening.kind === 'dial') {
      this.#inner = dial({ ...sink, message: this.#message, closed: this.#closed })
      return
    }
    this.#over = true
    if (opening.kind === 'answer') sink.refused(opening.status, opening.body)
    else sink.refused(null, opening.failure.message)
  }

  #after(): readonly Step[] {
    const { fault, stream } = this.#options
    return stepsAfter(fault, this.#events, stream)
  }

  #message = (bytes: Uint8Array): void => {
    if (this.#over) return
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    if (this.#muted) {
      this.#muted = !isTerminal(eventType(text))
      return
    }
    const formed = formMessage(this.#options.fault, text, this.#events)
    this.#events += 1
    this.#queue.push([{ kind: 'send', data: Buffer.from(formed, 'utf8') }, ...this.#after()])
    if (this.#queue.isBusy) this.#inner?.pause()
  }

  #closed = (code: number, reason: string): void => {
    if (!this.#over) this.#queue.push([{ kind: 'close', code, reason }])
  }

  #perform = (step: Exclude<Step, { kind: 'wait' }>): void => {
    if (this.#over) return
    if (step.kind === 'send') return this.#options.sink.message(step.data)
    if (step.kind === 'mute') {
      this.#muted = true
      return
    }
    const [code, reason] =
      step.kind === 'close' ? [step.code, step.reason] : step.kind === 'end' ? [1000, ''] : [1006, '']
    this.close(1000, 'injected')
    this.#options.sink.closed(code, reason)
  }
}
