// The browser's host: calls and events over one websocket to the server that served this page.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { decodeError, HostError, type CallResult } from '#shared/contract/host'
import type { Entry } from './access'
import { createConsoleSocket } from './console-socket'
import { createListeners } from '#shared/contract/listeners'
import { keepToken, takeToken } from './token'

type Message = ({ readonly id: number } & CallResult) | { readonly event: keyof Events; readonly payload: never }

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

export function createWebHost(): Entry {
  const { on, emit } = createListeners()
  const refused = new Set<() => void>()
  const waiting = new Map<number, Waiting>()
  /** Calls made before the first connection; later ones fail at once, because nobody waits for them. */
  let queue: string[] | null = []
  let lastId = 0

  const socket = createConsoleSocket({
    onOpen() {
      for (const message of queue ?? []) socket.send(message)
      queue = null
      emit('host.connected', { connected: true })
    },
    onMessage(text) {
      const message = JSON.parse(text) as Message
      if ('event' in message) return emit(message.event, message.payload)
      const call = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.ok) call?.resolve(message.value)
      else call?.reject(decodeError(message.error))
    },
    onClose() {
      if (queue === null) {
        for (const call of waiting.values()) call.reject(new HostError('disconnected', 'The gateway went away.'))
        waiting.clear()
      }
      emit('host.connected', { connected: false })
    },
    onRefused: () => refused.forEach((listener) => listener()),
  })

  function call<K extends CommandName>(name: K, params: Params<K>): Promise<Result<K>> {
    return new Promise((resolve, reject) => {
      const id = (lastId += 1)
      const message = JSON.stringify({ id, call: name, params })
      if (queue) queue.push(message)
      else if (!socket.send(message)) return reject(new HostError('disconnected', 'The gateway is not connected.'))
      waiting.set(id, { resolve: (value) => resolve(value as Result<K>), reject })
    })
  }

  socket.connect(takeToken())
  return {
    host: { on, call },
    access: {
      onRefused(listener) {
        refused.add(listener)
        return () => refused.delete(listener)
      },
      signIn(token) {
        keepToken(token)
        socket.connect(token)
      },
    },
  }
}
