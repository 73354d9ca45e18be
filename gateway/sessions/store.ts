// The session library on disk: one JSON Lines file per session, an index of summaries that can always be rebuilt from the
// files, and what readers wrote about sessions. Nothing here is on the live path.
import path from 'node:path'
import type { SearchResult, SessionList, SessionUsage } from '#shared/contract/sessions'
import type { Frame, SessionHeader } from '#shared/session/frame'
import type { LabelChange } from '#shared/session/label'
import type { Outline } from '#shared/session/outline'
import type { SessionSummary } from '#shared/session/summary'
import { createIds } from '../ids'
import type { Log } from '../ports'
import type { SessionSink } from '../recording/recorder'
import { writeSession } from './add-session'
import { emptyTrash, forgetEverything, moveToTrash, takeFromTrash, tidy } from './forget'
import { loadLibrary, type SessionPiece, type SetAside } from './library'
import { removeDrafts } from './replace-file'
import type { SearchAsk } from './search/orders'
import { SessionWriter, type FileChunk } from './session-file'
import { mustKnow, SessionReader } from './session-reader'
import { bytesOf, createShelf, fileOf, listOf, usageOf, type Shelf, type StoreOptions } from './shelf'

/** How long what was deleted can be brought back. */
const undoMs = 600_000
/** Sessions end by the hundred; whether there are too many is asked once for all of them. */
const tidyAfterMs = 250

export class SessionStore implements SessionSink {
  /** Settles when the library of earlier runs is read; the gateway serves meanwhile. */
  readonly ready: Promise<void>
  readonly #shelf: Shelf
  readonly #ids = createIds(Date.now)
  readonly #endings = new Map<string, Promise<void>>()
  readonly #timers = new Set<() => void>()
  readonly #reader: SessionReader
  /** Deleting, bringing back and forgetting come one after the other. */
  #last: Promise<unknown>
  #isTidying = false

  constructor(dataDir: string, log: Log, options: StoreOptions = {}) {
    this.#shelf = createShelf(dataDir, log, options)
    this.#reader = new SessionReader(this.#shelf)
    this.ready = this.#load().catch((error: Error) => log(`session library not read: ${error.message}`))
    this.#last = this.ready
  }

  /** Files of earlier runs that could not be read. Complete once `ready`. */
  get setAside(): readonly SetAside[] {
    return this.#shelf.setAside
  }

