// What the library is made of, for the parts that work on it.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Events } from '#shared/contract/events'
import type { SessionList, SessionUsage } from '#shared/contract/sessions'
import type { SessionSummary } from '#shared/session/summary'
import { systemClock, type Clock, type Log } from '../ports'
import { IndexFile } from './index-file'
import { Labels } from './labels'
import { indexName, type SetAside } from './library'
import { noLimits, type Limits } from './retention'
import { SessionSearch } from './search/search'
import type { SessionWriter } from './session-file'
import { Trash } from './trash'

export type StoreEvent = 'sessions.changed' | 'sessions.removed' | 'labels.changed'

export type StoreOptions = {
  readonly limits?: Limits
  readonly clock?: Clock
  /** The built worker that keeps the search index; without one the files are read. */
  readonly searchWorker?: string | undefined
  readonly tell?: <E extends StoreEvent>(event: E, payload: Events[E]) => void
}

export type Shelf = {
  readonly folder: string
  readonly log: Log
  readonly clock: Clock
  readonly limits: Limits
  readonly tell: NonNullable<StoreOptions['tell']>
  readonly summaries: Map<string, SessionSummary>
  /** Of the sessions that are being recorded. */
  readonly writers: Map<string, SessionWriter>
  /** Recorded on, and stored no more. */
  readonly unstored: Set<string>
  readonly setAside: SetAside[]
  readonly index: IndexFile
  readonly labels: Labels
  readonly trash: Trash
  readonly search: SessionSearch
}

export function createShelf(dataDir: string, log: Log, options: StoreOptions): Shelf {
  const { limits = noLimits, clock = systemClock, searchWorker, tell = () => {} } = options
  const folder = path.join(dataDir, 'sessions')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const failed = (error: Error) => log(`session index not written: ${error.message}`)
  return {
    folder,
    log,
    clock,
    limits,
    tell,
    summaries: new Map(),
    writers: new Map(),
    unstored: new Set(),
    setAside: [],
    index: new IndexFile(path.join(folder, indexName), failed),
    labels: new Labels(folder),
    trash: new Trash(folder),
    search: new SessionSearch({ folder, indexFolder: path.join(dataDir, 'search'), clock, log, worker: searchWorker }),
  }
}

export const fileOf = ({ folder }: Pick<Shelf, 'folder'>, id: string): string => path.join(folder, `${id}.jsonl`)

/** How much of a session is on disk. */
export const bytesOf = ({ index, writers }: Shelf, id: string): number =>
  index.get(id)?.bytes ?? writers.get(id)?.bytes ?? 0

export function listOf({ summaries, labels }: Shelf, limit: number): SessionList {
  // Ids rise with time, so their order is the order of arrival.
  const all = [...summaries.values()].sort((a, b) => (a.id < b.id ? 1 : -1))
  const sessions = all.slice(0, limit)
  return { sessions, total: all.length, labels: labels.all(sessions.map(({ id }) => id)) }
}

export function usageOf({ summaries, writers, index, labels, limits }: Shelf): SessionUsage {
  let bytes = index.bytes
  let oldest: number | null = null
  let pinned = 0
  for (const writer of writers.values()) bytes += writer.bytes
  for (const { id, startedAt } of summaries.values()) {
    oldest = Math.min(oldest ?? startedAt, startedAt)
    if (labels.of(id).pinned) pinned += 1
  }
  return { bytes, sessions: summaries.size, pinned, oldest, limits }
}
