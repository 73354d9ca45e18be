// What a user wants masked in an export besides credentials, and what this makes of every text.
import { findCredentials } from '#shared/redaction/credentials'
import type { Path } from '#shared/redaction/json-text'
import { mergeSpans, redacted, type Span } from '#shared/redaction/spans'

export type RedactionRule =
  /** By the name of a field, or by the end of a path: `email`, `metadata.user`, `input[*].name`. */
  | { readonly kind: 'field'; readonly path: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: string }

export type RedactionRules = {
  readonly rules: readonly RedactionRule[]
  /** What was said and answered is masked too; lengths, spaces and punctuation stay. */
  readonly texts: boolean
  /** Tokens that look drawn by chance and are no secrets. */
  readonly harmless: readonly string[]
}

export const noRules: RedactionRules = { rules: [], texts: false, harmless: [] }

/** Finds a user's pattern in a text, in time that grows with the text and no faster: whoever wrote it may not know better. */
export type FindPattern = (text: string) => readonly { readonly start: number; readonly end: number }[]

export type CompiledRules = {
  /** The rule that masks the whole value at a path; null: none does. */
  readonly hides: (path: Path) => string | null
  readonly find: (text: string) => readonly Span[]
  readonly texts: boolean
  readonly isHarmless: (token: string) => boolean
  /** Nothing but credentials is looked for. */
  readonly isPlain: boolean
}

/**
 * `compile` makes an expression of a pattern.
 * @throws whatever `compile` throws at a pattern that is none
 */
export function compileRules(rules: RedactionRules, compile: (pattern: string) => FindPattern): CompiledRules {
  const fields: { readonly rule: string; readonly path: Path }[] = []
  const finders: ((text: string) => readonly Span[])[] = [findCredentials]
  for (const rule of rules.rules) {
    const name = nameOf(rule)
    if (rule.kind === 'field') fields.push({ rule: name, path: splitPath(rule.path) })
    else {
      const find = rule.kind === 'pattern' ? compile(rule.pattern) : literally(rule.text)
      finders.push((text) => find(text).map(({ start, end }) => ({ start, end, rule: name })))
    }
  }
  const harmless = new Set(rules.harmless)
  return {
    hides: (path) => fields.find((field) => endsWith(path, field.path))?.rule ?? null,
    find: (text) =>
      mergeSpans(finders.flatMap((find) => find(text))).filter(
        ({ start, end }) => end > start && text.slice(start, end) !== redacted,
      ),
    texts: rules.texts,
    isHarmless: (token) => harmless.has(token),
    isPlain: !rules.texts && rules.rules.length === 0,
  }
}

/** As it is told beside what it masked. A literal is itself what must not be told. */
export const nameOf = (rule: RedactionRule): string =>
  rule.kind === 'field' ? `field ${rule.path}` : rule.kind === 'pattern' ? `pattern ${rule.pattern}` : 'text'

const splitPath = (path: string): Path =>
  path
    .replace(/^\$\.?/, '')
    .split(/[.[\]]+/)
    .filter((part) => part !== '')

function endsWith(path: Path, end: Path): boolean {
  const from = path.length - end.length
  if (from < 0 || end.length === 0) return false
  return end.every((part, i) => part === '*' || String(path[from + i]).toLowerCase() === String(part).toLowerCase())
}

const literally =
  (literal: string): FindPattern =>
  (text) => {
    const found: { start: number; end: number }[] = []
    for (let at = text.indexOf(literal); literal !== '' && at !== -1; at = text.indexOf(literal, at + literal.length))
      found.push({ start: at, end: at + literal.length })
    return found
  }
