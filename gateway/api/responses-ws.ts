// The upgrade to a websocket session, on `/v1/responses/ws` and on `/v1/responses` (where the SDKs connect). Checks in the
// order of GATEWAY.md 5.1; the answers before the upgrade have the API's nested error shape.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { ClientSocket, maxClientPayload } from '../bridge/client-socket'
import { ConversationStore } from '../bridge/conversations'
import { createLiveness } from '../bridge/liveness'
import { BridgeSession, type SessionCall } from '../bridge/session'
import type { Engine } from '../engine'
import type { Recording } from '../recording/recorder'
import { redactHeaders, redactUrl, spellSecret } from '../recording/redact'
import { readFaultHeader } from './faults'
import { identify } from './guard'

const closeTimeout = 5_000
/** A client that is refused and does not hang up is not waited for. */
const refusalLimitMs = 2_000
/** While the gateway stops: how long a turn may go on, and when every socket is gone. Hosts wait three seconds. */
const drainMs = 1_800
const goneMs = 2_400
/** Browsers cannot set a header on a socket; their SDKs hide the key in an offered subprotocol instead. */
const keyProtocol = 'openai-insecure-api-key.'

export type PlainAnswer = {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

const nested = (code: string, message: string) => ({ error: { type: 'invalid_request_error', code, message } })

/** The answer to a request that does not upgrade; also to one that does while websockets are off. */
export function refuseSocket({ settings }: Pick<Engine, 'settings'>, path: string) {
  if (!settings.websocket && path !== '/v1/responses') {
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
  /** `engine` is the one this session runs on: a pass of the console has its own. */
  readonly upgrade: (engine: Engine, request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Asks both legs of every session for a sign of life and ends those that give none: for a machine that was asleep. */
  readonly checkLiveness: () => void
  /** Idle sessions end at once with 1001, turns in a moment. */
  readonly close: () => void
}

/** What every websocket of the data plane has in common. */
export const socketOptions = {
  noServer: true,
  perMessageDeflate: false,
  maxPayload: maxClientPayload,
  WebSocket: ClientSocket,
  closeTimeout,
  handleProtocols: (offered: Set<string>) => [...offered].find((name) => !name.startsWith(keyProtocol)) ?? false,
}

export function createSocketHandler({ clock }: Pick<Engine, 'clock'>): SocketHandler {
  const server = new WebSocketServer(socketOptions)
  const liveness = createLiveness(clock)
  const conversations = new ConversationStore()
  const sessions = new Set<BridgeSession>()
  const ids = new WeakMap<IncomingMessage, string>()
  server.on('headers', (headers: string[], request: IncomingMessage) => {
    const id = ids.get(request) ?? ''
    headers.push(`x-generation-id: ${id}`, `x-request-id: ${id}`)
  })

  const begin = (call: Begun, client: ClientSocket, request: IncomingMessage) => {
    const conversation = conversations.open()
    request.socket.setNoDelay(true)
    request.socket.setKeepAlive(true, 30_000)
    const session = new BridgeSession({ ...call, client, liveness, conversation })
    sessions.add(session)
    client.on('close', () => sessions.delete(session))
  }
  return {
    upgrade: (engine, request, socket, head) => {
      const path = (request.url ?? '').split('?')[0] ?? ''
      if (!engine.settings.websocket) return void refuseUpgrade(socket, refuseSocket(engine, path))
      const id = engine.ids.generation()
      const recording = engine.recorder.open(id)
      recording.record({
        kind: 'opened',
        transport: 'websocket',
        request: { method: 'GET', path: redactUrl(request.url ?? ''), headers: redactHeaders(request.headers) },
        ...(engine.sentTo === null ? {} : { target: engine.sentTo }),
      })
      const admission = admitSession(engine, request, id, server.clients.size)
      if (!admission.ok) return refuseRecorded(recording, socket, admission.refused)
      recording.conceal(spellSecret(admission.admitted.caller.bearer))
      ids.set(request, id)
      let upgraded = false
      server.handleUpgrade(request, socket, head, (client) => {
        upgraded = true
        begin({ engine, recording, ...admission.admitted }, client, request)
      })
      if (upgraded) return
      // Not a handshake, or the client is gone: it has its plain answer, and there will be no session.
      recording.record({ kind: 'responded', turn: 0, status: 400, headers: {} })
      recording.record({ kind: 'closed', by: 'gateway', code: null, reason: 'The websocket handshake was not valid.' })
    },
    checkLiveness: liveness.check,
    close: () => {
      drain(sessions, server.clients)
      liveness.close()
    },
  }
}

function drain(sessions: ReadonlySet<BridgeSession>, clients: ReadonlySet<WebSocket>): void {
  for (const session of sessions) session.handle({ type: 'drain' })
  setTimeout(() => {
    for (const session of sessions) session.handle({ type: 'drain_expired' })
  }, drainMs).unref()
  setTimeout(() => {
    for (const client of clients) client.terminate()
  }, goneMs).unref()
}

type Refused = PlainAnswer & { readonly reason: string }

/** What a session brings along from its handshake. */
type Admitted = Pick<SessionCall, 'caller' | 'faults'>
type Begun = Admitted & Pick<SessionCall, 'engine' | 'recording'>
type Admission = { readonly ok: true; readonly admitted: Admitted } | { readonly ok: false; readonly refused: Refused }

/** Checks 3 and on: who asks, whether there is room, and what is to go wrong. */
function admitSession(engine: Engine, request: IncomingMessage, id: string, open: number): Admission {
  const headers = { 'x-generation-id': id, 'x-request-id': id }
  const identified = identify(authorization(request), engine)
  if (!identified.ok) {
    const { description: reason, message } = identified.refusal
    const body = { error: 'unauthorised', reason, message, request_id: id, status_code: 401, error_origin: 'user' }
    return { ok: false, refused: { status: 401, body, headers, reason: 'unauthorised' } }
  }
  const refuse = (status: number, code: string, message: string, more = {}): Admission => ({
    ok: false,
    refused: { status, body: nested(code, message), headers: { ...headers, ...more }, reason: code },
  })
  const again = { 'retry-after': '1' }
  const { lifecycle, settings } = engine
  if (lifecycle.stopping) return refuse(503, 'gateway_closing', 'The gateway is being stopped.', again)
  if (open >= settings.websocket_limit) {
    const message = `This gateway serves ${settings.websocket_limit} websockets at a time.`
    return refuse(503, 'websocket_limit_reached', message, again)
  }
  const faults = readFaultHeader(engine, request)
  if (!faults.ok) return refuse(400, 'invalid_fault', faults.message)
  return { ok: true, admitted: { caller: identified.caller, faults: faults.faults } }
}

/** The header, or the key a browser's SDK offers as a subprotocol. */
export function authorization({ headers }: IncomingMessage): string | undefined {
  if (headers.authorization !== undefined) return headers.authorization
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const key = offered.find((name) => name.startsWith(keyProtocol))
  return key === undefined ? undefined : `Bearer ${key.slice(keyProtocol.length)}`
}

function refuseRecorded(recording: Recording, socket: Duplex, { reason, ...answer }: Refused): void {
  const text = refuseUpgrade(socket, answer)
  const headers = { 'content-type': 'application/json', ...answer.headers }
  recording.record({ kind: 'responded', turn: 0, status: answer.status, headers })
  recording.record({ kind: 'received', turn: 0, text, out: 0 })
  recording.record({ kind: 'closed', by: 'gateway', code: null, reason })
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  426: 'Upgrade Required',
  501: 'Not Implemented',
  503: 'Service Unavailable',
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
  socket.resume()
  const limit = setTimeout(() => socket.destroy(), refusalLimitMs)
  socket.once('close', () => clearTimeout(limit))
  return text
}
