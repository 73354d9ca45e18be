// A model says a token in as many pieces as it likes, and no frame holds the whole of it. So the pieces of one text are put
// together again, what is found in the whole is masked in each of them, and a client that joins them gets the masked text.
import { parseJson } from '#shared/json'
import { isPiece } from '#shared/redaction/fields'
import { findHighEntropy } from '#shared/redaction/high-entropy'
import type { Path } from '#shared/redaction/json-text'
import { placeOf, type MaskedSpan, type Pieces, type Unexplained } from '#shared/redaction/redact-frame'
import type { CompiledRules } from '#shared/redaction/rules'
import { maskSpans, type Span } from '#shared/redaction/spans'
import type { Frame } from '#shared/session/frame'

type Piece = { readonly seq: number; readonly where: string; readonly text: string }
type Running = { readonly pieces: Piece[]; length: number }

/** As much of one text is judged at once. A token across this border is seen as two. */
const longest = 4 << 20

export type StreamFindings = {
  readonly pieces: Pieces
  readonly masked: readonly MaskedSpan[]
  readonly unexplained: readonly Unexplained[]
}

export class StreamTexts {
  readonly #rules: CompiledRules
  readonly #running = new Map<string, Running>()
  readonly #pieces = new Map<number, Map<string, readonly Span[]>>()
  readonly #masked: MaskedSpan[] = []
  readonly #unexplained: Unexplained[] = []

  constructor(rules: CompiledRules) {
    this.#rules = rules
  }

  see(frame: Frame): void {
    if (frame.kind !== 'received' && frame.kind !== 'upstream') return
    if (!/"(?:delta|parts)"/.test(frame.text)) return
    const hop = frame.kind === 'received' ? 'r' : `u${frame.attempt}`
    for (const data of documentsOf(frame.text)) {
      const stream = `${hop} ${frame.turn} ${streamOf(data)}`
      collectPieces(data, ['text'], (text, path) => this.#add(stream, { seq: frame.seq, where: placeOf(path), text }))
    }
  }

  end(): StreamFindings {
    for (const running of this.#running.values()) this.#judge(running.pieces)
    this.#running.clear()
    return { pieces: this.#pieces, masked: this.#masked, unexplained: this.#unexplained }
  }

  #add(stream: string, piece: Piece): void {
    const key = `${stream} ${piece.where}`
    const running = this.#running.get(key) ?? { pieces: [], length: 0 }
    this.#running.set(key, running)
    running.pieces.push(piece)
    running.length += piece.text.length
    if (running.length < longest) return
    this.#running.delete(key)
    this.#judge(running.pieces)
  }

  #judge(pieces: readonly Piece[]): void {
    const spans = this.#rules.find(pieces.map(({ text }) => text).join(''))
    const cut = cutSpans(spans, pieces)
    const clean = pieces.map((piece, index) => {
      const own = cut[index] ?? []
      if (own.length === 0) return piece
      this.#note(piece, own)
      return { ...piece, text: maskSpans(piece.text, own) }
    })
    for (const suspect of findHighEntropy(clean.map(({ text }) => text).join(''))) {
      if (this.#rules.isHarmless(suspect.text)) continue
      const { piece, from } = pieceAt(clean, suspect.start)
      this.#unexplained.push({
        ...suspect,
        start: suspect.start - from,
        end: suspect.end - from,
        ...piece,
        text: suspect.text,
      })
    }
  }

  #note({ seq, where }: Piece, spans: readonly Span[]): void {
    const places = this.#pieces.get(seq) ?? new Map<string, readonly Span[]>()
    this.#pieces.set(seq, places.set(where, spans))
    for (const span of spans) this.#masked.push({ ...span, seq, where })
  }
}

/** The part of every span in each piece. What stands for the whole stands in the first. */
function cutSpans(spans: readonly Span[], pieces: readonly Piece[]): readonly (readonly Span[])[] {
  const cut: Span[][] = []
  let next = 0
  let from = 0
  for (const { text } of pieces) {
    const own: Span[] = []
    const to = from + text.length
    for (let i = next; i < spans.length; i += 1) {
      const span = spans[i]
      if (!span || span.start >= to) break
      if (span.end <= to) next = i + 1
      const isRest = span.start < from
      const part = { start: Math.max(span.start, from) - from, end: Math.min(span.end, to) - from, rule: span.rule }
      if (part.end > part.start) own.push(isRest ? { ...part, continues: true } : part)
    }
    cut.push(own)
    from = to
  }
  return cut
}

function pieceAt(pieces: readonly Piece[], place: number): { readonly piece: Piece; readonly from: number } {
  let from = 0
  for (const piece of pieces) {
    if (place < from + piece.text.length) return { piece, from }
    from += piece.text.length
  }
  throw new RangeError('no piece is there')
}

function documentsOf(text: string): unknown[] {
  if (/^\s*[{[]/.test(text)) return [parseJson(text)]
  return text.split(/\r\n|\n|\r/).flatMap((line) => (line.startsWith('data:') ? [parseJson(line.slice(5))] : []))
}

/** What tells texts of one turn apart that stand at the same place of their events. */
const marks = ['type', 'item_id', 'output_index', 'content_index', 'summary_index', 'index'] as const

const streamOf = (event: unknown): string =>
  typeof event === 'object' && event !== null
    ? JSON.stringify(marks.map((mark) => (event as Readonly<Record<string, unknown>>)[mark]))
    : ''

function collectPieces(value: unknown, path: Path, add: (text: string, path: Path) => void): void {
  if (typeof value === 'string') {
    if (isPiece(path)) add(value, path)
  } else if (Array.isArray(value)) value.forEach((item, index) => collectPieces(item, [...path, index], add))
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) collectPieces(member, [...path, name], add)
}
