// The websocket half of the network: one outgoing socket to a provider (GATEWAY.md 5.4). Every dial ends, whatever the far
// side does: opened, refused or timed out.
import type { ClientRequest, IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { StepClock } from './step-clock'
import { maxRefusalBytes, type SocketSink, type UpstreamRequest, type UpstreamSocket } from './upstream'

const maxPayload = 64 << 20
const closeTimeout = 5_000
const keepAliveMs = 30_000

export type SocketDialler = {
  readonly dial: (request: Omit<UpstreamRequest, 'body'>, timeoutMs: number, sink: SocketSink) => UpstreamSocket
  /** Ends what is still there, also what is only saying goodbye. */
  readonly close: () => void
}

export function createSocketDialler(): SocketDialler {
  const sockets = new Set<WebSocket>()
  return {
    dial: ({ url, headers }, timeoutMs, sink) => {
      let socket: WebSocket
      const steps = new StepClock()
      try {
        const options = {
          headers,
          perMessageDeflate: false,
          maxPayload,
          closeTimeout,
          followRedirects: false,
          finishRequest: (request: ClientRequest) => {
            request.once('socket', (wire) => steps.watch(wire))
            request.end()
          },
        }
        socket = new WebSocket(url.replace(/^http/, 'ws'), options)
      } catch (error) {
        // A base URL or a key that fits into no request. Told later, as any refusal: the caller has no socket yet.
        setImmediate(() => sink.refused(null, (error as Error).message))
        return unopened
      }
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      return watch(socket, timeoutMs, sink, steps)
    },
    close: () => {
      for (const socket of sockets) socket.terminate()
    },
  }
}

const unopened: UpstreamSocket = {
  send: () => false,
  ping: () => {},
  close: () => {},
  terminate: () => {},
  pause: () => {},
  resume: () => {},
}

function watch(socket: WebSocket, timeoutMs: number, sink: SocketSink, steps: StepClock): UpstreamSocket {
  let opened = false
  let settled = false
  const refuse = (status: number | null, body: string) => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    sink.refused(status, body)
    socket.terminate()
  }
  // One limit for the whole dial: the library's own begins anew with every byte.
  const timer = setTimeout(() => refuse(null, `No websocket within ${timeoutMs} ms.`), timeoutMs)
  socket.on('upgrade', ({ socket: wire }) => wire.setKeepAlive(true, keepAliveMs))
  socket.on('open', () => {
    clearTimeout(timer)
    opened = true
    settled = true
    sink.opened(steps.read(true))
  })
  socket.on('unexpected-response', (_request, response) => readRefusal(response, refuse))
  socket.on('message', (data) => sink.message(data as Buffer))
  socket.on('pong', () => sink.pong())
  // `close` always follows `error`. A broken connection is no more than that; a broken protocol has a code of the library.
  socket.on('error', (error: Error & { code?: string }) => {
    if (!opened) return refuse(null, error.message)
    if (error.code?.startsWith('WS_ERR_')) sink.errored(error.message)
  })
  socket.on('close', (code, reason) => {
    clearTimeout(timer)
    if (opened) sink.closed(code, String(reason))
  })
  return {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) return false
      socket.send(text)
      return true
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    close: (code, reason) => {
      settled = true
      clearTimeout(timer)
      // A far side whose answer was paused could not say goodbye.
      socket.resume()
      if (opened) socket.close(code, reason)
      else socket.terminate()
    },
    terminate: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

function readRefusal(response: IncomingMessage, refuse: (status: number | null, body: string) => void): void {
  let body = ''
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    body += text
    if (body.length >= maxRefusalBytes) response.destroy()
  })
  response.on('error', () => {})
  response.on('close', () => refuse(response.statusCode ?? null, body))
}
