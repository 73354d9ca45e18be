// Sessions of the library as what formats are written of. Each frame is read off the disk when it is asked for.
import { HostError } from '#shared/contract/host'
import type { PortableSession } from '#shared/formats/portable'
import type { Frame } from '#shared/session/frame'
import type { SessionSource } from './browse'
import type { ImportTarget } from './import-file'
import type { SessionStore } from './store'

/** @throws HostError `session_not_found` or `session_unreadable` */
export async function openSession({ name, pieces }: SessionSource): Promise<PortableSession> {
  for await (const { header } of pieces())
    return { header, frames: { [Symbol.asyncIterator]: () => readFrames(pieces) } }
  throw new HostError('session_unreadable', `Session ${name} cannot be read: the file is empty.`)
}

async function* readFrames(pieces: SessionSource['pieces']): AsyncGenerator<Frame> {
  for await (const { frames } of pieces()) yield* frames
}

/** @throws HostError `session_not_found` or `session_unreadable` */
export const openStored = (store: SessionStore, id: string): Promise<PortableSession> =>
  openSession({ name: id, pieces: () => store.pieces(id) })

export const importTarget = (store: SessionStore): ImportTarget => ({
  sessions: async () => (await store.list(Infinity)).sessions,
  open: (id) => openStored(store, id),
  add: (header, frames, id) => store.add(header, frames, id),
})
