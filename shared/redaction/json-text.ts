// Changing the texts inside JSON and nothing else of it: spacing, numbers, order and repeated fields stay as they were written,
// so that what was recorded byte for byte is still that after it was cleaned.
import { parseJson } from '#shared/json'
import { closingQuote } from '#shared/redaction/quotes'
import { redacted } from '#shared/redaction/spans'

export type Path = readonly (string | number)[]

export type JsonVisitor = {
  /** What makes other JSON of the whole value; null: it is looked into. */
  readonly replace: (path: Path) => ((json: string) => string) | null
  /** Every text as it is meant: without quotes and escapes. Also the names of fields, with the path of their object. */
  readonly text: (value: string, path: Path, isName: boolean) => string
}

/** Nobody means anything by what lies deeper, and a stack has an end. */
const deepest = 500

/** Null when the text is no JSON, or none that anything could be inside of. */
export function rewriteJson(text: string, visitor: JsonVisitor): string | null {
  if (!/^\s*[{[]/.test(text) || parseJson(text) === undefined) return null
  const walk = new Walk(text, visitor)
  walk.value([])
  return walk.finish()
}

const hide = () => JSON.stringify(redacted)

const plain = /[^\s,\]}]+/y
const space = /\s*/y

/** Over JSON that is known to be well formed. */
class Walk {
  readonly #text: string
  readonly #visitor: JsonVisitor
  #at = 0
  #copied = 0
  #out = ''

  constructor(text: string, visitor: JsonVisitor) {
    this.#text = text
    this.#visitor = visitor
  }

  finish(): string {
    return this.#out + this.#text.slice(this.#copied)
  }

  value(path: Path): void {
    this.#take(space)
    const start = this.#at
    const replace = path.length > deepest ? hide : this.#visitor.replace(path)
    if (replace !== null) {
      this.#skip()
      this.#put(start, replace(this.#text.slice(start, this.#at)))
      return
    }
    const first = this.#text[start]
    if (first === '"') this.#string(path, false)
    else if (first === '{') this.#members('}', path)
    else if (first === '[') this.#members(']', path)
    else this.#take(plain)
  }

  #members(close: '}' | ']', path: Path): void {
    this.#at += 1
    for (let index = 0; ; index += 1) {
      this.#take(space)
      if (this.#text[this.#at] === ',') this.#at += 1
      this.#take(space)
      if (this.#text[this.#at] === close) break
      if (close === ']') this.value([...path, index])
      else {
        const name = this.#string(path, true)
        this.#take(space)
        this.#at += 1
        this.value([...path, name])
      }
    }
    this.#at += 1
  }

  /** Returns it as it was. */
  #string(path: Path, isName: boolean): string {
    const start = this.#at
    const value = JSON.parse(this.#quoted()) as string
    const changed = this.#visitor.text(value, path, isName)
    if (changed !== value) this.#put(start, JSON.stringify(changed))
    return value
  }

  /** Past one whole value, without a look into it. Brackets inside texts do not count. */
  #skip(): void {
    let depth = 0
    do {
      const first = this.#text[this.#at]
      if (first === '"') this.#quoted()
      else if (first === '{' || first === '[') {
        depth += 1
        this.#at += 1
      } else if (first === '}' || first === ']') {
        depth -= 1
        this.#at += 1
      } else if (first === ',' || first === ':') this.#at += 1
      else if (this.#take(plain) === '') this.#take(space)
    } while (depth > 0)
  }

  #quoted(): string {
    const start = this.#at
    this.#at = closingQuote(this.#text, start + 1) + 1
    return this.#text.slice(start, this.#at)
  }

  #put(start: number, instead: string): void {
    this.#out += this.#text.slice(this.#copied, start) + instead
    this.#copied = this.#at
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const taken = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += taken.length
    return taken
  }
}
