// Reading sessions of the library, also those that are being recorded: as text, as an outline, as frames.
import { HostError } from '#shared/contract/host'
import type { Outline } from '#shared/session/outline'
import { readBatches, type SessionPiece } from './library'
import { createOutlineReader } from './read-outline'
import { readLines, type FileChunk } from './session-file'
import { fileOf, type Shelf } from './shelf'

/** @throws HostError `session_not_found` */
export function mustKnow({ summaries }: Shelf, ids: readonly string[]): void {
  const unknown = ids.find((id) => !summaries.has(id))
  if (unknown !== undefined) throw new HostError('session_not_found', `There is no session ${unknown}.`)
}

const unreadable = (id: string, error: unknown): HostError =>
  new HostError('session_unreadable', `Session ${id} cannot be read: ${(error as Error).message}`)

/** Each throws HostError `session_not_found` or `session_unreadable`. */
export class SessionReader {
  readonly #shelf: Shelf
  readonly #readOutline = createOutlineReader()

  constructor(shelf: Shelf) {
    this.#shelf = shelf
  }

  read(id: string, from: number): Promise<FileChunk> {
    return this.#reading(id, (file) => readLines(file, from), { text: '', next: from, atEnd: true })
  }

  outline(id: string, from: number): Promise<Outline> {
    const nothing = { count: 0, names: [], columns: '', frames: [], places: [], next: from, atEnd: true }
    return this.#reading(id, (file) => this.#readOutline(file, from), nothing)
  }

  async *pieces(id: string): AsyncGenerator<SessionPiece> {
    mustKnow(this.#shelf, [id])
    try {
      yield* readBatches(fileOf(this.#shelf, id), id)
    } catch (error) {
      throw unreadable(id, error)
    }
  }

  async #reading<T>(id: string, read: (file: string) => Promise<T>, unwritten: T): Promise<T> {
    mustKnow(this.#shelf, [id])
    try {
      return await read(fileOf(this.#shelf, id))
    } catch (error) {
      const isUnwritten = (error as NodeJS.ErrnoException).code === 'ENOENT' && this.#shelf.writers.has(id)
      if (isUnwritten) return unwritten
      throw unreadable(id, error)
    }
  }
}
