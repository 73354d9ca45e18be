// How a scripted answer leaves: whole, as a stream cut or held where a real one might be, or as events on a socket.
import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { WebSocket } from 'ws'
import type { Behaviour } from './case'
import { planAnswer, type Block, type Dialect } from './dialects/answer'
import { chatCompletions } from './dialects/chat-completions'
import { generateContent } from './dialects/generate-content'
import { messages } from './dialects/messages'
import { eventNamed, responses } from './dialects/responses'
import type { Seen, UpstreamSocket } from './seen'

const dialects: Readonly<Record<string, Dialect>> = {
  responses,
  'chat-completions': chatCompletions,
  messages,
  'generate-content': generateContent,
}
export async function answer(behaviour: Behaviour, seen: Seen, response: ServerResponse): Promise<void> {
  const { status = 200, headers = {} } = behaviour
  if (behaviour.throw) return void response.socket?.destroy()
  if (behaviour.hold === 'before_headers') return
  const raw = behaviour.raw_body_length ? 'x'.repeat(behaviour.raw_body_length) : behaviour.raw_body
  if (raw !== undefined) return void response.writeHead(status, { 'content-type': 'text/plain', ...headers }).end(raw)
  const sendJson = (body: unknown) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  if (behaviour.body !== undefined) return sendJson(behaviour.body)
  if (status >= 300) return sendJson({ error: { message: `scripted status ${status}` } })
  const dialect = dialects[seen.dialect] ?? responses
  const planned = planAnswer(behaviour, String(seen.model))
  const isStream = seen.body['stream'] === true || seen.path.includes(':stream')
  if (!isStream) return sendJson(dialect.body(planned))
  response.writeHead(status, { 'content-type': 'text/event-stream; charset=utf-8', ...headers })
  response.socket?.setNoDelay(true)
  await stream(response, dialect.blocks(planned, behaviour), behaviour)
}

async function stream(response: ServerResponse, blocks: readonly Block[], behaviour: Behaviour): Promise<void> {
  const { cut, hold, split, gap_ms: gap } = behaviour
  // Cut or held where it hurts: in the middle of the content, before anything is closed.
  const last = cut || hold ? blocks.map((block) => block.isContent === true).lastIndexOf(true) + 1 : blocks.length
  const texts = blocks.slice(0, last).map((block, n) => blockText(block, n, behaviour))
  const pieces = split ? piecesWithin(Buffer.from(texts.join(''))) : gap ? texts : [texts.join('')]
  for (const piece of pieces) {
    if (response.destroyed) return
    await new Promise((resolve) => response.write(piece, resolve))
    if (pieces.length > 1) await wait(gap ?? 2)
  }
  if (hold) return
  if (cut) response.socket?.destroy()
  else response.end()
}

function blockText({ event, data }: Block, n: number, { newline, comments }: Behaviour): string {
  const lines = [
    ...(comments ? [': keep-alive', `id: ${n}`, 'retry: 1000'] : []),
    ...(event === undefined ? [] : [`event: ${event}`]),
    `data: ${typeof data === 'string' ? data : JSON.stringify(data)}`,
    '',
    '',
  ]
  return lines.join(newline === 'crlf' ? '\r\n' : '\n')
}

/** Cut inside characters, where a reader that decodes piece by piece goes wrong. */
function piecesWithin(bytes: Buffer): readonly Buffer[] {
  const cuts = [...bytes.keys()].filter((i) => ((bytes[i] ?? 0) & 0xc0) === 0x80).slice(0, 40)
  return [0, ...cuts].map((from, n) => bytes.subarray(from, cuts[n] ?? bytes.length))
}

/** `(hold)`, `(wait ms)` and `(close code)` stand among the events a socket is sent. */
export async function play(
  client: WebSocket,
  socket: UpstreamSocket,
  behaviour: Behaviour,
  model: string,
): Promise<void> {
  const planned = planAnswer(behaviour, model)
  let n = 0
  for (const event of behaviour.ws_events ?? []) {
    const [, word, argument] = (typeof event === 'string' && /^\((\w+)(?: (\d+))?\)$/.exec(event)) || []
    if (word === 'hold') return
    if (word === 'wait') await wait(Number(argument))
    else if (word === 'close') {
      socket.closed = { code: Number(argument), reason: '', byUs: true }
      if (argument === '1006') client.terminate()
      else client.close(Number(argument))
    } else {
      const sent = typeof event === 'string' ? eventNamed(event, planned, n++) : event
      await new Promise((resolve) => client.send(JSON.stringify(sent), resolve))
    }
  }
}
