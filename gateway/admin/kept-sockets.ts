// The websockets the console keeps for further turns, by the request that opened them. Few, and gone with the last window.
import { HostError } from '#shared/contract/host'
import { isTerminal } from '#shared/open-responses/events'
import { openSocket, type ClientRequest, type OpenSocket } from '../client/client'

/** More are of no use to one reader, and each holds a place among the gateway's websockets. */
export const mostKept = 8

type Kept = { readonly socket: OpenSocket; unanswered: number }

export class KeptSockets {
  /** The one used last is last. */
  readonly #kept = new Map<string, Kept>()

  get ids(): string[] {
    return [...this.#kept.keys()]
  }

  has(requestId: string): boolean {
    return this.#kept.has(requestId)
  }

  /**
   * Whoever forgot to close a socket wants the new one more: without room, the idle one used longest ago is closed.
   * @throws HostError `too_many_sockets`
   */
  makeRoom(): void {
    if (this.#kept.size < mostKept) return
    const idle = [...this.#kept].find(([, { unanswered }]) => unanswered === 0)
    if (!idle) throw new HostError('too_many_sockets', `${mostKept} sockets are open and in use. Close one first.`)
    this.close(idle[0])
  }

  open(request: ClientRequest, closed: () => void): void {
    const { requestId } = request
    const socket = openSocket(request, {
      head: () => {},
      body: () => {},
      event: ({ type }) => {
        if (isTerminal(type)) kept.unanswered = Math.max(0, kept.unanswered - 1)
      },
      done: () => {
        if (this.#kept.get(requestId) === kept) this.#kept.delete(requestId)
        closed()
      },
    })
    const kept: Kept = { socket, unanswered: 1 }
    this.#kept.set(requestId, kept)
  }

  /** @throws HostError `socket_not_open` */
  send(requestId: string, message: string): void {
    const kept = this.#kept.get(requestId)
    if (!kept?.socket.send(message)) throw new HostError('socket_not_open', 'This websocket is not open.')
    kept.unanswered += 1
    this.#kept.delete(requestId)
    this.#kept.set(requestId, kept)
  }

  close(requestId: string): void {
    this.#kept.get(requestId)?.socket.close()
    this.#kept.delete(requestId)
  }

  /** Without a farewell, as any request is stopped. */
  stop(requestId: string): void {
    this.#kept.get(requestId)?.socket.stop()
  }

  closeAll(): void {
    for (const requestId of this.ids) this.close(requestId)
  }
}
