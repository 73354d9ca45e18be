/**
 * Of a quoted text whose quotes are each preceded by so many backslashes (0 in JSON, 1 in JSON inside JSON, 3, 7, ...): where the
 * closing one begins, or the end of the text.
 */
export function closingQuote(text: string, from: number, slashes = 0): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let run = 0
    while (at - run > from && text[at - run - 1] === '\\') run += 1
    if (run % (2 * (slashes + 1)) === slashes) return at - slashes
  }
  return text.length
}
