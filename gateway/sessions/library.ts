// What earlier runs left in the session folder. Sessions an app did not finish are folded again from their files; a file
// that is no session is set aside, never deleted and never a reason not to start.
import { mkdir, readFile, readdir, rename, rm, stat, truncate } from 'node:fs/promises'
import path from 'node:path'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { parseFrames, parseHeader, SessionFormatError } from '#shared/session/jsonl'
import { applyFrame, createSummary, settleInterrupted, type SessionSummary } from '#shared/session/summary'
import { readLines } from './session-file'

/** A finished session: its summary and the length of its file, which tells whether the entry still fits the file. */
export type IndexEntry = { readonly bytes: number; readonly summary: SessionSummary }

export type SetAside = { readonly file: string; readonly reason: string }

export type Library = {
  readonly known: readonly IndexEntry[]
  /** Not in the index, or with another length: read again from the file. */
  readonly recovered: readonly IndexEntry[]
  readonly setAside: readonly SetAside[]
}

export const indexName = 'index.jsonl'

/** What is still being taken in. No session has such a name, so what a crash leaves of one is never listed. */
export const unfinished = '.new'

/** `skip` names sessions of this run. */
export async function loadLibrary(folder: string, skip: (id: string) => boolean): Promise<Library> {
  const index = await readIndex(path.join(folder, indexName))
  const known: IndexEntry[] = []
  const recovered: IndexEntry[] = []
  const setAside: SetAside[] = []
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(path.join(folder, name), { force: true })
    const id = name.endsWith('.jsonl') && name !== indexName ? name.slice(0, -6) : null
    if (id === null || skip(id)) continue
    const file = path.join(folder, name)
    const entry = index.get(id)
    if (entry && entry.bytes === (await stat(file)).size) known.push(entry)
    else {
      try {
        recovered.push(await recoverSession(file, id))
      } catch (error) {
        setAside.push({ file: await moveAside(folder, name), reason: (error as Error).message })
      }
    }
  }
  return { known, recovered, setAside }
}

async function moveAside(folder: string, name: string): Promise<string> {
  const target = path.join(folder, 'set-aside')
  await mkdir(target, { recursive: true, mode: 0o700 })
  await rename(path.join(folder, name), path.join(target, name))
  return path.join(target, name)
}

/** Folds the file, and cuts off a torn last line so that it can be read again. */
async function recoverSession(file: string, id: string): Promise<IndexEntry> {
  const { summary, bytes } = await foldSession(file, id)
  if ((await stat(file)).size > bytes) await truncate(file, bytes)
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
    const chunk = await readLines(file, from)
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
async function readIndex(file: string): Promise<Map<string, IndexEntry>> {
  const entries = new Map<string, IndexEntry>()
  const text = await readFile(file, 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const entry = parseEntry(line)
    if (entry) entries.set(entry.summary.id, entry)
  }
  return entries
}

/** What a summary of this app has. */
const fields = Object.keys(createSummary({ id: '', startedAt: 0 }))

export function parseEntry(line: string): IndexEntry | null {
  try {
    const entry = JSON.parse(line) as Partial<IndexEntry>
    const { summary, bytes } = entry
    // An entry of an older app lacks what was added since: its session is folded anew.
    if (typeof summary?.id !== 'string' || !fields.every((field) => field in summary)) return null
    return typeof bytes === 'number' ? (entry as IndexEntry) : null
  } catch {
    return null
  }
}
