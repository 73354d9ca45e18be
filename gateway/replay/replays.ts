// Recorded sessions served to the user's own clients, at `/replay/<session>/v1`: the same bytes at the same moments, without
// a provider, a route or a new recording. It has no way to ask anybody: neither an upstream nor the recorder comes in here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { HostError } from '#shared/contract/host'
import { parseJson } from '#shared/json'
import type { Frame } from '#shared/session/frame'
import { bodyFor, buildEnvelope, errorHeaders, type Refusal } from '../api/errors'
import { checkToken } from '../api/guard'
import { readRequestBody, sendRefusal, whenGone } from '../api/http'
import { tooLarge } from '../api/exchange'
import { authorization, refuseUpgrade, socketOptions } from '../api/responses-ws'
import type { Engine } from '../engine'
import { closeSockets } from '../listen'
import { readReplayAddress, replayHeader, type ReplayAddress } from './address'
import { Alarm, playFrames } from './play-frames'
import { HttpReplay } from './play-http'
import { SocketReplay } from './play-socket'
import { playable } from './playable'

/** The frames of a session, a piece of its file at a time; throws HostError `session_not_found` or `session_unreadable`. */
export type ReadSession = (id: string) => AsyncIterable<{ readonly frames: readonly Frame[] }>

/** What a replay needs of the engine: nothing that could ask or record. */
export type ReplayEngine = Pick<Engine, 'clock' | 'ids' | 'log' | 'token'> & {
  readonly settings: Pick<Engine['settings'], 'profile'>
}

export type Replays = {
  /** False: the request is for something else. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => boolean
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  readonly close: () => void
}

export function createReplays(engine: ReplayEngine, read: ReadSession): Replays {
  const server = new WebSocketServer(socketOptions)
  const headers = new WeakMap<IncomingMessage, readonly string[]>()
  server.on('headers', (lines: string[], request: IncomingMessage) => lines.push(...(headers.get(request) ?? [])))
  const accept = (request: IncomingMessage, socket: Duplex, head: Buffer, lines: readonly string[]) => {
    headers.set(request, lines)
    let opened: WebSocket | null = null
    server.handleUpgrade(request, socket, head, (client) => {
      opened = client
    })
    return opened
  }
  const failed = (error: Error, address: ReplayAddress) =>
    engine.log(`replay of ${address.id}: ${error.stack ?? error.message}`)
  return {
    answer: (request, response) => {
      const address = readReplayAddress(request.url ?? '')
      if (!address) return false
      answerRequest(engine, read, address, request, response).catch((error: Error) => {
        failed(error, address)
        response.destroy()
      })
      return true
    },
    upgrade: (request, socket, head) => {
      const address = readReplayAddress(request.url ?? '')
      if (!address) return false
      socket.on('error', () => socket.destroy())
      const open = (lines: readonly string[]) => accept(request, socket, head, lines)
      openSocket(engine, read, address, request, socket, open).catch((error: Error) => {
        failed(error, address)
        socket.destroy()
      })
      return true
    },
    close: () => closeSockets(server.clients),
  }
}

async function answerRequest(
  engine: ReplayEngine,
  read: ReadSession,
  address: ReplayAddress,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const refuse = (refusal: Refusal) => {
    request.resume()
    const answering = { generationId: engine.ids.generation(), profile: engine.settings.profile }
    sendRefusal(response, refusal, { ...answering, headers: { [replayHeader]: address.id } })
  }
  const refusal = checkAddress(engine, address, request, 'POST')
  if (refusal) return refuse(refusal)
  const alarm = new Alarm(engine.clock)
  whenGone(request, response, alarm.stop)
  const body = await readRequestBody(request, new AbortController().signal)
  if (!body.ok) return body.reason === 'too_large' ? refuse(tooLarge) : undefined
  const { id, speed, path } = address
  const asked = { transport: 'http', path, text: body.text } as const
  const replay = new HttpReplay({ id, speed, asked, clock: engine.clock, alarm, response })
  response.on('drain', alarm.ring)
  const refused = await playSession(read(id), replay, alarm)
  if (refused && response.headersSent) response.destroy()
  else if (refused) refuse(refused)
  else if (!response.closed) replay.end()
}

async function openSocket(
  engine: ReplayEngine,
  read: ReadSession,
  address: ReplayAddress,
  request: IncomingMessage,
  socket: Duplex,
  open: (headers: readonly string[]) => WebSocket | null,
): Promise<void> {
  const refuse = (refusal: Refusal) => {
    const envelope = buildEnvelope(refusal, engine.ids.generation())
    const body = bodyFor(engine.settings.profile, envelope)
    const headers = { [replayHeader]: address.id, ...errorHeaders(envelope), ...refusal.headers }
    refuseUpgrade(socket, { status: envelope.status_code, body, headers })
  }
  const refusal = checkAddress(engine, address, request, 'GET')
  if (refusal) return refuse(refusal)
  const alarm = new Alarm(engine.clock)
  socket.on('close', alarm.stop)
  // Nobody pings here: the system finds out that the other end is gone.
  ;(socket as Socket).setKeepAlive(true, 30_000)
  const { id, speed, path } = address
  const replay = new SocketReplay({
    speed,
    asked: { transport: 'websocket', path, text: '' },
    clock: engine.clock,
    alarm,
    socket: socket as Socket,
    refuse: (status, body) =>
      void refuseUpgrade(socket, { status, body: parseJson(body) ?? body, headers: { [replayHeader]: id } }),
    accept: (recorded) => open([...playable(recorded), [replayHeader, id]].map(([name, value]) => `${name}: ${value}`)),
  })
  const refused = await playSession(read(id), replay, alarm)
  if (refused && replay.isAnswered) socket.destroy()
  else if (refused) refuse(refused)
  else if (!socket.destroyed) replay.end()
}

/** What keeps the session from being played, if anything does. */
async function playSession(
  pieces: ReturnType<ReadSession>,
  player: HttpReplay | SocketReplay,
  alarm: Alarm,
): Promise<Refusal | null> {
  try {
    await playFrames(pieces, player, alarm)
    return player.refusal
  } catch (error) {
    if (!(error instanceof HostError)) throw error
    const code = error.code === 'session_not_found' ? error.code : 'session_unreadable'
    return { code, description: error.message }
  }
}

function checkAddress(
  { token }: ReplayEngine,
  { id, speed, path }: ReplayAddress,
  request: IncomingMessage,
  method: 'GET' | 'POST',
): Refusal | null {
  const unauthorised = checkToken(method === 'GET' ? authorization(request) : request.headers.authorization, token)
  if (unauthorised) return unauthorised
  if (id === '' || Number.isNaN(speed)) {
    const description = 'A replay is at /replay/<session>/v1, or at /replay/<session>/<speed>/v1, from 0.1x to max.'
    return { code: 'not_found', description }
  }
  if (!/\/responses\b/.test(path)) return { code: 'not_found', description: `A replay has no route ${path}.` }
  if (request.method === method) return null
  return {
    code: 'method_not_allowed',
    description: `This route answers to ${method} only.`,
    headers: { allow: method },
  }
}
