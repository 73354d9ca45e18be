// The library for a reader who does not own it: another process may be recording into it, so nothing is moved, cut off or
// locked. What is kept in memory is the names of the sessions and their places in the index, never the
// sessions.
import { lstat, open, readdir, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import { SessionText, type RecordedText } from '#shared/inspect/search/session-text'
import type { Frame } from '#shared/session/frame'
import { SessionFormatError } from '#shared/session/jsonl'
import { settleInterrupted } from '#shared/session/apply-frame'
import type { SessionSummary } from '#shared/session/summary'
import { isGateway } from '../client/probe'
import { findHolder } from '../config/data-dir'
import { foldSession, idOfFile, indexName, parseEntry, readBatches, type SessionPiece, type SetAside } from './library'
import { readLines } from './session-file'

/** Where the entry of a session lies in the index, and how long its file was then. */
type Place = { readonly at: number; readonly length: number; readonly fileBytes: number }

const folderOf = (dataDir: string): string => path.join(dataDir, 'sessions')

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** All sessions, newest first. Files that are no sessions are told and passed over. */
export async function* browseSessions(
  dataDir: string,
  tellUnreadable: (file: SetAside) => void,
): AsyncGenerator<SessionSummary> {
  const folder = folderOf(dataDir)
  const isRecording = (await findHolder(dataDir, isGateway)) !== null
  const index = await openIndex(path.join(folder, indexName))
  try {
    for (const id of await sessionIds(folder)) {
      const file = path.join(folder, `${id}.jsonl`)
      try {
        const summary = await summarise(file, id, index, isRecording)
        if (summary !== null) yield summary
      } catch (error) {
        if (isAbsent(error)) continue
        tellUnreadable({ file, reason: (error as Error).message })
      }
    }
  } finally {
    await index.close()
  }
}

/**
 * The frames of one session, as many as its file holds now.
 * @throws HostError `session_not_found` or `session_unreadable`
 */
export async function* readSession(dataDir: string, id: string): AsyncGenerator<Frame> {
  for await (const { frames } of (await openSession(dataDir, id)).pieces()) yield* frames
}

/** A session wherever it lies. `pieces` reads it from its beginning, as often as it is called, and never as a whole. */
export type SessionSource = { readonly name: string; readonly pieces: () => AsyncGenerator<SessionPiece> }

/**
 * The session of this id in the data folder, or the one in this file.
 * @throws HostError `session_not_found`, and while it is read `session_unreadable`
 */
export async function findSession(dataDir: string, idOrFile: string): Promise<SessionSource> {
  const isFile = await stat(idOrFile).then(
    (stats) => stats.isFile(),
    () => false,
  )
  return isFile ? sourceOf(idOrFile, path.resolve(idOrFile), null) : openSession(dataDir, idOrFile)
}

async function openSession(dataDir: string, id: string): Promise<SessionSource> {
  const folder = folderOf(dataDir)
  // An id is not a path: what is asked for must be one of the names there are.
  if (!(await sessionIds(folder)).includes(id)) {
    throw new HostError('session_not_found', `There is no session ${id} in ${folder}.`)
  }
  return sourceOf(id, path.join(folder, `${id}.jsonl`), id)
}

const sourceOf = (name: string, file: string, id: string | null): SessionSource => ({
  name,
  pieces: async function* () {
    try {
      yield* readBatches(file, id)
    } catch (error) {
      throw new HostError('session_unreadable', `Session ${name} cannot be read: ${(error as Error).message}`)
    }
  },
})

/**
 * What can be searched of a session that was listed.
 * @throws SessionFormatError
 */
export async function readSessionText(dataDir: string, id: string): Promise<RecordedText> {
  const text = new SessionText()
  for await (const { frames } of readBatches(path.join(folderOf(dataDir), `${id}.jsonl`), id)) {
    for (const frame of frames) text.apply(frame)
  }
  return text.read()
}

/** Ids rise with time, so their order is the order of arrival. */
async function sessionIds(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isAbsent(error)) return []
    throw error
  })
  return names
    .map(idOfFile)
    .filter((id) => id !== null)
    .sort((a, b) => (a < b ? 1 : -1))
}

/** null when there is nothing to tell yet. */
async function summarise(file: string, id: string, index: Index, isRecording: boolean): Promise<SessionSummary | null> {
  const stats = await lstat(file)
  if (!stats.isFile()) throw new SessionFormatError('not_a_session', 'It is no file.')
  const { size } = stats
  const known = await index.find(id, size)
  if (known !== null) return known
  // Just opened by the gateway that records here.
  if (isRecording && size === 0) return null
  const { summary } = await foldSession(file, id)
  return isRecording ? summary : settleInterrupted(summary)
}

type Index = {
  /** The summary of a session, unless its file has another length by now. */
  readonly find: (id: string, fileBytes: number) => Promise<SessionSummary | null>
  readonly close: () => Promise<void>
}

async function openIndex(file: string): Promise<Index> {
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return { find: async () => null, close: async () => {} }
  const places = await locateEntries(file).catch(() => new Map<string, Place>())
  return {
    find: async (id, fileBytes) => {
      const place = places.get(id)
      return place?.fileBytes === fileBytes ? readSummary(handle, place) : null
    },
    close: () => handle.close(),
  }
}

/** The last entry of an id wins. */
async function locateEntries(file: string): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>()
  let at = 0
  for (let atEnd = false; !atEnd;) {
    const chunk = await readLines(file, at)
    for (const line of chunk.text.split('\n').slice(0, -1)) {
      const length = Buffer.byteLength(line)
      const entry = parseEntry(line)
      if (entry) places.set(entry.summary.id, { at, length, fileBytes: entry.bytes })
      at += length + 1
    }
    at = chunk.next
    atEnd = chunk.atEnd
  }
  return places
}

async function readSummary(index: FileHandle, { at, length }: Place): Promise<SessionSummary | null> {
  const { buffer } = await index.read(Buffer.allocUnsafe(length), 0, length, at)
  return parseEntry(buffer.toString('utf8'))?.summary ?? null
}
