// Opening and closing the listeners, and the doors that depend on where they ended up.
import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { Doors } from './api/guard'
import { GatewayStartError } from './start-error'

const closeDeadlineMs = 3_000

/** The allowed hosts contain the port, which is known only after listening; until then every door is shut. */
export function createDoors() {
  let current: Doors = { hosts: new Set(), origins: new Set() }
  return {
    of: () => current,
    set: (hosts: ReadonlySet<string>, origins: readonly string[]) => {
      current = { hosts, origins: new Set(origins) }
    },
  }
}

export type Listener = {
  readonly port: number
  /** Lets running answers end for a moment, then cuts them: a stream may go on for minutes. */
  readonly close: () => Promise<void>
}

/** @throws GatewayStartError `port_in_use` */
export function listen(server: Server, port: number, host: string): Promise<Listener> {
  let running = 0
  let idle = () => {}
  server.on('request', (_request, response) => {
    running += 1
    response.once('close', () => {
      running -= 1
      if (running === 0) idle()
    })
  })
  const close = () =>
    new Promise<void>((resolve) => {
      const cut = () => server.closeAllConnections()
      const timer = setTimeout(cut, closeDeadlineMs)
      server.close(() => {
        clearTimeout(timer)
        resolve()
      })
      // Browsers and SDKs keep spare connections open that never carried a request: nothing to wait for.
      idle = cut
      if (running === 0) cut()
    })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE' ? `Port ${port} on ${host} is in use.` : `Port ${port} on ${host}: ${error.message}`
      reject(new GatewayStartError('port_in_use', message))
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve({ port: typeof address === 'object' && address ? address.port : port, close })
    })
  })
}

/** Says goodbye to websocket clients, and hangs up on those that do not answer. */
export function closeSockets(clients: ReadonlySet<WebSocket>): void {
  for (const client of clients) client.close(1001, 'gateway_closing')
  setTimeout(() => {
    for (const client of clients) client.terminate()
  }, closeDeadlineMs).unref()
}
