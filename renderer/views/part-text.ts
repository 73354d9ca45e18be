// The text of a part, made ready for the screen as far as it has come.
import type { OutputPart } from '#shared/open-responses/output'
import { noMarkdown, parseOn, type Markdown } from '../ui/markdown/parse'
import { cutOn, noText, type Plain } from '../ui/plain-text'

export const readPlain = keepUp<Plain>(noText, cutOn)

/** null once it is too much to be laid out. */
export const readMarkdown = keepUp<Markdown | null>(noMarkdown, (before, text) =>
  before === null ? null : parseOn(before, text),
)

/** What was made of the text before is gone on from: a part only grows. */
function keepUp<T>(first: T, go: (before: T, text: string) => T): (part: OutputPart) => T {
  const made = new WeakMap<OutputPart, { readonly value: T }>()
  return (part) => {
    const before = made.get(part)
    const value = go(before === undefined ? first : before.value, part.text)
    if (value !== before?.value) made.set(part, { value })
    return value
  }
}
