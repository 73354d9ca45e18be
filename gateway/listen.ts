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

/** Resolves with the port. @throws GatewayStartError `port_in_use` */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE' ? `Port ${port} on ${host} is in use.` : `Port ${port} on ${host}: ${error.message}`
      reject(new GatewayStartError('port_in_use', message))
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/** Lets running answers end for a moment, then closes them: a stream may go on for minutes. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), closeDeadlineMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}

/** Says goodbye to websocket clients, and hangs up on those that do not answer. */
export function closeSockets(clients: ReadonlySet<WebSocket>): void {
  for (const client of clients) client.close(1001, 'gateway_closing')
  setTimeout(() => {
    for (const client of clients) client.terminate()
  }, closeDeadlineMs).unref()
}
