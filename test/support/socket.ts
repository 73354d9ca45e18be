// A websocket client of the gateway for tests: events one after another, and what became of the socket.
import { onTestFinished } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { token } from './gateway'

export type Event = { readonly type: string; readonly [key: string]: unknown }

export type Closed = { readonly code: number; readonly reason: string }

export type TestSocket = {
  readonly socket: WebSocket
  readonly next: () => Promise<Event>
  /** Everything up to the first event of this type, and that one. */
  readonly until: (type: string) => Promise<Event>
  /** One turn: sends, and resolves with all of its events. */
  readonly turn: (message: unknown) => Promise<Event[]>
  readonly send: (message: unknown) => void
  readonly closed: Promise<Closed>
  /** Resolves when the gateway has read everything that was sent to it so far. */
  readonly settled: () => Promise<void>
}

export const create = {
  type: 'response.create',
  model: 'openai/gpt-5-nano',
  input: [{ role: 'user', content: 'hi' }],
}

const terminal = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])

export async function connectSocket(
  url: string,
  { path = '/responses/ws', ...options }: ClientOptions & { readonly path?: string } = {},
): Promise<TestSocket> {
  const headers = { authorization: `Bearer ${token}` }
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers, ...options })
  onTestFinished(() => socket.terminate())
  const events: Event[] = []
  const waiting: ((event: Event) => void)[] = []
  socket.on('message', (data) => {
    const event = JSON.parse((data as Buffer).toString()) as Event
    const next = waiting.shift()
    if (next) next(event)
    else events.push(event)
  })
  const closed = new Promise<Closed>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  const next = (): Promise<Event> => {
    const event = events.shift()
    return event ? Promise.resolve(event) : new Promise((resolve) => waiting.push(resolve))
  }
  const send = (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  return {
    socket,
    next,
    send,
    closed,
    until: async (type) => {
      for (;;) {
        const event = await next()
        if (event.type === type) return event
      }
    },
    turn: async (message) => {
      send(message)
      const seen: Event[] = []
      for (;;) {
        const event = await next()
        seen.push(event)
        if (terminal.has(event.type)) return seen
      }
    },
    settled: () => roundTrip(socket),
  }
}

/** A ping and its pong: whatever was written before it has been read by the other side, or that side is gone. */
export const roundTrip = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      socket.off('pong', done).off('close', done)
      resolve()
    }
    socket.on('pong', done).on('close', done).ping()
  })
