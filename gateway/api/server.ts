// The data plane: one loopback listener, its doors, and the table of routes.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Engine } from '../engine'
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
export function createDataPlane(engine: Engine, doors: () => Doors): DataPlane {
  const sockets = createSocketHandler(engine)
  const server = http.createServer({ noDelay: true, keepAliveTimeout: 72_000 }, (request, response) => {
    response.on('error', () => response.destroy())
    const refusal = checkDoors(request, doors())
    if (refusal) return refuseAtDoor(engine, request, response, refusal)
    answer(engine, request, response)
  })
  // Bodies may take long to come, and answers longer to end; headers may not.
  server.requestTimeout = 0
  server.headersTimeout = 30_000
  server.on('upgrade', (request, socket, head) => {
    const refusal = checkDoors(request, doors())
    const path = pathOf(request)
    if (refusal) {
      const envelope = buildEnvelope(refusal, engine.ids.generation())
      refuseUpgrade(socket, { status: envelope.status_code, body: envelope, headers: {} })
    } else if (request.headers.upgrade?.toLowerCase() !== 'websocket') refuseUpgrade(socket, refuseSocket(engine, path))
    else if (path === '/v1/responses/ws' || path === '/v1/responses') sockets.upgrade(request, socket, head)
    else refuseUpgrade(socket, { status: 404, body: notFoundBody(path), headers: {} })
  })
  return { server, checkLiveness: sockets.checkLiveness, close: sockets.close }
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
