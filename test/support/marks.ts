// Every leaf of a document becomes a value that stands nowhere else, so that it can be looked for wherever it should be.

/** The marks are put into `marks` in the order of the document; switches stay as they are. */
export function mark(value: unknown, marks: string[]): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => mark(one, marks))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mark(inner, marks)]))
  if (typeof value === 'boolean') return value
  const own = typeof value === 'number' ? 700_000 + marks.length : `mark-${marks.length}-end`
  marks.push(String(own))
  return own
}
