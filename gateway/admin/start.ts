// The console for browsers on a listener of its own, with the doors of its address.
import path from 'node:path'
import { loopbackHosts } from '../api/guard'
import { createDoors, listen, type Listener } from '../listen'
import { createConsolePlane, type ConsoleOptions, type ConsolePlane } from './server'

export const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

export async function startConsole(
  at: { readonly port: number; readonly assets: string },
  options: Omit<ConsoleOptions, 'assets' | 'doors'> & { host: string },
): Promise<{ plane: ConsolePlane; listener: Listener; url: string }> {
  const doors = createDoors()
  const plane = createConsolePlane({ ...options, assets: path.resolve(at.assets), doors: doors.of })
  const listener = await listen(plane.server, at.port, options.host)
  const hosts = loopbackHosts(listener.port, options.host)
  doors.set(
    hosts,
    [...hosts].map((name) => `http://${name}`),
  )
  return { plane, listener, url: `http://${urlHost(options.host)}:${listener.port}/` }
}
