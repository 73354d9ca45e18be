// The browser's host: one websocket to the server that served this page.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { decodeError, HostError, type EncodedError } from '#shared/contract/host'
import type { Entry } from './index'
import { createListeners } from './listeners'
import { encodeToken, keepToken, takeToken } from './token'

type Message =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: EncodedError }
  | { readonly event: keyof Events; readonly payload: never }

type Waiting = { resolve(value: unknown): void; reject(error: Error): void }

const longestWait = 5_000

export function createWebHost(): Entry {
  const { on, emit } = createListeners()
  const refused = new Set<() => void>()
  const waiting = new Map<number, Waiting>()
  /** Calls made before the first connection; later ones fail at once, because nobody waits for them. */
  let queue: string[] | null = []
  let token = takeToken()
  let socket: WebSocket
  let lastId = 0
  let failures = 0

  function connect(): void {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    const current = new WebSocket(`${scheme}://${location.host}/console`, [
      'gatescope.console',
      `token.${encodeToken(token)}`,
    ])
    let opened = false
    socket = current
    current.addEventListener('open', () => {
      opened = true
      failures = 0
      for (const message of queue ?? []) current.send(message)
      queue = null
      emit('host.connected', { connected: true })
    })
    current.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as Message))
    current.addEventListener('close', () => {
      if (socket === current) void afterClose(opened)
    })
  }

  function receive(message: Message): void {
    if ('event' in message) return emit(message.event, message.payload)
    const call = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.ok) call?.resolve(message.value)
    else call?.reject(decodeError(message.error))
  }

  async function afterClose(opened: boolean): Promise<void> {
    if (queue === null) failWaiting()
    emit('host.connected', { connected: false })
    if (!opened && (await isServerThere())) return refused.forEach((listener) => listener())
    failures += 1
    setTimeout(connect, Math.min(longestWait, 150 * 2 ** failures))
  }

  function failWaiting(): void {
    for (const call of waiting.values()) call.reject(new HostError('disconnected', 'The gateway went away.'))
    waiting.clear()
  }

  connect()
  return {
    host: {
      capabilities: { frameless: false, openExternal: true },
      on,
      call: <K extends CommandName>(name: K, params: Params<K>) =>
        new Promise<Result<K>>((resolve, reject) => {
          const id = (lastId += 1)
          const message = JSON.stringify({ id, call: name, params })
          if (queue === null && socket.readyState !== WebSocket.OPEN) {
            return reject(new HostError('disconnected', 'The gateway is not connected.'))
          }
          waiting.set(id, { resolve: (value) => resolve(value as Result<K>), reject })
          if (queue === null) socket.send(message)
          else queue.push(message)
        }),
    },
    access: {
      onRefused(listener) {
        refused.add(listener)
        return () => refused.delete(listener)
      },
      signIn(next) {
        token = next
        keepToken(next)
        connect()
      },
    },
  }
}

/** A browser does not say why a websocket was not opened; a server that answers HTTP did refuse it. */
async function isServerThere(): Promise<boolean> {
  try {
    await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' })
    return true
  } catch {
    return false
  }
}
