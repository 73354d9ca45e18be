// A file's sessions into the library, one after another: under their own ids where those are free, and not at all where the library
// has them already.
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { isUtf8 } from 'node:buffer'
import { HostError } from '#shared/contract/host'
import type { ImportResult } from '#shared/contract/formats'
import type { HarPlatform } from '#shared/formats/har-exchange'
import { readHar } from '#shared/formats/har-read'
import { isHeaderLine, readJsonl } from '#shared/formats/jsonl'
import { mapFrames, type Found, type FoundSession, type PortableSession, type Skipped } from '#shared/formats/portable'
import type { Frame, SessionHeader } from '#shared/session/frame'
import type { SessionSummary } from '#shared/session/summary'
import { createIds } from '../ids'
import { cleanFrame, redactHeaders, redactUrl } from '../recording/redact'
import { HarSyntaxError, readHarItems } from './har-items'
import { compareToKnown } from './known'

/** The library, as far as an import needs it. */
export type ImportTarget = {
  readonly sessions: () => Promise<readonly SessionSummary[]>
  readonly open: (id: string) => Promise<PortableSession>
  readonly add: (header: SessionHeader, frames: AsyncIterable<Frame>, id: string) => Promise<string>
}

export const harPlatform: HarPlatform = {
  redactHeaders,
  redactUrl,
  decodeBase64: (base64) => {
    const bytes = Buffer.from(base64, 'base64')
    return isUtf8(bytes) ? bytes.toString('utf8') : null
  },
}

/**
 * `name` is what the file is called where it came from.
 * @throws HostError `invalid_file` when nothing of it is a session
 */
export async function importFile(file: string, name: string, target: ImportTarget): Promise<ImportResult> {
  const found = readFound(file, await readStart(file), name)
  const ids: string[] = []
  const left: Skipped[] = []
  const starts = new Map((await target.sessions()).map(({ id, startedAt }) => [id, startedAt]))
  try {
    for await (const one of found) {
      if (one.kind === 'skipped') left.push({ what: one.what, why: one.why })
      else {
        const id = await importSession(one, target, starts, left)
        if (id === null) continue
        ids.push(id)
        starts.set(id, one.startedAt)
      }
    }
  } catch (error) {
    if (!(error instanceof HarSyntaxError)) throw error
    if (ids.length + left.length === 0) throw new HostError('invalid_file', `${name}: ${error.message}`)
    left.push({ what: 'the rest of the file', why: error.message })
  }
  if (ids.length + left.length === 0) throw new HostError('invalid_file', `${name} has no sessions in it.`)
  return { ids, skipped: left }
}

/** `starts`: when each session of the library began. null: it is not taken over, and why not is in `left`. */
async function importSession(
  found: FoundSession,
  target: ImportTarget,
  starts: ReadonlyMap<string, number>,
  left: Skipped[],
): Promise<string | null> {
  const { what, notes } = found
  try {
    // The same session began at the same moment, under whatever id it is kept.
    const candidates = [...starts].filter(([, startedAt]) => startedAt === found.startedAt).map(([id]) => id)
    const known = await Promise.all(candidates.map(async (id) => ({ id, frames: (await target.open(id)).frames })))
    const compared = await compareToKnown(mapFrames(found.frames, cleanFrame), known)
    const { knownAs } = compared
    if (knownAs !== null) {
      left.push({ what, why: `It is here already, as ${knownAs}.`, knownAs })
      return null
    }
    const header = headerFor(found, starts)
    const id = await target.add(header, compared.frames, header.id)
    // What a session brings along was said when it was taken in the first time.
    if (found.id === null) for (const why of notes) left.push({ what: `part of ${what}`, why })
    return id
  } catch (error) {
    left.push({ what, why: (error as Error).message })
    return null
  }
}

/** An id becomes the name of a file, on every file system. */
const isId = (id: string): boolean => /^G-[0-9A-Z]{1,40}$/.test(id)

function headerFor(found: FoundSession, taken: ReadonlyMap<string, number>): SessionHeader {
  const { id: own, startedAt, app, format, notes } = found
  const isFree = own !== null && isId(own) && !taken.has(own)
  return {
    format: 'gatescope.session',
    version: 2,
    // Ids rise with time, and so an imported session stands where it happened.
    id: isFree ? own : createIds(() => startedAt).generation(),
    startedAt,
    app,
    origin: { kind: 'import', format, app, id: own, ...(notes.length > 0 ? { notes } : {}) },
  }
}

const startBytes = 4096

async function readStart(file: string): Promise<string> {
  const handle = await open(file, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

const looksLikeCurl = /^(?:\s*#[^\n]*\n)*\s*(?:[$>]\s+)?curl(?:\.exe)?\s/i

/** By what the file begins with: names are easily wrong. @throws HostError `invalid_file` */
function readFound(file: string, start: string, name: string): AsyncGenerator<Found> {
  // Three bytes of a mark that some editors put first.
  const text = start.replace(/^\u00EF\u00BB\u00BF/, '')
  if (isHeaderLine(text)) return readJsonl(createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 }))
  if (/^\s*\{/.test(text)) return readHar(readHarItems(createReadStream(file, { highWaterMark: 1 << 16 })), harPlatform)
  throw new HostError('invalid_file', `${name} ${sayWhatElse(text)}`)
}

function sayWhatElse(text: string): string {
  if (looksLikeCurl.test(text))
    return 'holds a curl command, which is a request and not a session. Paste it into the JSON of the request builder.'
  if (text.trim() === '') return 'is empty.'
  if (text.startsWith('\u001F\u008B') || text.startsWith('\u0078')) return 'is compressed. Unpack it first.'
  return 'is neither a session file (JSON Lines) nor a HAR file.'
}
