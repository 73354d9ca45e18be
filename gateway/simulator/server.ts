// The simulator as a server of its own, for anybody's tests: scenarios and faults in the wire format of one kind of
// provider, on loopback (CLI.md, simulate). It plays through the same port as inside the gateway.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { isFields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import { nearest, nearestFew } from '#shared/nearest'
import { isSendable } from '#shared/open-responses/websocket/close-codes'
import { checkDoors, loopbackHosts } from '../api/guard'
import { readRequestBody, sendJson } from '../api/http'
import { refuseUpgrade } from '../api/responses-ws'
import { FaultSet } from '../faults/fault-set'
import { parseFault } from '../faults/header'
import { createFaultyUpstream } from '../faults/upstream'
import { closeSockets, createDoors, listen } from '../listen'
import { systemClock, type Clock } from '../ports'
import type { Codec } from '../providers/provider'
import type { SessionSource } from '../sessions/browse'
import { GatewayStartError } from '../start-error'
import type { DispatchContext, Upstream } from '../upstream/upstream'
import { codecsByDialect } from './dialects'
import { scenarios } from './scenarios/index'
import { createRecordedPlays } from './play-session'
import { createSimulatedUpstream } from './upstream'

export type SimulatorOptions = {
  readonly dialect: string
  /** null: what the request's model is called. */
  readonly scenario: string | null
  /** A recorded session, played instead of scenarios. */
  readonly session?: SessionSource | null
  /** `<fault>[@event N][*times]` */
  readonly fault: string | null
  readonly port: number
  readonly clock?: Clock
}

export type Simulator = {
  /** Base URL for clients of this dialect. */
  readonly url: string
  readonly close: () => Promise<void>
}

const host = '127.0.0.1'
const provider = 'simulator'
/** It never gives up by itself: how long to wait is its client's question. */
const timeoutMs = 2_147_483_647

const routes: Readonly<
  Record<Codec['dialect'], { readonly base: string; readonly path: RegExp; readonly named: string }>
> = {
  responses: { base: '/v1', path: /\/responses$/, named: 'POST …/responses' },
  'chat-completions': { base: '/v1', path: /\/chat\/completions$/, named: 'POST …/chat/completions' },
  messages: { base: '/v1', path: /\/messages$/, named: 'POST …/messages' },
  'generate-content': {
    base: '/v1beta',
    path: /:(generateContent|streamGenerateContent)$/,
    named: 'POST …/models/MODEL:generateContent or :streamGenerateContent',
  },
}

