// Search text to terms, terms to a place in a session, and what is shown of it. A session is found when every term stands
// somewhere in it, as part of a word or across words, in any case.
import { searchFields, type SearchField, type SearchText } from '#shared/inspect/search/session-text'

export type Found = { readonly where: SearchField; readonly excerpt: string }

/** Words, and "several in quotes" as one. What has no end goes to the end. */
export function searchTerms(text: string): readonly string[] {
  const terms: string[] = []
  for (const [, quoted, word] of text.matchAll(/"([^"]*)"?|([^\s"]+)/g)) {
    const term = (quoted ?? word ?? '').trim().toLowerCase()
    if (term !== '' && !terms.includes(term)) terms.push(term)
  }
  return terms
}

/** null when a term is nowhere. Told is the field that has the most of them, and of those the first. */
export function findIn(text: SearchText, terms: readonly string[]): Found | null {
  const left = new Set(terms)
  let best: {
    readonly field: SearchField
    readonly count: number
    readonly at: number
    readonly length: number
  } | null = null
  for (const field of searchFields) {
    const plain = text[field].toLowerCase()
    const here = terms.map((term) => ({ term, at: plain.indexOf(term) })).filter(({ at }) => at >= 0)
    const [first] = here
    for (const { term } of here) left.delete(term)
    if (first && here.length > (best?.count ?? 0)) {
      best = { field, count: here.length, at: first.at, length: first.term.length }
    }
  }
  if (best === null || left.size > 0) return null
  return { where: best.field, excerpt: excerptOf(text[best.field], best.at, best.length) }
}

const before = 40
const longest = 160

/** The words around a place, on one line. */
function excerptOf(text: string, at: number, length: number): string {
  const start = at <= before ? 0 : wordStart(text, at - before, at)
  const end = Math.min(text.length, Math.max(at + length, start + longest))
  const shown = text.slice(start, end).replace(/\s+/g, ' ').trim()
  return `${start > 0 ? '…' : ''}${shown}${end < text.length ? '…' : ''}`
}

function wordStart(text: string, from: number, at: number): number {
  for (let i = from; i < at; i += 1) if (/\s/.test(text[i] ?? '')) return i + 1
  return from
}
