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
const quote = 34
const backslash = 92
const zero = 48
const nine = 57

/** Whole lines; a header is passed over. @throws SessionFormatError when a line is no frame */
export function outlineLines(lines: Buffer, sink: LineSink): void {
  for (let start = 0; start < lines.length;) {
    const found = lines.indexOf(newline, start)
    const end = found < 0 ? lines.length : found
    if (end > start && !isHeader(lines, start)) outlineLine(lines.subarray(start, end), sink)
    start = end + 1
  }
}

const isHeader = (lines: Buffer, start: number): boolean => lines[start + 2] === 102

function outlineLine(line: Buffer, { mark, frame }: LineSink): void {
  const known = readStreamed(line)
  if (known !== null) return mark(known)
  const parsed = parseFrame(line.toString('utf8'))
  mark(markOf(parsed))
  if (!isStreamed(parsed)) frame(parsed)
}

/** null for a line that is not exactly a `received` or `upstream` frame as we write it. */
function readStreamed(line: Buffer): Mark | null {
  const cursor = { at: 0 }
  if (!skip(line, cursor, head)) return null
  const seq = readNumber(line, cursor)
  if (!skip(line, cursor, at)) return null
  const time = readNumber(line, cursor)
  const isReceived = skip(line, cursor, received)
  if (!isReceived && !skip(line, cursor, upstream)) return null
  const turn = readNumber(line, cursor)
  if (!skip(line, cursor, text)) return null
  const start = cursor.at
  const end = lastQuote(line)
  const tail = { at: end }
  if (end < start || !skip(line, tail, isReceived ? out : attempt)) return null
  const last = readNumber(line, tail)
  const name = isReceived ? readName(line, start) : ''
  if (tail.at !== line.length - 1 || name === null || Number.isNaN(seq + time + turn + last)) return null
  if (!isReceived) return { seq, at: time, name, turn, item: -1, out: neverOut }
  return { seq, at: time, name, turn, item: readItem(line.subarray(start, end)), out: last }
}

type Cursor = { at: number }

function skip(line: Buffer, cursor: Cursor, expected: Buffer): boolean {
  const from = cursor.at
  for (let i = 0; i < expected.length; i += 1) if (line[from + i] !== expected[i]) return false
  cursor.at = from + expected.length
  return true
}

/** A decimal without an exponent; NaN for anything else. One division of two whole numbers rounds as parsing would. */
function readNumber(line: Buffer, cursor: Cursor): number {
  const start = cursor.at
  let digits = 0
  let scale = 1
  let isFraction = false
  for (; cursor.at < line.length; cursor.at += 1) {
    const c = line[cursor.at] ?? 0
    if (c >= zero && c <= nine) {
      digits = digits * 10 + (c - zero)
      if (isFraction) scale *= 10
    } else if (c === 46 && !isFraction) isFraction = true
    else break
  }
  return cursor.at === start || cursor.at - start > 15 ? Number.NaN : digits / scale
}

/** The quote that ends the text: behind it there are only a name and a number. */
function lastQuote(line: Buffer): number {
  for (let i = line.length - 1; i > line.length - 40; i -= 1) {
    if (line[i] === quote && line[i + 1] === 44) return i
  }
  return -1
}

type Known = { readonly bytes: Buffer; readonly name: string }

/** Streams repeat a dozen names: none is made twice. Bounded, because names come from anyone. */
const names = new Map<number, Known>()
const mostNames = 500

/** null when only a parser can tell. */
function readName(line: Buffer, start: number): string | null {
  const cursor = { at: start }
  const isBlock = skip(line, cursor, eventLine)
  if (!isBlock && !skip(line, cursor, typeField) && !skip(line, cursor, dataLine)) return null
  const from = cursor.at
  let hash = 0
  let end = from
  for (; line[end] !== backslash && line[end] !== quote; end += 1) hash = (hash * 31 + (line[end] ?? 0)) | 0
  const closing = line[end + 1]
  if (line[end] !== backslash || (isBlock ? closing !== 110 && closing !== 114 : closing !== quote)) return null
  const known = names.get(hash)
  const isKnown = known !== undefined && isSame(line, from, end, known.bytes)
  const name = isKnown ? known.name : line.toString('utf8', from, end)
  if (!isKnown && names.size < mostNames) names.set(hash, { bytes: Buffer.from(line.subarray(from, end)), name })
  return isBlock ? name.trim() : name
}

function isSame(line: Buffer, from: number, end: number, known: Buffer): boolean {
  if (end - from !== known.length) return false
  for (let i = 0; i < known.length; i += 1) if (line[from + i] !== known[i]) return false
  return true
}

/** A quote of the text itself stands behind more than one backslash: it cannot be taken for the field. */
function readItem(body: Buffer): number {
  const found = body.indexOf(indexField)
  if (found < 0) return -1
  const cursor = { at: found + indexField.length }
  while (isSpace(body[cursor.at])) cursor.at += 1
  if (body[cursor.at] !== 58) return -1
  cursor.at += 1
  while (isSpace(body[cursor.at])) cursor.at += 1
  let item = -1
  for (let c = body[cursor.at]; c !== undefined && c >= zero && c <= nine; c = body[++cursor.at])
    item = Math.max(item, 0) * 10 + (c - zero)
  return item
}

const isSpace = (byte: number | undefined): boolean => byte === 32
