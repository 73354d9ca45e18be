// Every credential in a text that its shape or its name gives away. Used at capture on what is about to be stored, and at export
// on what was stored by others (docs/redaction.md).
import { mayHoldCredential } from '#shared/redaction/glance'
import { findNamed } from '#shared/redaction/named'
import { beginsThere, shapes } from '#shared/redaction/shapes'
import { maskSpans, mergeSpans, redacted, type Span } from '#shared/redaction/spans'

export function findCredentials(text: string): readonly Span[] {
  if (!mayHoldCredential(text)) return []
  const found: Span[] = findNamed(text)
  for (const { rule, literals, pattern, isAnywhere, holds } of shapes) {
    if (!literals.some((literal) => text.includes(literal))) continue
    for (const { 0: match, index } of text.matchAll(pattern)) {
      if (holds && !holds(match)) continue
      if (isAnywhere || beginsThere(text, index)) found.push({ start: index, end: index + match.length, rule })
    }
  }
  return mergeSpans(found).filter(({ start, end }) => text.slice(start, end) !== redacted)
}

export const maskCredentials = (text: string): string => {
  const found = findCredentials(text)
  return found.length === 0 ? text : maskSpans(text, found)
}