  open(header: SessionHeader): void {
    const { writers, log } = this.#shelf
    const report = (error: Error) => log(`session ${header.id} not stored: ${error.message}`)
    writers.set(header.id, new SessionWriter(fileOf(this.#shelf, header.id), report, true))
  }

  append(id: string, lines: string, written: () => void): void {
    const { writers, search } = this.#shelf
    search.noteActivity()
    writers.get(id)?.append(lines, written)
  }

  close(summary: SessionSummary): void {
    const { writers } = this.#shelf
    const writer = writers.get(summary.id)
    if (!writer || this.#endings.has(summary.id)) return
    const ending = new Promise<void>((resolve) => {
      writer.end((bytes) => {
        writers.delete(summary.id)
        this.#keep({ ...summary, stored: writer.isBroken ? summary.stored : summary.frames }, bytes)
        resolve()
      })
    })
    this.#endings.set(summary.id, ending)
    void ending.then(() => this.#endings.delete(summary.id))
  }

  #keep(summary: SessionSummary, bytes: number): void {
    const { trash, unstored, index, search } = this.#shelf
    const trashed = trash.get(summary.id)
    if (trashed) Object.assign(trashed, { summary, bytes })
    if (trashed || unstored.has(summary.id)) return
    index.add({ bytes, summary })
    search.stored(summary.id, bytes, true)
    this.#tidySoon()
  }

  /** Tells the library about sessions that are being recorded, and gives back those that are not deleted. */
  update(changed: readonly SessionSummary[]): readonly SessionSummary[] {
    const { summaries, trash, unstored, search } = this.#shelf
    return changed.filter((summary) => {
      const { id, transport, closed, flight } = summary
      const trashed = trash.get(id)
      if (trashed) trashed.summary = summary
      if (trashed || unstored.has(id)) return false
      // A socket is searched turn by turn: it may stay open for days.
      const hasTurnEnded = flight === null && (summaries.get(id)?.flight ?? null) !== null
      if (hasTurnEnded && transport === 'websocket' && !closed) search.stored(id, bytesOf(this.#shelf, id), false)
      summaries.set(id, summary)
      return true
    })
  }

  /**
   * Takes in a session that was not recorded here, under a new id unless one is given that nobody has; the id is the answer.
   * Its frames are stored as they come.
   */
  add(header: SessionHeader, frames: AsyncIterable<Frame>, id = this.#ids.generation()): Promise<string> {
    const { folder, summaries, trash, unstored, tell } = this.#shelf
    // Not before what earlier runs left is read: half a session that is found there is removed.
    return this.#inTurn(async () => {
      // What comes in takes the place of what was thrown away.
      if (trash.get(id)) await emptyTrash(this.#shelf, [id])
      unstored.delete(id)
      const { summary, bytes } = await writeSession(folder, { ...header, id }, frames)
      summaries.set(id, summary)
      this.#keep(summary, bytes)
      tell('sessions.changed', { sessions: [summary] })
      return id
    })
  }

  /** Newest first. */
  async list(limit: number): Promise<SessionList> {
    await this.ready
    return listOf(this.#shelf, limit)
  }

  has(id: string): boolean {
    return this.#shelf.summaries.has(id)
  }

  /** @throws HostError `session_not_found` or `session_unreadable` */
  read(id: string, from: number): Promise<FileChunk> {
    return this.#reader.read(id, from)
  }

  /** @throws HostError `session_not_found` or `session_unreadable` */
  outline(id: string, from: number): Promise<Outline> {
    return this.#reader.outline(id, from)
  }

  /**
   * Its header with its frames, a piece of the file at a time, as many as are written by then.
   * @throws HostError `session_not_found` or `session_unreadable`
   */
  async *pieces(id: string): AsyncGenerator<SessionPiece> {
    await this.ready
    yield* this.#reader.pieces(id)
  }

  /** @throws HostError `session_not_found`, `too_many_tags` or `label_not_stored` */
  async label(ids: readonly string[], change: LabelChange): Promise<void> {
    await this.ready
    mustKnow(this.#shelf, ids)
    const { labels, search, tell } = this.#shelf
    const changed = await labels.change([...new Set(ids)], change)
    search.label(changed)
    tell('labels.changed', { labels: changed })
  }

  /** To the trash, for as long as it can be undone. */
  async delete(ids: readonly string[]): Promise<number> {
    const deleted = await this.#inTurn(() => moveToTrash(this.#shelf, ids))
    if (deleted.length > 0) this.#later(undoMs, () => void this.#inBackground(() => emptyTrash(this.#shelf, deleted)))
    return deleted.length
  }

  /** @throws HostError `session_not_found` */
  restore(ids: readonly string[]): Promise<void> {
    return this.#inTurn(() => takeFromTrash(this.#shelf, ids))
  }

  /** @throws HostError `purge_incomplete` */
  purge(): Promise<number> {
    return this.#inTurn(() => forgetEverything(this.#shelf))
  }

  async search(ask: SearchAsk): Promise<SearchResult> {
    await this.ready
    return this.#shelf.search.search(ask)
  }

  async usage(): Promise<SessionUsage> {
    await this.ready
    return usageOf(this.#shelf)
  }

  /** Waits until everything handed over is on disk, and what was deleted is not. */
  async shutDown(): Promise<void> {
    await this.ready
    await Promise.all(this.#endings.values())
    for (const cancel of this.#timers) cancel()
    const { trash, index, labels, search } = this.#shelf
    await this.#inBackground(() => emptyTrash(this.#shelf, trash.ids()))
    await Promise.all([index.end(), labels.settle(), search.close()])
  }

  async #load(): Promise<void> {
    const { folder, summaries, writers, index, labels, trash, search, setAside, log } = this.#shelf
    await removeDrafts(folder)
    await trash.empty()
    const isOurs = (id: string) => writers.has(id) || summaries.has(id)
    const library = await loadLibrary(folder, isOurs)
    for (const entry of library.known) index.adopt(entry)
    for (const entry of library.recovered) index.add(entry)
    for (const { summary } of [...library.known, ...library.recovered]) {
      if (!summaries.has(summary.id)) summaries.set(summary.id, summary)
    }
    const unreadable = new Set(library.unreadable)
    for (const { file, reason } of library.setAside) {
      setAside.push({ file, reason })
      const where = unreadable.has(path.basename(file, '.jsonl')) ? 'left where it is' : 'set aside'
      log(`not a readable session, ${where}: ${file}: ${reason}`)
    }
    await labels.load((id) => summaries.has(id) || unreadable.has(id))
    index.countOutdated(library.outdated)
    void index.compact(0)
    search.opened([...summaries.keys()].map((id) => ({ id, bytes: bytesOf(this.#shelf, id), label: labels.of(id) })))
    this.#tidySoon()
  }

  #tidySoon(): void {
    const { bytes, sessions, days } = this.#shelf.limits
    if (this.#isTidying || (bytes ?? sessions ?? days) === null) return
    this.#isTidying = true
    this.#later(tidyAfterMs, () => {
      this.#isTidying = false
      void this.#inBackground(() => tidy(this.#shelf))
    })
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.#shelf.clock.after(ms, () => {
      this.#timers.delete(cancel)
      run()
    })
    this.#timers.add(cancel)
  }

  /** For work nobody waits for. */
  #inBackground(run: () => Promise<void>): Promise<void> {
    return this.#inTurn(run).catch((error: Error) => this.#shelf.log(`session library: ${error.message}`))
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run)
    this.#last = result.catch(() => {})
    return result
  }
}
