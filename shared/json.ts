// Reading JSON of unknown shape: what comes from a client, a provider or a disk may be anything.

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Null when it is no text. */
export const word = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** Undefined when there is no such field, or no object. */
export const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
