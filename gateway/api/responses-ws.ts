// The upgrade to a websocket session, on `/v1/responses/ws` and on `/v1/responses` (where the SDKs connect). Checks in the
// order of GATEWAY.md 5.1; the answers before the upgrade have the API's nested error shape.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { runSession } from '../bridge/session'
import type { Engine } from '../engine'
import { redactHeaders, redactUrl } from '../recording/redact'
import { closeSockets } from '../listen'
import { checkToken } from './guard'

/** Above the limit the gateway states itself, so that a client gets its readable error and not a bare 1009. */
const maxPayload = 64 << 20

export type PlainAnswer = {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

const nested = (code: string, message: string) => ({ error: { type: 'invalid_request_error', code, message } })

/** The answer to a request that does not upgrade; also to one that does while websockets are off. */
export function refuseSocket(engine: Engine, path: string): PlainAnswer {
  if (!engine.settings.websocket && path !== '/v1/responses') {
    return {
      status: 501,
      body: nested('responses_websocket_disabled', 'WebSocket mode is temporarily disabled on /v1/responses/ws.'),
      headers: { 'x-should-retry': 'false' },
    }
  }
  return {
    status: 426,
    body: nested('websocket_upgrade_required', 'Use WebSocket upgrade for /v1/responses/ws.'),
    headers: { upgrade: 'websocket', connection: 'upgrade' },
  }
}

export type SocketHandler = {
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Closes every client with 1001. */
  readonly close: () => void
}

export function createSocketHandler(engine: Engine): SocketHandler {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload })
  server.on('headers', (headers: string[], request: IncomingMessage) => {
    headers.push(`x-generation-id: ${ids.get(request) ?? ''}`)
  })
  const ids = new WeakMap<IncomingMessage, string>()
  return {
    upgrade: (request, socket, head) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      if (!engine.settings.websocket) return refuseUpgrade(socket, refuseSocket(engine, path))
      const id = engine.ids.generation()
      const recording = engine.recorder.open(id)
      recording.record({
        kind: 'opened',
        transport: 'websocket',
        request: { method: 'GET', path: redactUrl(request.url ?? ''), headers: redactHeaders(request.headers) },
      })
      const unauthorised = checkToken(request.headers.authorization, engine.token)
      if (unauthorised) {
        const { description: reason, message } = unauthorised
        const body = { error: 'unauthorised', reason, message, request_id: id, status_code: 401, error_origin: 'user' }
        const text = refuseUpgrade(socket, { status: 401, body, headers: { 'x-generation-id': id } })
        recording.record({ kind: 'responded', turn: 0, status: 401, headers: { 'content-type': 'application/json' } })
        recording.record({ kind: 'received', turn: 0, text, out: 0 })
        recording.record({ kind: 'closed', by: 'gateway', code: null, reason: 'unauthorised' })
        return
      }
      ids.set(request, id)
      let upgraded = false
      server.handleUpgrade(request, socket, head, (client) => {
        upgraded = true
        runSession(engine, recording, client, request)
      })
      if (upgraded) return
      // Not a handshake, or the client is gone: it has its plain answer, and there will be no session.
      recording.record({ kind: 'responded', turn: 0, status: 400, headers: {} })
      recording.record({ kind: 'closed', by: 'gateway', code: null, reason: 'The websocket handshake was not valid.' })
    },
    close: () => closeSockets(server.clients),
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  426: 'Upgrade Required',
  501: 'Not Implemented',
}

/** Answers an upgrade request in plain HTTP and closes. Returns the body text. */
export function refuseUpgrade(socket: Duplex, { status, body, headers }: PlainAnswer): string {
  const text = JSON.stringify(body)
  const head = {
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  }
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} ${reasons[status] ?? 'Error'}\r\n${lines.join('')}\r\n${text}`)
  return text
}
