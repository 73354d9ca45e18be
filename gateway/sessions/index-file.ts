// The index on disk: a line for each finished session, the last of an id wins. What it holds is also held here, so that the
// file can be written anew without the sessions that are gone.
import { rm } from 'node:fs/promises'
import type { IndexEntry } from './library'
import { replaceFile } from './replace-file'
import { SessionWriter } from './session-file'

/** Outdated lines that a file may hold before it is written anew for their sake alone. */
const mostOutdated = 1_000

export class IndexFile {
  readonly #file: string
  readonly #failed: (error: Error) => void
  readonly #entries = new Map<string, IndexEntry>()
  #writer: SessionWriter
  #outdated = 0
  #bytes = 0
  /** Lines that wait while the file is written anew. */
  #held: string[] | null = null
  #last: Promise<void> = Promise.resolve()

  constructor(file: string, failed: (error: Error) => void) {
    this.#file = file
    this.#failed = failed
    this.#writer = new SessionWriter(file, failed)
  }

  get(id: string): IndexEntry | undefined {
    return this.#entries.get(id)
  }

  /** Of all session files together. */
  get bytes(): number {
    return this.#bytes
  }

  /** It has a line already. */
  adopt(entry: IndexEntry): void {
    this.remove(entry.summary.id)
    this.#entries.set(entry.summary.id, entry)
    this.#bytes += entry.bytes
  }

  /** Nobody waits for a single entry: the index is closed last, with everything in it that could be written. */
  add(entry: IndexEntry): void {
    this.adopt(entry)
    const line = format(entry)
    if (this.#held) this.#held.push(line)
    else this.#writer.append(line, () => {})
  }

  /** Its line stays until the file is written anew. */
  remove(id: string): IndexEntry | undefined {
    const entry = this.#entries.get(id)
    if (!entry) return undefined
    this.#entries.delete(id)
    this.#bytes -= entry.bytes
    this.#outdated += 1
    return entry
  }

  /** Lines in the file that stand for nothing. */
  countOutdated(lines: number): void {
    this.#outdated += lines
  }

  /** Writes the file anew when it holds more than that many lines that stand for nothing. */
  compact(tolerated: number = mostOutdated): Promise<void> {
    this.#last = this.#last.then(() => (this.#outdated > tolerated ? this.#rewrite() : undefined))
    return this.#last
  }

  /** Leaves nothing, on disk either. */
  purge(): Promise<void> {
    this.#entries.clear()
    this.#bytes = 0
    this.#outdated = 0
    this.#last = this.#last.then(() => this.#renew(() => rm(this.#file, { force: true, recursive: true })))
    return this.#last
  }

  async end(): Promise<void> {
    await this.#last
    await new Promise<void>((resolve) => this.#writer.end(() => resolve()))
  }

  #rewrite(): Promise<void> {
    this.#outdated = 0
    return this.#renew(() => replaceFile(this.#file, formatAll(this.#entries.values()), false))
  }

  async #renew(run: () => Promise<void>): Promise<void> {
    const held: string[] = []
    this.#held = held
    await new Promise<void>((resolve) => this.#writer.end(() => resolve()))
    await run().catch(this.#failed)
    this.#held = null
    this.#writer = new SessionWriter(this.#file, this.#failed)
    if (held.length > 0) this.#writer.append(held.join(''), () => {})
  }
}

const format = (entry: IndexEntry): string => `${JSON.stringify(entry)}\n`

function* formatAll(entries: Iterable<IndexEntry>): Generator<string> {
  for (const entry of entries) yield format(entry)
}
