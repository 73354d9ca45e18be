// The data plane: one loopback listener, its doors, and the table of routes.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Engine } from '../engine'
import type { Replays } from '../replay/replays'
import type { Passes } from '../targets/passes'
import { buildEnvelope, type Refusal } from './errors'
import { handleCompact } from './compact'
import { handleFiles } from './files'
import { checkDoors, checkToken, type Doors } from './guard'
import { sendJson, sendRefusal, sendText } from './http'
import { listModels, nameModels } from './models'
import { describeApi } from './openapi'
import { handleResponses } from './responses'
import { createSocketHandler, refuseSocket, refuseUpgrade } from './responses-ws'

export type DataPlane = {
  readonly server: http.Server
  /** For a machine that was asleep: sockets whose other end is gone are found at once. */
  readonly checkLiveness: () => void
  /** Tells websocket clients that the gateway goes away. */
  readonly close: () => void
}

/** `doors` is asked for on each request: the port is only known once the server listens. */
export function createDataPlane(engine: Engine, doors: () => Doors, passes: Passes, replays?: Replays): DataPlane {
  const sockets = createSocketHandler(engine)
  /** The answer begun last on a connection. */
  const answers = new WeakMap<Duplex, ServerResponse>()
  const server = http.createServer({ noDelay: true, keepAliveTimeout: 72_000 }, (request, response) => {
    response.on('error', () => response.destroy())
    answers.set(request.socket, response)
    const refusal = checkDoors(request, doors())
    if (refusal) return refuseAtDoor(engine, request, response, refusal)
    if (replays?.answer(request, response)) return
    answer(passes.engineFor(engine, request.headers.authorization), request, response)
  })
  // Bodies may take long to come, and answers longer to end; headers may not.
  server.requestTimeout = 0
  server.headersTimeout = 30_000
  server.on('upgrade', (request, socket, head) => {
    if (!isForSocket(request)) {
      const again = () => ignoreUpgrade(server, request, socket as Socket, head)
      const before = answers.get(socket)
      socket.on('error', () => socket.destroy())
      // Node keeps the order of answers only among requests that it read in one go.
      return before && !before.closed ? void before.once('close', again) : again()
    }
    const refusal = checkDoors(request, doors())
    if (!refusal) {
      if (replays?.upgrade(request, socket, head)) return
      const own = passes.engineFor(engine, request.headers.authorization)
      return sockets.upgrade(own, request, socket, head)
    }
    const envelope = buildEnvelope(refusal, engine.ids.generation())
    refuseUpgrade(socket, { status: envelope.status_code, body: envelope, headers: {} })
  })
  const close = () => {
    sockets.close()
    replays?.close()
  }
  return { server, checkLiveness: sockets.checkLiveness, close }
}

const isForSocket = (request: IncomingMessage): boolean =>
  request.method === 'GET' &&
  request.headers.upgrade?.toLowerCase() === 'websocket' &&
  /^(\/v1|\/replay\/.*)\/responses(\/ws)?$/.test(pathOf(request))

/**
 * An upgrade may be ignored (RFC 9110 7.8), and has to be for clients that offer h2c with every request; Node does so only
 * while nobody listens for upgrades. The request is read again without the offer.
 */
function ignoreUpgrade(server: http.Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  if (socket.destroyed) return
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2)
    if (!/^(connection|upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`)
    else if (/\bclose\b/i.test(value)) lines.push('connection: close')
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  // The time limit between two requests would run on.
  socket.setTimeout(0)
  server.emit('connection', socket)
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? ''

function answer(engine: Engine, request: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(request)
  const { method } = request
  if (path === '/v1/responses' && method === 'POST') return void handleResponses(engine, request, response)
  if (path === '/v1/responses/compact' && method === 'POST' && engine.settings.profile === 'open-responses')
    return void handleCompact(engine, request, response)
  request.resume()
  if (path === '/v1/responses' || path === '/v1/responses/ws') {
    if (method !== 'GET') return refuseMethod(engine, response, path === '/v1/responses' ? 'POST' : 'GET')
    const { status, body, headers } = refuseSocket(engine, path)
    sendJson(response, status, body, headers)
  } else if (path === '/v1/files' || path.startsWith('/v1/files/')) handleFiles(response)
  else if (path === '/v1/gateway/models') {
    if (method !== 'GET') return refuseMethod(engine, response, 'GET')
    answerModels(engine, request, response)
  } else if (path === '/v1/models' && method === 'GET' && engine.settings.profile === 'open-responses') {
    answerModelNames(engine, request, response)
  } else if (path === '/openapi.json' || path === '/v1/openapi.json') {
    if (method !== 'GET') return refuseMethod(engine, response, 'GET')
    sendJson(response, 200, describeApi())
  } else sendJson(response, 404, notFoundBody(path))
}

function answerModels(engine: Engine, request: IncomingMessage, response: ServerResponse): void {
  const unauthorised = checkToken(request.headers.authorization, engine.token)
  if (unauthorised) {
    const { description: reason, message } = unauthorised
    return void sendJson(response, 401, { ok: false, error: 'unauthorised', reason, message })
  }
  const url = new URL(request.url ?? '', `http://${request.headers.host ?? 'localhost'}`)
  const { status, type, body } = listModels(engine.catalogue, url.searchParams, url.href)
  sendText(response, status, typeof body === 'string' ? body : JSON.stringify(body), {
    'content-type': type,
    ...(status === 200 ? { 'cache-control': 'private, max-age=1800, stale-while-revalidate=1800' } : {}),
  })
}

/** Not documented: clients in the profile made for them look here for models, or for whether a gateway is there at all. */
function answerModelNames(engine: Engine, request: IncomingMessage, response: ServerResponse): void {
  const unauthorised = checkToken(request.headers.authorization, engine.token)
  if (unauthorised) sendRefusal(response, unauthorised, answering(engine))
  else sendJson(response, 200, nameModels(engine.catalogue))
}

function refuseAtDoor(engine: Engine, request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  engine.log(`refused ${request.method} ${pathOf(request)}: ${refusal.description}`)
  request.resume()
  sendRefusal(response, refusal, answering(engine))
}

const answering = (engine: Engine) => ({ generationId: engine.ids.generation(), profile: engine.settings.profile })

function refuseMethod(engine: Engine, response: ServerResponse, allow: string): void {
  const refusal: Refusal = {
    code: 'method_not_allowed',
    description: `This route answers to ${allow} only.`,
    headers: { allow },
  }
  sendRefusal(response, refusal, answering(engine))
}

const notFoundBody = (path: string) => ({ ok: false, error: 'not_found', message: `There is no route ${path}.` })
