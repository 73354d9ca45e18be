// Of several failures an envelope's words tell one: which of them, and which they keep to themselves (PEERS-UI 3.4).
import type { Attempt, Explanation, Facts } from '#shared/diagnostics/explanation'

/** Of each attempt, in their order; null: there is no difference to be told, or it cannot be told. */
export type Surfaced = readonly (boolean | null)[]

export function readSurfaced({ attempts, facts }: Pick<Explanation, 'attempts' | 'facts'>): Surfaced {
  const said = wordsOf(facts)
  const told = attempts.map((attempt) => (attempt.reason === null ? null : isTold(attempt, said)))
  return told.includes(true) && told.includes(false) ? told : told.map(() => null)
}

const wordsOf = ({ description, message, upstreamError }: Facts): string =>
  [description, message, ...Object.values(upstreamError)].filter((text) => text !== null).join('\n')

/** Long messages are cut where they are repeated. */
const enough = 60

/** A failure without words of its own can be in nobody's. */
function isTold({ message, description, code }: Attempt, said: string): boolean | null {
  const words = [message, description, code].filter((text) => text !== null && text.trim() !== '')
  if (words.length === 0 || said === '') return null
  return words.some((text) => said.includes(text?.replace(/\s+/g, ' ').trim().slice(0, enough) ?? ''))
}
