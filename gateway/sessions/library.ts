// What earlier runs left in the session folder. Sessions an app did not finish are folded again from their files; a file
// that is no session is set aside, one that cannot be read now is told of and left, and neither is a reason not to start.
import { lstat, mkdir, readdir, rename, truncate } from 'node:fs/promises'
import path from 'node:path'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { parseFrames, parseHeader, SessionFormatError } from '#shared/session/jsonl'
import { applyFrame, settleInterrupted } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { labelsName } from './labels'
import { chunkBytes, readLines, readSessionLines } from './session-file'

/** A finished session: its summary and the length of its file, which tells whether the entry still fits the file. */
export type IndexEntry = { readonly bytes: number; readonly summary: SessionSummary }

export type SetAside = { readonly file: string; readonly reason: string }

export type Library = {
  readonly known: readonly IndexEntry[]
  /** Not in the index, or with another length: read again from the file. */
  readonly recovered: readonly IndexEntry[]
  readonly setAside: readonly SetAside[]
  /** Ids of files that are still where they were, and cannot be read. */
  readonly unreadable: readonly string[]
  /** Lines of the index that stand for no session that is here. */
  readonly outdated: number
}

export const indexName = 'index.jsonl'
export const asideName = 'set-aside'

/** The session a file of this name would be; null for any other file. */
export const idOfFile = (name: string): string | null =>
  name.endsWith('.jsonl') && name !== indexName && name !== labelsName ? name.slice(0, -6) : null

/** As many questions to the file system at once as keep it busy. */
const atOnce = 256

/** `skip` names sessions of this run. */
export async function loadLibrary(folder: string, skip: (id: string) => boolean): Promise<Library> {
  const { entries, lines } = await readIndex(path.join(folder, indexName))
  const known: IndexEntry[] = []
  const other: string[] = []
  const names = await readdir(folder)
  for (let i = 0; i < names.length; i += atOnce) {
    const some = names.slice(i, i + atOnce)
    const lengths = await Promise.all(some.map((name) => lengthOf(folder, name)))
    some.forEach((name, j) => {
      const id = idOfFile(name)
      if (id === null || skip(id)) return
      const entry = entries.get(id)
      if (entry !== undefined && entry.bytes === lengths[j]) known.push(entry)
      else other.push(id)
    })
  }
  return { known, ...(await recover(folder, other)), outdated: lines - known.length }
}

/** null for what is no file, or is gone. */
async function lengthOf(folder: string, name: string): Promise<number | null> {
  if (idOfFile(name) === null) return null
  const stats = await lstat(path.join(folder, name)).catch(() => null)
  return stats?.isFile() ? stats.size : null
}

async function recover(folder: string, ids: readonly string[]) {
  const recovered: IndexEntry[] = []
  const setAside: SetAside[] = []
  const unreadable: string[] = []
  for (const id of ids) {
    const name = `${id}.jsonl`
    try {
      recovered.push(await recoverSession(path.join(folder, name), id))
    } catch (error) {
      const reason = (error as Error).message
      // What the system refuses today may be in order tomorrow: only what was read and is no session leaves its place.
      const moved = isSystemError(error) ? null : await moveAside(folder, name).catch(() => null)
      if (moved === null && (error as NodeJS.ErrnoException).code === 'ENOENT') continue
      if (moved === null) unreadable.push(id)
      setAside.push({ file: moved ?? path.join(folder, name), reason })
    }
  }
  return { recovered, setAside, unreadable }
}

const isSystemError = (error: unknown): boolean => (error as NodeJS.ErrnoException).syscall !== undefined

async function moveAside(folder: string, name: string): Promise<string> {
  const target = path.join(folder, asideName)
  await mkdir(target, { recursive: true, mode: 0o700 })
  await rename(path.join(folder, name), path.join(target, name))
  return path.join(target, name)
}

/** Folds the file, and cuts off a torn last line so that it can be read again. */
async function recoverSession(file: string, id: string): Promise<IndexEntry> {
  const stats = await lstat(file)
  if (!stats.isFile()) throw new SessionFormatError('not_a_session', 'It is no file.')
  const { summary, bytes } = await foldSession(file, id)
  if (stats.size > bytes) await truncate(file, bytes)
  settleInterrupted(summary)
  return { bytes, summary }
}

/**
 * The session as far as whole lines of its file tell it. Only reads.
 * @throws SessionFormatError
 */
export async function foldSession(file: string, id: string): Promise<IndexEntry> {
  let summary: SessionSummary | null = null
  let bytes = 0
  for await (const { header, frames, next } of readBatches(file, id)) {
    summary ??= createSummary(header)
    for (const frame of frames) applyFrame(summary, frame)
    bytes = next
  }
  if (summary === null) throw new SessionFormatError('not_a_session', 'The file is empty.')
  summary.stored = summary.frames
  return { bytes, summary }
}

export type SessionPiece = { readonly header: SessionHeader; readonly frames: readonly Frame[]; readonly next: number }

/**
 * The frames of a file in their order, as many at a time as one read brings; `next` is the byte after them.
 * @throws SessionFormatError
 */
export async function* readBatches(file: string, id: string | null): AsyncGenerator<SessionPiece> {
  let header: SessionHeader | null = null
  let from = 0
  for (let atEnd = false; !atEnd;) {
    // A header is short: what has no line in its first MiB is no session, however long it is.
    const chunk = await readLines(file, from, header === null ? chunkBytes : undefined)
    const firstLine = header === null ? chunk.text.indexOf('\n') : -1
    header ??= parseHeader(chunk.text.slice(0, Math.max(0, firstLine)))
    if (id !== null && header.id !== id)
      throw new SessionFormatError('not_a_session', `The file says it is session ${header.id}.`)
    from = chunk.next
    atEnd = chunk.atEnd
    yield { header, frames: parseFrames(chunk.text.slice(firstLine + 1)), next: from }
  }
}

/** The last entry of an id wins. A line that cannot be read only costs its session a re-read. */
async function readIndex(file: string): Promise<{ entries: Map<string, IndexEntry>; lines: number }> {
  const entries = new Map<string, IndexEntry>()
  let lines = 0
  try {
    for await (const line of readSessionLines(file)) {
      lines += 1
      const entry = parseEntry(line)
      if (entry) entries.set(entry.summary.id, entry)
    }
  } catch {
    // No index yet, or a file that is none: what is in it as far as it was read is checked against the sessions.
  }
  return { entries, lines }
}

export function parseEntry(line: string): IndexEntry | null {
  try {
    const entry = JSON.parse(line) as Partial<IndexEntry>
    return typeof entry.bytes === 'number' && isSummary(entry.summary) ? (entry as IndexEntry) : null
  } catch {
    return null
  }
}

const shape = Object.entries(createSummary({ id: '', startedAt: 0 }))

/** An entry of an older app lacks what was added since, and one that was damaged anything: its session is folded anew. */
const isSummary = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  shape.every(([key, like]) => {
    const fact = (value as Readonly<Record<string, unknown>>)[key]
    if (Array.isArray(like)) return Array.isArray(fact)
    return like === null ? fact !== undefined : typeof fact === typeof like
  })
