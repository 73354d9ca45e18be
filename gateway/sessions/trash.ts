// Deleted sessions, until they are forgotten for good: their files lie in a folder beside the others, so that deleting and
// bringing back are one rename each. A start finds the folder empty or empties it.
import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { SessionSummary } from '#shared/session/summary'
import { syncFolder } from './replace-file'

/** `bytes` is null while it is still being recorded, into the file it had. */
export type Trashed = { summary: SessionSummary; bytes: number | null }

export class Trash {
  readonly #folder: string
  readonly #from: string
  readonly #items = new Map<string, Trashed>()

  constructor(folder: string) {
    this.#from = folder
    this.#folder = path.join(folder, 'trash')
  }

  get(id: string): Trashed | undefined {
    return this.#items.get(id)
  }

  ids(): string[] {
    return [...this.#items.keys()]
  }

  async put(id: string, item: Trashed): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    await rename(this.#fileIn(this.#from, id), this.#fileIn(this.#folder, id))
    this.#items.set(id, item)
  }

  async takeBack(id: string): Promise<Trashed | null> {
    const item = this.#items.get(id)
    if (!item) return null
    await rename(this.#fileIn(this.#folder, id), this.#fileIn(this.#from, id))
    this.#items.delete(id)
    return item
  }

  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      await rm(this.#fileIn(this.#folder, id), { force: true })
      this.#items.delete(id)
    }
    await syncFolder(this.#folder)
    if (this.#items.size === 0) await this.empty()
  }

  /** Also what an earlier run left. */
  async empty(): Promise<void> {
    this.#items.clear()
    await rm(this.#folder, { recursive: true, force: true })
  }

  #fileIn = (folder: string, id: string): string => path.join(folder, `${id}.jsonl`)
}
