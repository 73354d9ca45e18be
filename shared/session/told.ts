// What whoever answered says of itself, in its own words: the client is told its own name for the model (GATEWAY.md 3.10), so
// this stands in what the provider said and nowhere else.
import { field, parseJson } from '#shared/json'
import { eventData } from '#shared/open-responses/events'

/** null: it was not said. */
export type Told = { readonly model: string | null; readonly tier: string | null }

export const nothingTold: Told = { model: null, tier: null }

/** Most of what a provider says are pieces of text: this is looked for before anything is read. */
const mentionsModel = /"model(?:Version)?"\s*:/

/** By an SSE block, a message or a body of any of the wire formats. */
export function modelTold(text: string): string | null {
  if (!mentionsModel.test(text)) return null
  const value = parseJson(/^\s*[{[]/.test(text) ? text : eventData(text))
  const names = [value, field(value, 'response'), field(value, 'message')].map(
    (place) => field(place, 'model') ?? field(place, 'modelVersion'),
  )
  return names.find((name) => typeof name === 'string') ?? null
}

/** By a whole response as the client got it, where a setting is passed on as it was told; or by a request. */
export function tierTold(document: unknown): string | null {
  const tier = field(document, 'service_tier')
  return typeof tier === 'string' ? tier : null
}
