// A window that is not looking must not cost the gateway its memory.
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import type { Handlers } from '#shared/contract/commands'
import { createConsolePlane, consoleProtocol } from '../../gateway/admin/server'
import { listen } from '../../gateway/listen'

type List = Handlers['sessions.list']

async function start(list: List) {
  const hosts = new Set<string>()
  const plane = createConsolePlane({
    handlers: { 'sessions.list': list } as Handlers,
    token: null,
    deserted: () => {},
    assets: '/nowhere',
    doors: () => ({ hosts, origins: new Set() }),
    log: () => {},
  })
  const { port, close } = await listen(plane.server, 0, '127.0.0.1')
  hosts.add(`127.0.0.1:${port}`)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/console`, consoleProtocol)
  onTestFinished(() => {
    socket.terminate()
    return close()
  })
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  return { plane, socket }
}

describe('a window', () => {
  it('that reads nothing is let go', async () => {
    const { plane, socket } = await start(() => Promise.resolve({ sessions: [], total: 0, labels: {} }))
    socket.pause()
    const closed = new Promise((resolve) => socket.on('close', resolve).on('error', resolve))
    const setAside = 'x'.repeat(1 << 20)
    for (let i = 0; i < 100; i += 1) {
      plane.broadcast('sessions.changed', { setAside } as never)
      await new Promise((resolve) => setImmediate(resolve))
    }
    socket.resume()
    await closed
  })
  it('that asks a lot at once gets one answer after another, in order', async () => {
    let running = 0
    let most = 0
    const { socket } = await start(async ({ limit }) => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running -= 1
      return { sessions: [], total: limit, labels: {} }
    })
    const ids: number[] = []
    const all = new Promise<void>((resolve) =>
      socket.on('message', (data) => {
        ids.push((JSON.parse((data as Buffer).toString()) as { id: number }).id)
        if (ids.length === 50) resolve()
      }),
    )
    for (let id = 0; id < 50; id += 1) socket.send(JSON.stringify({ id, call: 'sessions.list', params: { limit: 1 } }))
    await all
    expect(ids).toEqual(Array.from({ length: 50 }, (_, i) => i))
    expect(most).toBe(1)
  })
})
