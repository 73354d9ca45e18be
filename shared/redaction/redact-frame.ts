// One frame as it may be carried away, and what was masked in it. Documents inside its texts are taken apart, those inside them
// too; what nothing was found in stays byte for byte as it was recorded.
import type { Frame } from '#shared/session/frame'
import { isOpaque, isPiece, isSpoken } from '#shared/redaction/fields'
import { mayHoldCredential } from '#shared/redaction/glance'
import { findHighEntropy, type Suspect } from '#shared/redaction/high-entropy'
import { rewriteJson, type Path } from '#shared/redaction/json-text'
import type { CompiledRules } from '#shared/redaction/rules'
import { maskSpans, redacted, type Span } from '#shared/redaction/spans'

/** `where` is the path to a text, through documents inside texts as well; places are in the text as it was meant. */
export type MaskedSpan = Span & { readonly seq: number; readonly where: string }

/** Left in what would be carried away; places are in the text as it is then. */
export type Unexplained = Suspect & { readonly seq: number; readonly where: string }

export type RedactedFrame = {
  readonly frame: Frame
  readonly masked: readonly MaskedSpan[]
  readonly unexplained: readonly Unexplained[]
}

/** What is to be masked in the pieces of texts that run over many frames, by frame and place (stream-texts.ts). */
export type Pieces = ReadonlyMap<number, ReadonlyMap<string, readonly Span[]>>

/** Without `pieces` these texts are left as they are: whoever knows only this frame cannot judge them. */
export function redactFrame(frame: Frame, rules: CompiledRules, pieces: Pieces | null): RedactedFrame {
  if (rules.isPlain && !pieces?.has(frame.seq) && isQuiet(frame)) return { frame, masked: [], unexplained: [] }
  const edit = new Edit(frame.seq, rules, pieces?.get(frame.seq) ?? null)
  const isStreamed = frame.kind === 'received' || frame.kind === 'upstream'
  const clean = edit.value(frame, [], isStreamed)
  return { frame: clean as Frame, masked: edit.masked, unexplained: edit.unexplained }
}

/** Of what streams by nearly nothing has to be taken apart: as it is written it holds nothing that could be found in it. */
const isQuiet = (frame: Frame): boolean =>
  (frame.kind === 'received' || frame.kind === 'upstream') &&
  !mayHoldCredential(frame.text) &&
  !frame.text.includes('\\u00') &&
  findHighEntropy(frame.text).length === 0

export const placeOf = (path: Path): string =>
  path.reduce<string>(
    (where, part) => (typeof part === 'number' ? `${where}[${part}]` : where === '' ? part : `${where}.${part}`),
    '',
  )

/** JSON that is a text of JSON that is a text of JSON: somewhere it is only a text. */
const mostNested = 6

class Edit {
  readonly masked: MaskedSpan[] = []
  readonly unexplained: Unexplained[] = []
  readonly #seq: number
  readonly #rules: CompiledRules
  readonly #pieces: ReadonlyMap<string, readonly Span[]> | null

  constructor(seq: number, rules: CompiledRules, pieces: ReadonlyMap<string, readonly Span[]> | null) {
    this.#seq = seq
    this.#rules = rules
    this.#pieces = pieces
  }

  /** Of a frame's own fields only texts below the first level are hidden by name: what reads frames needs the others. */
  value(value: unknown, path: Path, isStreamed: boolean): unknown {
    if (typeof value === 'string') {
      if (path[0] === 'kind') return value
      const rule = path.length > 1 && value !== '' ? this.#rules.hides(path) : null
      if (rule !== null) return this.#hide(path, value.length, rule)
      return this.#text(value, path, isStreamed, 0)
    }
    if (Array.isArray(value)) return value.map((item, index) => this.value(item, [...path, index], isStreamed))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, this.value(member, [...path, name], isStreamed)]),
    )
  }

  #text(value: string, path: Path, isStreamed: boolean, depth: number): string {
    const isInside = depth > 0
    if (isInside && this.#rules.texts && isSpoken(path)) return this.#blur(value, path)
    if (isInside && isStreamed && isPiece(path)) return this.#mask(value, path, this.#pieces?.get(placeOf(path)) ?? [])
    if (depth < mostNested) {
      const changed = this.#document(value, path, isStreamed, depth)
      if (changed !== null) return changed
    }
    return this.#plain(value, path)
  }

  #plain(value: string, path: Path): string {
    const clean = this.#mask(value, path, this.#rules.find(value))
    this.#judge(clean, path)
    return clean
  }

  /** Null when the text is neither JSON nor events. */
  #document(text: string, path: Path, isStreamed: boolean, depth: number): string | null {
    if (depth === 0 && /^(?:event|data|id|retry|):/.test(text)) {
      return text
        .split(/(\r\n|\n|\r)/)
        .map((line) => {
          const head = /^data: ?/.exec(line)?.[0] ?? ''
          const data = line.slice(head.length)
          return head + (this.#json(data, path, isStreamed, depth) ?? this.#plain(data, path))
        })
        .join('')
    }
    return this.#json(text, path, isStreamed, depth)
  }

  #json(text: string, path: Path, isStreamed: boolean, depth: number): string | null {
    return rewriteJson(text, {
      replace: (inner) => {
        const whole = [...path, ...inner]
        const rule = inner.length === 0 ? null : this.#rules.hides(whole)
        return rule === null ? null : (json) => JSON.stringify(this.#hide(whole, json.length, rule))
      },
      text: (value, inner, isName) =>
        isName
          ? this.#mask(value, [...path, ...inner], this.#rules.find(value))
          : this.#text(value, [...path, ...inner], isStreamed, depth + 1),
    })
  }

  #hide(path: Path, length: number, rule: string): string {
    this.masked.push({ seq: this.#seq, where: placeOf(path), start: 0, end: length, rule })
    return redacted
  }

  #blur(value: string, path: Path): string {
    const blurred = value.replace(/[^\s\p{P}]/gu, (sign) => 'x'.repeat(sign.length))
    if (blurred !== value)
      this.masked.push({ seq: this.#seq, where: placeOf(path), start: 0, end: value.length, rule: 'texts' })
    return blurred
  }

  #mask(value: string, path: Path, spans: readonly Span[]): string {
    if (spans.length === 0) return value
    const where = placeOf(path)
    for (const span of spans) this.masked.push({ ...span, seq: this.#seq, where })
    return maskSpans(value, spans)
  }

  #judge(value: string, path: Path): void {
    if (value.length < 20 || isOpaque(path, value)) return
    for (const suspect of findHighEntropy(value)) {
      if (this.#rules.isHarmless(suspect.text)) continue
      this.unexplained.push({ ...suspect, seq: this.#seq, where: placeOf(path) })
    }
  }
}
