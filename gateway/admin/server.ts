// The console for browsers: the window's files over HTTP, its calls and events over one websocket. The desktop app carries
// the same calls over IPC instead.
import { readFile } from 'node:fs/promises'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import type { CommandName, Handlers } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { windowFileTypes, windowHeaders } from '#shared/contract/window'
import { checkDoors, sameToken, type Doors } from '../api/guard'
import { refuseUpgrade } from '../api/responses-ws'
import { closeSockets } from '../listen'
import type { Log } from '../ports'
import { callCommand } from './call'

export type ConsoleOptions = {
  readonly handlers: Handlers
  /** The last window went away. */
  readonly deserted: () => void
  readonly token: string | null
  /** Folder with the built window. */
  readonly assets: string
  readonly doors: () => Doors
  readonly log: Log
}

export type ConsolePlane = {
  readonly server: http.Server
  readonly broadcast: <E extends keyof Events>(event: E, payload: Events[E]) => void
  readonly close: () => void
}

export const consoleProtocol = 'gatescope.console'
const tokenProtocol = 'token.'
const maxCallBytes = 32 << 20
/** A window that reads nothing (stopped in a debugger, frozen by the browser) is let go; it connects again when it wakes. */
const maxUnreadBytes = 64 << 20

export function createConsolePlane(options: ConsoleOptions): ConsolePlane {
  const clients = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxCallBytes,
    handleProtocols: () => consoleProtocol,
  })
  const server = http.createServer((request, response) => void serveAsset(options, request, response))
  server.on('upgrade', (request, socket, head) => {
    const refusal = checkDoors(request, options.doors())
    const refuse = (status: number, message: string) =>
      refuseUpgrade(socket, { status, body: { error: message }, headers: {} })
    if (refusal) refuse(403, refusal.description)
    else if (request.url !== '/console') refuse(404, 'not_found')
    else if (!holdsToken(request, options.token)) refuse(401, 'unauthorised')
    else {
      clients.handleUpgrade(request, socket, head, (client) => {
        answerCalls(client, options)
        client.on('close', () => {
          if (clients.clients.size === 0) options.deserted()
        })
      })
    }
  })
  return {
    server,
    broadcast: (event, payload) => {
      if (clients.clients.size === 0) return
      const text = JSON.stringify({ event, payload })
      for (const client of clients.clients) {
        if (client.bufferedAmount > maxUnreadBytes) client.terminate()
        else client.send(text)
      }
    },
    close: () => closeSockets(clients.clients),
  }
}

/** Browsers cannot set a header on a websocket, and a URL is written down in too many places: the token comes as a subprotocol. */
function holdsToken(request: IncomingMessage, token: string | null): boolean {
  if (token === null) return true
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((p) => p.trim())
  const given = offered.find((p) => p.startsWith(tokenProtocol))
  return (
    given !== undefined &&
    sameToken(Buffer.from(given.slice(tokenProtocol.length), 'base64url').toString('utf8'), token)
  )
}

/** They wait for a provider or for files, which takes as long as it likes: no other call waits for them. */
const lengthy: ReadonlySet<unknown> = new Set<CommandName>([
  'models.refresh',
  'provider.testKey',
  'conversation.send',
  'session.export',
  'sessions.import',
  'sessions.search',
])

function answerCalls(client: WebSocket, { handlers, log }: Pick<ConsoleOptions, 'handlers' | 'log'>): void {
  client.on('error', (error) => log(`console socket: ${error.message}`))
  // One answer at a time: a thousand calls at once would hold a thousand answers in memory.
  let last: Promise<void> = Promise.resolve()
  client.on('message', (data) => {
    const message = parseCall((data as Buffer).toString('utf8'))
    if (!message) return client.close(1003, 'not a call')
    const answer = async () => {
      if (client.readyState !== client.OPEN) return
      const result = await callCommand(handlers, message.call, message.params)
      await new Promise<unknown>((sent) => client.send(JSON.stringify({ id: message.id, ...result }), sent))
    }
    if (lengthy.has(message.call)) void answer()
    else last = last.then(answer)
  })
}

function parseCall(text: string): { id: number; call: unknown; params: unknown } | null {
  try {
    const value = JSON.parse(text) as { id?: unknown; call?: unknown; params?: unknown }
    return typeof value.id === 'number' ? { id: value.id, call: value.call, params: value.params } : null
  } catch {
    return null
  }
}

async function serveAsset(options: ConsoleOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = checkDoors(request, options.doors())
  const plain = (status: number, text: string) => {
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    response.end(`${text}\n`)
  }
  if (refusal) return plain(403, refusal.description)
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'GET only')
  const pathname = (request.url ?? '/').split('?')[0] ?? '/'
  const file = assetPath(options.assets, pathname === '/' ? '/index.html' : pathname)
  const type = file && windowFileTypes[path.extname(file)]
  if (!file || !type) return plain(404, 'There is nothing here.')
  try {
    const content = await readFile(file)
    response.writeHead(200, {
      'content-type': type,
      ...windowHeaders,
      'cache-control': 'no-cache',
    })
    response.end(content)
  } catch {
    plain(404, 'There is nothing here. The window is built by "npm run build".')
  }
}

/** Null when the path would leave the folder. */
function assetPath(folder: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    return null
  }
  const file = path.join(folder, path.normalize(decoded))
  return decoded.includes('\0') || !file.startsWith(folder + path.sep) ? null : file
}