/** @throws GatewayStartError */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { clock = systemClock, port, dialect, scenario } = options
  const codec = findCodec(dialect)
  const names = scenarios.map((s) => s.name)
  if (scenario !== null && !names.includes(scenario)) {
    const near = nearestFew(scenario, names, 3).join(', ')
    throw new GatewayStartError('option_invalid', `There is no scenario "${scenario}"; near: ${near}. See --list.`)
  }
  const { session = null } = options
  if (session) await readable(session)
  const emulatorOf = () => codec.emulator
  // There is the one, whatever its name.
  const playRecorded = session
    ? createRecordedPlays(
        () => session.pieces(),
        () => codec,
      )
    : undefined
  const upstream = createFaultyUpstream(
    createSimulatedUpstream(clock, emulatorOf, playRecorded),
    faultsOf(options.fault),
    clock,
    emulatorOf,
  )
  let requests = 0
  const contextOf = (): DispatchContext => {
    requests += 1
    const name = session ? `session:${session.name}` : scenario
    return { provider, model: 'simulated', scenario: name, attempt: requests, timeoutMs }
  }

  const doors = createDoors()
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = http.createServer({ noDelay: true }, (request, response) => {
    const refusal = checkDoors(request, doors.of())
    if (refusal) return void sendJson(response, 403, codec.emulator.error(403, errorFields(refusal.description)))
    answer({ upstream, codec, contextOf }, request, response).catch((error: Error) => response.destroy(error))
  })
  server.on('upgrade', (request, socket, head) => {
    const refusal = checkDoors(request, doors.of())
    const refuse = (status: number, message: string) =>
      void refuseUpgrade(socket, { status, body: codec.emulator.error(status, errorFields(message)), headers: {} })
    if (refusal) return refuse(403, refusal.description)
    if (codec.encodeHandshake === null || !/\/responses(\/ws)?$/.test(pathOf(request)))
      return refuse(404, `There is no websocket at ${pathOf(request)}.`)
    bridge(upstream, contextOf(), socket, (opened) => sockets.handleUpgrade(request, socket, head, opened))
  })
  const listener = await listen(server, port, host)
  doors.set(loopbackHosts(listener.port, host), [])
  return {
    url: `http://${host}:${listener.port}${routes[codec.dialect].base}`,
    close: async () => {
      closeSockets(sockets.clients)
      const closed = listener.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** A file that is no session is told at once, and not to whoever asks first. */
async function readable(session: SessionSource): Promise<void> {
  try {
    await session.pieces().next()
  } catch (error) {
    throw new GatewayStartError('option_invalid', (error as Error).message)
  }
}

function findCodec(dialect: string): Codec {
  const codecs = codecsByDialect()
  const codec = codecs.get(dialect as Codec['dialect'])
  if (codec) return codec
  const there = [...codecs.keys()].join(', ')
  const message = Object.hasOwn(routes, dialect)
    ? `No provider of this version speaks the dialect "${dialect}"; there are: ${there}.`
    : `There is no dialect "${dialect}"; did you mean "${nearest(dialect, Object.keys(routes))}"?`
  throw new GatewayStartError('option_invalid', message)
}

function faultsOf(text: string | null): FaultSet {
  if (text === null) return new FaultSet()
  const parsed = parseFault(provider, text)
  if (!parsed.ok) throw new GatewayStartError('option_invalid', `The fault "${text}": ${parsed.message}`)
  return new FaultSet([parsed.fault])
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '').split('?')[0] ?? ''

const errorFields = (message: string) => ({
  type: 'invalid_request_error',
  code: 'invalid_request',
  message,
  param: null,
})

type Player = {
  readonly upstream: Upstream
  readonly codec: Codec
  readonly contextOf: () => DispatchContext
}

async function answer({ upstream, codec, contextOf }: Player, request: IncomingMessage, response: ServerResponse) {
  const refuse = (status: number, message: string) =>
    void sendJson(response, status, codec.emulator.error(status, errorFields(message)))
  const body = await readRequestBody(request, new AbortController().signal)
  const { path, named } = routes[codec.dialect]
  if (!path.test(pathOf(request))) return refuse(404, `There is only ${named} here.`)
  if (request.method !== 'POST') return refuse(405, `There is only ${named} here.`)
  if (!body.ok) return body.reason === 'too_large' ? refuse(413, 'The body is larger than 16 MiB.') : response.destroy()
  if (!isFields(parseJson(body.text))) return refuse(400, 'The body is not a JSON object.')

  const exchange = upstream.dispatch(
    { url: `http://${host}${request.url ?? ''}`, headers: {}, body: body.text },
    contextOf(),
    {
      head: (status, headers) => {
        response.writeHead(status, headers)
        response.flushHeaders()
        exchange.resume()
      },
      data: (chunk) => {
        if (response.write(chunk)) return
        exchange.pause()
        response.once('drain', exchange.resume)
      },
      end: () => response.end(),
      // A connection that is refused cannot be shown from behind an accepted one: it closes without a word.
      fail: () => response.destroy(),
    },
  )
  response.on('error', () => response.destroy())
  response.on('close', exchange.abort)
}

type Open = (opened: (client: WebSocket) => void) => void

/** The handshake is answered when the far side has answered it: it may be refused. */
function bridge(upstream: Upstream, context: DispatchContext, socket: Duplex, open: Open): void {
  let client: WebSocket | null = null
  const leg = upstream.connect({ url: '', headers: {} }, context, {
    opened: () =>
      open((opened) => {
        client = opened
        opened.on('error', () => opened.terminate())
        opened.on('message', (data) => {
          const text = (data as Buffer).toString('utf8')
          if (isFields(parseJson(text))) leg.send(text)
          else
            opened.send(
              JSON.stringify({ type: 'error', status: 400, error: errorFields('The message is no JSON object.') }),
            )
        })
      }),
    refused: (status, body) => {
      if (status === null) socket.destroy()
      else refuseUpgrade(socket, { status, body: parseJson(body) ?? body, headers: {} })
    },
    message: (bytes) => client?.send(bytes, { binary: false }),
    pong: () => {},
    failed: () => {},
    errored: () => {},
    closed: (code, reason) => {
      if (isSendable(code)) client?.close(code, reason)
      else client?.terminate()
    },
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => leg.close(1000, ''))
}
