// The client of a case on a websocket: plays its messages in order, each when the frame it waits for has come.
import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { Case, Message, Named } from './case'
import { readJson, type Answer } from './client'

export class SocketClient {
  readonly frames: unknown[] = []
  /** The answer to the handshake. */
  answer: Answer = { status: 0, headers: {}, text: '', json: undefined, events: null }
  closed: { readonly code: number; readonly reason: string } | null = null
  readonly #socket: WebSocket
  readonly #seen = new Map<string, number>()
  #changed: (() => void)[] = []

  constructor(origin: string, { request }: Case) {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => name.toLowerCase() !== 'upgrade'),
    )
    this.#socket = new WebSocket(origin.replace('http', 'ws') + request.path, { headers, perMessageDeflate: false })
    this.#socket.on('message', (data, isBinary) => {
      const text = (data as Buffer).toString('utf8')
      this.frames.push(isBinary ? { binary: text } : (readJson(text) ?? text))
      this.#tell()
    })
    this.#socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() }
      this.#tell()
    })
  }

  /** Resolves with the handshake's answer, whatever it is. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const keep = (response: IncomingMessage, text: string) => {
        const headers = response.headers as Record<string, string>
        this.answer = { status: response.statusCode ?? 0, headers, text, json: readJson(text), events: null }
        resolve()
      }
      this.#socket.on('error', reject)
      this.#socket.on('upgrade', (response) => keep(response, ''))
      this.#socket.on('unexpected-response', (_request, response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')))
        response.on('close', () => keep(response, text))
      })
    })
  }

  async play(messages: readonly Message[]): Promise<void> {
    await new Promise<void>((resolve) =>
      this.#socket.readyState === WebSocket.OPEN ? resolve() : this.#socket.once('open', resolve),
    )
    for (const message of messages) {
      if (message.when) await this.#after(message.when.replace('after ', ''))
      if (message.wait_ms) await wait(message.wait_ms)
      if (message.close !== undefined) this.#socket.close(message.close)
      else if (message.terminate) this.#socket.terminate()
      else this.send(message.raw ?? message.json ?? {}, message.binary)
    }
  }

  send(message: string | Named, binary = false): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message), { binary })
  }

  /** Waits for the next frame of this type; each frame is waited for once. */
  async #after(type: string): Promise<void> {
    const from = this.#seen.get(type) ?? 0
    const find = () => this.frames.findIndex((frame, i) => i >= from && (frame as Named)['type'] === type)
    await this.until(() => find() >= 0)
    this.#seen.set(type, find() + 1)
  }

  /** Resolves when `test` holds, or when the socket is closed and nothing more can come. */
  async until(test: () => boolean): Promise<void> {
    while (!test() && !this.closed) await new Promise<void>((resolve) => this.#changed.push(resolve))
  }

  /** All that was sent before is here once the pong is; false when the socket is closed. */
  async settle(): Promise<boolean> {
    if (this.closed || this.#socket.readyState !== WebSocket.OPEN) return false
    const pong = new Promise<boolean>((resolve) => {
      this.#socket.once('pong', () => resolve(true))
      this.#socket.once('close', () => resolve(false))
    })
    this.#socket.ping()
    return pong
  }

  end(): void {
    this.#socket.terminate()
  }

  #tell(): void {
    for (const tell of this.#changed.splice(0)) tell()
  }
}
