// The client's side of a session: writing to it without ever holding more than it will read (GATEWAYS-RESEARCH 3, 16).
import { WebSocket } from 'ws'

const pauseAbove = 1 << 20
const resumeBelow = 256 << 10
/** The upstream is paused long before; what still arrives, one huge message after another, has to end somewhere. */
const hardLimit = 64 << 20

export type DeliveryEvents = {
  /** A client that does not read pauses its upstream, and is not read itself: its messages have answers too. */
  readonly paused: () => void
  readonly resumed: () => void
  readonly overflowed: () => void
  readonly failed: () => void
}

export class Delivery {
  readonly #client: WebSocket
  readonly #events: DeliveryEvents
  #isPaused = false

  constructor(client: WebSocket, events: DeliveryEvents) {
    this.#client = client
    this.#events = events
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  get bufferedBytes(): number {
    return this.#client.bufferedAmount
  }

  /** False when the client is leaving, or cannot be given any more. What the gateway itself says is small and always fits. */
  send(bytes: Uint8Array, isOwn: boolean): boolean {
    const client = this.#client
    if (client.readyState !== WebSocket.OPEN) return false
    const buffered = client.bufferedAmount
    if (!isOwn && buffered > pauseAbove && buffered + bytes.length > hardLimit) {
      this.#events.overflowed()
      return false
    }
    client.send(bytes, { binary: false }, this.#written)
    if (!this.#isPaused && client.bufferedAmount > pauseAbove) {
      this.#isPaused = true
      client.pause()
      this.#events.paused()
    }
    return true
  }

  #written = (error?: Error | null): void => {
    if (error) return this.#events.failed()
    if (!this.#isPaused || this.#client.bufferedAmount > resumeBelow) return
    this.#isPaused = false
    this.#client.resume()
    this.#events.resumed()
  }
}
