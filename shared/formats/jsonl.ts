// Sessions as JSON Lines: the session file itself, several of them one after another. Files of every version are read.
import { parseJson } from '#shared/json'
import { readForeignHeader, skipped, type Found, type PortableSession } from '#shared/formats/portable'
import { checkFrame } from '#shared/session/check-frame'
import type { Frame } from '#shared/session/frame'
import { formatLine, SessionFormatError } from '#shared/session/jsonl'

export async function* writeJsonl(sessions: AsyncIterable<PortableSession>): AsyncGenerator<string> {
  for await (const { header, frames } of sessions) {
    yield formatLine(header)
    for await (const frame of frames) yield formatLine(frame)
  }
}

export const isHeaderLine = (line: string): boolean => /^\uFEFF?\s*\{\s*"format"\s*:\s*"gatescope\.session"/.test(line)

/** The sessions of a file, given as pieces of its text, cut anywhere. */
export async function* readJsonl(pieces: AsyncIterable<string>): AsyncGenerator<Found> {
  const lines = new Lines(pieces)
  for (await lines.advance(); lines.line !== null;) {
    const at = `line ${lines.number}`
    const header = readHeader(lines.line)
    await lines.advance()
    if (header instanceof SessionFormatError) yield skipped(at, header.message)
    else {
      const what = `session ${header.id} (${at})`
      yield { kind: 'session', what, format: 'jsonl', ...header, frames: readFrames(lines) }
      if (lines.torn !== null) yield skipped(`${what}, line ${lines.torn}`, 'The last line of the file is not whole.')
    }
    // Of a session that was not read to its end, and of what is none.
    while (lines.line !== null && !isHeaderLine(lines.line)) await lines.advance()
  }
}

function readHeader(line: string): ReturnType<typeof readForeignHeader> | SessionFormatError {
  try {
    return readForeignHeader(line.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof SessionFormatError) return error
    throw error
  }
}

async function* readFrames(lines: Lines): AsyncGenerator<Frame> {
  for (let seq = 0; lines.line !== null && !isHeaderLine(lines.line);) {
    const { line, number, isWhole } = lines
    await lines.advance()
    if (line.trim() === '') continue
    const value = parseJson(line)
    if (value === undefined && !isWhole) {
      lines.torn = number
      return
    }
    const checked = checkFrame(value, seq)
    if (!checked.ok) throw new SessionFormatError('broken_frame', `Line ${number} is not a frame: ${checked.problem}.`)
    yield checked.frame
    seq += 1
  }
}

/** A file's lines, one at a time. The last one may lack its line end. */
class Lines {
  line: string | null = null
  number = 0
  /** Whether it has a line end. */
  isWhole = true
  torn: number | null = null
  readonly #pieces: AsyncIterator<string>
  #lines: string[] = []
  #next = 0
  #rest: string[] = []

  constructor(pieces: AsyncIterable<string>) {
    this.#pieces = pieces[Symbol.asyncIterator]()
  }

  async advance(): Promise<void> {
    while (this.#next === this.#lines.length) {
      const { value, done } = await this.#pieces.next()
      if (done === true) return this.#finish()
      this.#split(value)
    }
    this.#take(this.#lines[this.#next] ?? '')
    this.#next += 1
  }

  /** A line longer than many pieces is put together once. */
  #split(piece: string): void {
    const end = piece.lastIndexOf('\n') + 1
    if (end === 0) return void this.#rest.push(piece)
    this.#lines = (this.#rest.join('') + piece.slice(0, end - 1)).split('\n')
    this.#next = 0
    this.#rest = [piece.slice(end)]
  }

  #finish(): void {
    const last = this.#rest.join('')
    this.#rest = []
    this.isWhole = false
    if (last === '') this.line = null
    else this.#take(last)
  }

  #take(line: string): void {
    this.line = line
    this.number += 1
  }
}
