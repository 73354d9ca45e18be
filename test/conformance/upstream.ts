// The scripted provider of a case: one loopback server for all its providers, each under a path of its own, over HTTP and
// on websockets. It answers in the dialect it is called in and keeps what it was sent.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { isSocketBehaviour, type Behaviour, type Named } from './case'
import type { Seen, UpstreamSocket } from './seen'
import { answer, play } from './upstream-answer'

const paths: readonly (readonly [RegExp, string])[] = [
  [/\/chat\/completions$/, 'chat-completions'],
  [/\/responses$/, 'responses'],
  [/\/messages$/, 'messages'],
  [/:(streamG|g)enerateContent$/, 'generate-content'],
]

type Step = { readonly index: number; readonly behaviour: Behaviour; left: number; used: number }

export class Script {
  readonly calls: Seen[] = []
  readonly sends: Seen[] = []
  readonly handshakes: Seen[] = []
  readonly sockets: UpstreamSocket[] = []
  /** What no case scripted. */
  readonly problems: string[] = []
  readonly #steps: Step[]
  readonly #server = http.createServer((request, response) => void this.#call(request, response))
  readonly #socketServer = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  #called: (() => void)[] = []

  constructor(behaviours: readonly Behaviour[]) {
    this.#steps = behaviours.map((behaviour, index) => ({
      index,
      behaviour,
      left: behaviour.repeat ? Infinity : 1,
      used: 0,
    }))
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head))
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): void {
    for (const socket of this.#socketServer.clients) socket.terminate()
    this.#server.closeAllConnections()
    this.#server.close()
  }

  /** One more answer, after those of the case. */
  add(behaviour: Behaviour): void {
    this.#steps.push({ index: this.#steps.length, behaviour, left: 1, used: 0 })
  }

  firstCall(): Promise<void> {
    return this.calls.length > 0 ? Promise.resolve() : new Promise((resolve) => this.#called.push(resolve))
  }

  unused(): readonly Behaviour[] {
    return this.#steps.filter(({ used, behaviour }) => used === 0 && !behaviour.optional).map((step) => step.behaviour)
  }

  #find(provider: string, onSocket: boolean): Step | undefined {
    return this.#steps.find(
      ({ left, behaviour }) =>
        left > 0 && isSocketBehaviour(behaviour) === onSocket && (behaviour.provider ?? provider) === provider,
    )
  }

  #take(provider: string, onSocket: boolean): Step | undefined {
    const step = this.#find(provider, onSocket)
    if (step) {
      step.left -= 1
      step.used += 1
    }
    return step
  }

  async #call(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    request.on('error', () => {})
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    const { provider, path } = locate(request)
    const step = this.#take(provider, false)
    const seen = see('call', request, text, step, null)
    this.calls.push(seen)
    response.on('close', () => (seen.end = { at: performance.now(), isWhole: response.writableFinished }))
    for (const tell of this.#called.splice(0)) tell()
    // A connection of its own for each call keeps one case out of the next.
    response.setHeader('connection', 'close')
    if (step && seen.dialect !== '') return answer(step.behaviour, seen, response)
    this.problems.push(`unscripted call of ${provider}: ${request.method} ${path}`)
    response.writeHead(500).end('{"error":{"message":"not scripted"}}')
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => {})
    const { provider } = locate(request)
    this.handshakes.push(see('handshake', request, '', undefined, null))
    const refusal = this.#find(provider, true)?.behaviour
    if (refusal?.ws_handshake_status) {
      this.#take(provider, true)
      const { ws_handshake_status: status, body = '' } = refusal
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      socket.end(
        `HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
      )
      return
    }
    this.#socketServer.handleUpgrade(request, socket, head, (client) => this.#session(client, request))
  }

  #session(client: WebSocket, request: IncomingMessage): void {
    const socket: UpstreamSocket = { closed: null }
    this.sockets.push(socket)
    client.on('error', () => {})
    client.on('close', (code, reason) => (socket.closed ??= { code, reason: reason.toString(), byUs: false }))
    client.on('message', (data) => {
      const { provider } = locate(request)
      const step = this.#take(provider, true)
      const seen = see('send', request, (data as Buffer).toString('utf8'), step, socket)
      this.sends.push(seen)
      if (step) void play(client, socket, step.behaviour, String(seen.model))
      else this.problems.push(`unscripted message on a socket of ${provider}: ${seen.text.slice(0, 80)}`)
    })
  }
}

function locate(request: IncomingMessage) {
  const [, provider = '', ...rest] = (request.url ?? '').split('?')[0]?.split('/') ?? []
  return { provider, path: `/${rest.join('/')}` }
}

function see(
  kind: Seen['kind'],
  request: IncomingMessage,
  text: string,
  step: Step | undefined,
  socket: UpstreamSocket | null,
): Seen {
  const { provider, path } = locate(request)
  const body = (text === '' ? {} : JSON.parse(text)) as Named
  const dialect = paths.find(([pattern]) => pattern.test(path))?.[1] ?? ''
  const inPath = /\/models\/([^/:]+):/.exec(path)?.[1]
  return {
    kind,
    provider,
    path,
    headers: request.headers,
    text,
    body,
    dialect,
    model: inPath === undefined ? body['model'] : decodeURIComponent(inPath),
    answeredBy: step?.index ?? null,
    socket,
    end: null,
  }
}
