// A small client of this gateway, for the composer and for `gatescope send`: a real request over a real socket, so what
// they show is what any other client would get.
import http from 'node:http'
import { WebSocket } from 'ws'
import { isTerminal, parseEvent, type StreamEvent } from '#shared/open-responses/events'
import { parentHeader } from '#shared/session/summary'
import { BlockSplitter } from '#shared/sse/split'

export type ClientRequest = {
  /** Base URL ending in `/v1`. */
  readonly gateway: string
  readonly token: string | null
  readonly transport: 'json' | 'sse' | 'websocket'
  /** The exact body or websocket message. */
  readonly body: string
  readonly requestId: string
  /** The session that is sent again. */
  readonly parent?: string | undefined
}

export type ClientSink = {
  /** HTTP status and headers; 101 for a websocket. */
  readonly head: (status: number, headers: http.IncomingHttpHeaders) => void
  readonly event: (event: StreamEvent) => void
  /** The whole body of an answer that is not a stream. */
  readonly body: (text: string) => void
  /** Always the last call. `error` when the connection failed or was stopped. */
  readonly done: (error: Error | null) => void
}

export type RunningRequest = { readonly stop: () => void }

/** A websocket for one turn after another. */
export type OpenSocket = RunningRequest & {
  /** False when the socket is not open: nothing was sent. */
  readonly send: (message: string) => boolean
  readonly close: () => void
}

export const sendRequest = (request: ClientRequest, sink: ClientSink): RunningRequest =>
  request.transport === 'websocket' ? sendOverSocket(request, sink) : sendOverHttp(request, sink)

function headersOf({ token, requestId, parent }: ClientRequest): Record<string, string> {
  return {
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    'x-client-request-id': requestId,
    ...(parent === undefined ? {} : { [parentHeader]: parent }),
  }
}

function sendOverHttp(request: ClientRequest, sink: ClientSink): RunningRequest {
  let over = false
  const finish = (error: Error | null) => {
    if (over) return
    over = true
    sink.done(error)
  }
  const outgoing = http.request(`${request.gateway}/responses`, {
    method: 'POST',
    headers: {
      ...headersOf(request),
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(request.body),
    },
  })
  outgoing.on('error', finish)
  outgoing.on('response', (response) => {
    sink.head(response.statusCode ?? 0, response.headers)
    response.on('error', finish)
    response.on('close', () => finish(response.complete ? null : new Error('The answer was cut short.')))
    if (response.headers['content-type']?.startsWith('text/event-stream')) {
      const splitter = new BlockSplitter()
      const emit = (block: Uint8Array) => {
        const event = parseEvent(Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('utf8'))
        if (event) sink.event(event)
      }
      response.on('data', (chunk: Buffer) => splitter.feed(chunk, emit))
      return
    }
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => sink.body(Buffer.concat(chunks).toString('utf8')))
  })
  outgoing.end(request.body)
  return { stop: () => outgoing.destroy(new Error('Stopped.')) }
}

/** One turn: the socket closes after its terminal event, or after the error that refused it. */
function sendOverSocket(request: ClientRequest, sink: ClientSink): RunningRequest {
  const socket = openSocket(request, {
    ...sink,
    event: (event) => {
      sink.event(event)
      if (isTerminal(event.type)) socket.close()
    },
  })
  return socket
}

/** Sends the request's body as the first turn and stays open until somebody closes it. */
export function openSocket(request: ClientRequest, sink: ClientSink): OpenSocket {
  const socket = new WebSocket(`${request.gateway.replace(/^http/, 'ws')}/responses/ws`, {
    headers: headersOf(request),
    perMessageDeflate: false,
  })
  let failure: Error | null = null
  let settled = false
  const send = (message: string) => {
    if (socket.readyState !== WebSocket.OPEN) return false
    socket.send(message)
    return true
  }
  socket.on('upgrade', (response) => sink.head(101, response.headers))
  socket.on('open', () => send(request.body))
  socket.on('unexpected-response', (_outgoing, response) => {
    sink.head(response.statusCode ?? 0, response.headers)
    const chunks: Buffer[] = []
    response.on('data', (chunk: Buffer) => chunks.push(chunk))
    response.on('end', () => {
      sink.body(Buffer.concat(chunks).toString('utf8'))
      settled = true
      socket.terminate()
    })
  })
  socket.on('message', (data) => {
    const event = parseEvent((data as Buffer).toString('utf8'))
    if (event) sink.event(event)
  })
  socket.on('error', (error) => {
    failure = error
  })
  socket.on('close', (code) => sink.done(settled ? null : (failure ?? new Error(`The socket closed with ${code}.`))))
  return {
    send,
    close: () => {
      settled = true
      socket.close(1000)
    },
    stop: () => {
      failure = new Error('Stopped.')
      socket.terminate()
    },
  }
}
