// A scripted provider on loopback: real sockets, whatever a real one might do on them.
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'

export type SeenRequest = {
  readonly path: string
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
  /** Resolves when the connection of this request is gone. */
  readonly closed: Promise<void>
}

export type ScriptedUpstream = {
  /** Ends in /v1, as a provider's base_url. */
  readonly url: string
  readonly requests: SeenRequest[]
  readonly sockets: WebSocket[]
  readonly close: () => Promise<void>
}

type Answer = (request: SeenRequest, response: ServerResponse) => void
type OnSocket = (socket: WebSocket, request: IncomingMessage) => void

export async function startUpstream(
  answer: Answer,
  onSocket: OnSocket = (socket) => socket.close(1011),
  /** Called instead of answering a handshake; that goes on when `go` is called. */
  hold: (go: () => void) => void = (go) => go(),
): Promise<ScriptedUpstream> {
  const requests: SeenRequest[] = []
  const sockets: WebSocket[] = []
  const server = http.createServer((incoming, response) => {
    const closed = new Promise<void>((resolve) => response.once('close', () => resolve()))
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const request = { path: incoming.url ?? '', headers: incoming.headers, body, closed }
      requests.push(request)
      answer(request, response)
    })
  })
  const socketServer = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) =>
    hold(() =>
      socketServer.handleUpgrade(request, socket, head, (client) => {
        sockets.push(client)
        onSocket(client, request)
      }),
    ),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    sockets,
    close: async () => {
      for (const socket of sockets) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

export const sseHead = { 'content-type': 'text/event-stream; charset=utf-8' }

export const sse = (event: { readonly type: string }): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** A finished response object as a provider sends it. */
export const responseObject = (text: string, id = 'resp_upstream') => ({
  id,
  object: 'response',
  created_at: 1_790_000_000,
  status: 'completed',
  model: 'gpt-5-nano',
  output: [
    {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_text', text, annotations: [] }],
    },
  ],
  usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
})

export const createdEvent = {
  type: 'response.created',
  sequence_number: 0,
  response: { id: 'resp_upstream', object: 'response', status: 'in_progress' },
}
export const deltaEvent = (delta: string, n = 1) => ({
  type: 'response.output_text.delta',
  sequence_number: n,
  item_id: 'msg_1',
  output_index: 0,
  content_index: 0,
  delta,
})
export const completedEvent = (text: string, n = 2) => ({
  type: 'response.completed',
  sequence_number: n,
  response: responseObject(text),
})
