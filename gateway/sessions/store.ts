// The session library on disk: one JSON Lines file per session and an index of summaries, which can always be rebuilt
// from the files. Nothing here is on the live path.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import type { Frame, SessionHeader } from '#shared/session/frame'
import type { Outline } from '#shared/session/outline'
import type { SessionSummary } from '#shared/session/summary'
import { createIds } from '../ids'
import type { Log } from '../ports'
import type { SessionSink } from '../recording/recorder'
import { writeSession } from './add-session'
import { indexName, loadLibrary, readBatches, type IndexEntry, type SessionPiece, type SetAside } from './library'
import { createOutlineReader } from './read-outline'
import { readLines, SessionWriter, type FileChunk } from './session-file'

export class SessionStore implements SessionSink {
  /** Files of earlier runs that could not be read. Complete once `ready`. */
  readonly setAside: SetAside[] = []
  /** Settles when the library of earlier runs is read; the gateway serves meanwhile. */
  readonly ready: Promise<void>
  readonly #folder: string
  readonly #log: Log
  readonly #ids = createIds(Date.now)
  readonly #added: (summary: SessionSummary) => void
  readonly #index: SessionWriter
  readonly #summaries = new Map<string, SessionSummary>()
  readonly #writers = new Map<string, SessionWriter>()
  readonly #endings = new Map<string, Promise<void>>()
  readonly #readOutline = createOutlineReader()

  /** `added` is told of sessions that were not recorded here. */
  constructor(dataDir: string, log: Log, added: (summary: SessionSummary) => void = () => {}) {
    this.#folder = path.join(dataDir, 'sessions')
    this.#log = log
    this.#added = added
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    this.#index = new SessionWriter(path.join(this.#folder, indexName), (e) =>
      log(`session index not written: ${e.message}`),
    )
    this.ready = this.#load().catch((error: Error) => log(`session library not read: ${error.message}`))
  }

  open(header: SessionHeader): void {
    const report = (error: Error) => this.#log(`session ${header.id} not stored: ${error.message}`)
    this.#writers.set(header.id, new SessionWriter(this.#fileOf(header.id), report, true))
  }

  append(id: string, lines: string, written: () => void): void {
    this.#writers.get(id)?.append(lines, written)
  }

  close(summary: SessionSummary): void {
    const writer = this.#writers.get(summary.id)
    if (!writer || this.#endings.has(summary.id)) return
    const ending = new Promise<void>((resolve) => {
      writer.end((bytes) => {
        this.#writers.delete(summary.id)
        const stored = writer.isBroken ? summary.stored : summary.frames
        this.#addToIndex({ bytes, summary: { ...summary, stored } })
        resolve()
      })
    })
    this.#endings.set(summary.id, ending)
    void ending.then(() => this.#endings.delete(summary.id))
  }

  /** Tells the library about sessions that are being recorded. */
  update(summaries: readonly SessionSummary[]): void {
    for (const summary of summaries) this.#summaries.set(summary.id, summary)
  }

  /**
   * Takes in a session that was not recorded here, under a new id unless one is given that nobody has; the id is the answer.
   * Its frames are stored as they come.
   */
  async add(header: SessionHeader, frames: AsyncIterable<Frame>, id = this.#ids.generation()): Promise<string> {
    // Not before what earlier runs left is read: half a session that is found there is removed.
    const adding = this.ready.then(async () => {
      const entry = await writeSession(this.#folder, { ...header, id }, frames)
      this.#addToIndex(entry)
      this.#summaries.set(id, entry.summary)
      this.#added(entry.summary)
    })
    const settled = adding.catch(() => {}).then(() => void this.#endings.delete(id))
    this.#endings.set(id, settled)
    await adding
    return id
  }

  /** Newest first. */
  async list(limit: number): Promise<{ sessions: SessionSummary[]; total: number }> {
    await this.ready
    // Ids rise with time, so their order is the order of arrival.
    const sessions = [...this.#summaries.values()].sort((a, b) => (a.id < b.id ? 1 : -1))
    return { sessions: sessions.slice(0, limit), total: sessions.length }
  }

  has(id: string): boolean {
    return this.#summaries.has(id)
  }

  /** @throws HostError `session_not_found` or `session_unreadable` */
  read(id: string, from: number): Promise<FileChunk> {
    return this.#reading(id, (file) => readLines(file, from), { text: '', next: from, atEnd: true })
  }

  /** @throws HostError `session_not_found` or `session_unreadable` */
  outline(id: string, from: number): Promise<Outline> {
    const nothing = { count: 0, names: [], columns: '', frames: [], places: [], next: from, atEnd: true }
    return this.#reading(id, (file) => this.#readOutline(file, from), nothing)
  }

  /**
   * Its header with its frames, a piece of the file at a time, as many as are written by then.
   * @throws HostError `session_not_found` or `session_unreadable`
   */
  async *pieces(id: string): AsyncGenerator<SessionPiece> {
    await this.ready
    if (!this.#summaries.has(id)) throw new HostError('session_not_found', `There is no session ${id}.`)
    try {
      yield* readBatches(this.#fileOf(id), id)
    } catch (error) {
      throw new HostError('session_unreadable', `Session ${id} cannot be read: ${(error as Error).message}`)
    }
  }

  async #reading<T>(id: string, read: (file: string) => Promise<T>, unwritten: T): Promise<T> {
    if (!this.#summaries.has(id)) throw new HostError('session_not_found', `There is no session ${id}.`)
    try {
      return await read(this.#fileOf(id))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' && this.#writers.has(id)) return unwritten
      throw new HostError('session_unreadable', `Session ${id} cannot be read: ${(error as Error).message}`)
    }
  }

  /** Waits until everything handed over is on disk. */
  async shutDown(): Promise<void> {
    await this.ready
    await Promise.all(this.#endings.values())
    await new Promise<void>((resolve) => this.#index.end(() => resolve()))
  }

  async #load(): Promise<void> {
    const isOurs = (id: string) => this.#writers.has(id) || this.#summaries.has(id)
    const library = await loadLibrary(this.#folder, isOurs)
    for (const entry of library.recovered) this.#addToIndex(entry)
    for (const { summary } of [...library.known, ...library.recovered]) {
      if (!this.#summaries.has(summary.id)) this.#summaries.set(summary.id, summary)
    }
    for (const aside of library.setAside) {
      this.setAside.push(aside)
      this.#log(`not a readable session, set aside: ${aside.file}: ${aside.reason}`)
    }
  }

  /** Nobody waits for a single entry: the index is closed last, with everything in it that could be written. */
  #addToIndex(entry: IndexEntry): void {
    this.#index.append(`${JSON.stringify(entry)}\n`, () => {})
  }

  #fileOf = (id: string): string => path.join(this.#folder, `${id}.jsonl`)
}
