// Outlines a stretch of a session file without parsing it: a million lines in well under a second. What it reads is what
// `formatLine` writes; a line of any other form is parsed like any other reader would.
import { isStreamed, parseFrame } from '#shared/session/jsonl'
import type { Frame } from '#shared/session/frame'
import { markOf, neverOut, type Mark } from '#shared/session/outline'

export type LineSink = {
  readonly mark: (mark: Mark) => void
  /** A frame that is neither `received` nor `upstream`. */
  readonly frame: (frame: Frame) => void
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const head = bytes('{"seq":')
const at = bytes(',"at":')
const received = bytes(',"kind":"received","turn":')
const upstream = bytes(',"kind":"upstream","turn":')
const text = bytes(',"text":"')
const out = bytes('","out":')
const attempt = bytes('","attempt":')
const eventLine = bytes('event:')
/** As the start of a message, or behind `data: `, is written within a JSON string. */
const typeField = bytes('{\\"type\\":\\"')
const dataLine = bytes('data: {\\"type\\":\\"')
const indexField = bytes('\\"output_index\\"')

const newline = 10
const space = 32
const quote = 34
const backslash = 92
const zero = 48
const nine = 57

/** Whole lines; a header is passed over. @throws SessionFormatError when a line is no frame */
export function outlineLines(lines: Buffer, { mark, frame }: LineSink): void {
  const reader = new LineReader(lines)
  for (let start = 0; start < lines.length;) {
    const found = lines.indexOf(newline, start)
    const end = found < 0 ? lines.length : found
    if (end > start && !isHeader(lines, start)) {
      const known = reader.read(start, end)
      if (known !== null) mark(known)
      else {
        const parsed = parseFrame(lines.toString('utf8', start, end))
        mark(markOf(parsed))
        if (!isStreamed(parsed)) frame(parsed)
      }
    }
    start = end + 1
  }
}

export const isHeader = (lines: Buffer, start: number): boolean => lines[start + 2] === 102

type Known = { readonly bytes: Buffer; readonly name: string }

/** Streams repeat a dozen names: none is made twice. Bounded, because names come from anyone. */
const names = new Map<number, Known>()
const mostNames = 500

/** Reads by places in one buffer: a view of every line, a million times, would cost as much as all the rest. */
class LineReader {
  readonly #lines: Buffer
  #at = 0
  #end = 0
  /** Where the next `output_index` is; it may be lines further on. */
  #nextItem = -1

  constructor(lines: Buffer) {
    this.#lines = lines
  }

  /** null for a line that is not exactly a `received` or `upstream` frame as we write it. */
  read(start: number, end: number): Mark | null {
    this.#at = start
    this.#end = end
    if (!this.#skip(head)) return null
    const seq = this.#readNumber()
    if (!this.#skip(at)) return null
    const time = this.#readNumber()
    const isReceived = this.#skip(received)
    if (!isReceived && !this.#skip(upstream)) return null
    const turn = this.#readNumber()
    if (!this.#skip(text)) return null
    const textStart = this.#at
    const textEnd = this.#lastQuote()
    const name = isReceived ? this.#readName() : ''
    this.#at = textEnd
    if (textEnd < textStart || !this.#skip(isReceived ? out : attempt)) return null
    const last = this.#readNumber()
    if (this.#at !== end - 1 || name === null || Number.isNaN(seq + time + turn + last)) return null
    if (!isReceived) return { seq, at: time, name, turn, item: -1, out: neverOut }
    return { seq, at: time, name, turn, item: this.#readItem(textStart, textEnd), out: last }
  }

  #skip(expected: Buffer): boolean {
    const from = this.#at
    for (let i = 0; i < expected.length; i += 1) if (this.#lines[from + i] !== expected[i]) return false
    this.#at = from + expected.length
    return true
  }

  /** A decimal without an exponent; NaN for anything else. One division of two whole numbers rounds as parsing would. */
  #readNumber(): number {
    const start = this.#at
    let digits = 0
    let scale = 1
    let isFraction = false
    for (; this.#at < this.#end; this.#at += 1) {
      const c = this.#lines[this.#at] ?? 0
      if (c >= zero && c <= nine) {
        digits = digits * 10 + (c - zero)
        if (isFraction) scale *= 10
      } else if (c === 46 && !isFraction) isFraction = true
      else break
    }
    return this.#at === start || this.#at - start > 15 ? Number.NaN : digits / scale
  }

  /** The quote that ends the text: behind it there are only a name and a number. */
  #lastQuote(): number {
    const lines = this.#lines
    for (let i = this.#end - 1; i > this.#end - 40; i -= 1) if (lines[i] === quote && lines[i + 1] === 44) return i
    return -1
  }

  /** null when only a parser can tell. */
  #readName(): string | null {
    const lines = this.#lines
    const isBlock = this.#skip(eventLine)
    if (!isBlock && !this.#skip(typeField) && !this.#skip(dataLine)) return null
    const from = this.#at
    let hash = 0
    let end = from
    for (; lines[end] !== backslash && lines[end] !== quote; end += 1) hash = (hash * 31 + (lines[end] ?? 0)) | 0
    const closing = lines[end + 1]
    if (lines[end] !== backslash || (isBlock ? closing !== 110 && closing !== 114 : closing !== quote)) return null
    const known = names.get(hash)
    const isKnown = known !== undefined && this.#isSame(from, end, known.bytes)
    const name = isKnown ? known.name : lines.toString('utf8', from, end)
    if (!isKnown && names.size < mostNames) names.set(hash, { bytes: Buffer.from(lines.subarray(from, end)), name })
    return isBlock ? name.trim() : name
  }

  #isSame(from: number, end: number, known: Buffer): boolean {
    if (end - from !== known.length) return false
    for (let i = 0; i < known.length; i += 1) if (this.#lines[from + i] !== known[i]) return false
    return true
  }

  /** A quote of the text itself stands behind more than one backslash: it cannot be taken for the field. */
  #readItem(start: number, end: number): number {
    const lines = this.#lines
    if (this.#nextItem < start) {
      const found = lines.indexOf(indexField, start)
      this.#nextItem = found < 0 ? lines.length : found
    }
    if (this.#nextItem >= end) return -1
    let i = this.#nextItem + indexField.length
    while (lines[i] === space) i += 1
    if (lines[i] !== 58) return -1
    i += 1
    while (lines[i] === space) i += 1
    let item = -1
    for (let c = lines[i] ?? 0; c >= zero && c <= nine; c = lines[++i] ?? 0) item = Math.max(item, 0) * 10 + (c - zero)
    return item
  }
}
