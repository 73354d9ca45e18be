// The console's wire as a test speaks it: calls and events over the websocket a browser uses.
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { CommandName, Params, Result } from '#shared/contract/commands'
import { decodeError, type CallResult } from '#shared/contract/host'

type Reply = { readonly id: number } & CallResult

export async function consoleOf({ console, token }: { readonly console: string | null; readonly token: string }) {
  const protocols = ['gatescope.console', `token.${Buffer.from(token).toString('base64url')}`]
  const socket = new WebSocket(`${(console ?? '').replace('http', 'ws')}console`, protocols)
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  const waiting = new Map<number, (reply: Reply) => void>()
  socket.on('message', (data) => {
    const reply = JSON.parse((data as Buffer).toString()) as Reply
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  let count = 0
  return {
    /** Resolves when the gateway knows that this window is gone. */
    leave: () =>
      new Promise<unknown>((resolve) => {
        socket.on('close', resolve)
        socket.close()
      }),
    call: <K extends CommandName>(call: K, params: Params<K>): Promise<Result<K>> => {
      count += 1
      const id = count
      socket.send(JSON.stringify({ id, call, params }))
      return new Promise((resolve, reject) => {
        waiting.set(id, (reply) => (reply.ok ? resolve(reply.value as Result<K>) : reject(decodeError(reply.error))))
      })
    },
  }
}
