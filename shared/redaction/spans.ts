// Places in a text, and what stands there once they are masked. A value is masked whole: the length and the first letters of
// a key are part of the key.

export const redacted = '[redacted]'

/** `rule` names what found it. `continues`: it is the rest of what begins in an earlier text. */
export type Span = {
  readonly start: number
  readonly end: number
  readonly rule: string
  readonly continues?: true
}

/** In their order and without overlaps; where two overlap, all that either found is one, under the name of the first. */
export function mergeSpans(spans: readonly Span[]): readonly Span[] {
  if (spans.length < 2) return spans
  const merged: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1)
    if (last && span.start < last.end) merged[merged.length - 1] = { ...last, end: Math.max(last.end, span.end) }
    else merged.push(span)
  }
  return merged
}

/** Spans are as `mergeSpans` leaves them. */
export function maskSpans(text: string, spans: readonly Span[], mask = redacted): string {
  let out = ''
  let from = 0
  for (const { start, end, continues } of spans) {
    out += text.slice(from, start) + (continues ? '' : mask)
    from = end
  }
  return out + text.slice(from)
}
