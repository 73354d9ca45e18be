// What a provider calls what it said, in whatever wire format: for words beside a row and in a filter, never for decisions.
import { eventName } from '#shared/open-responses/events'

const headLength = 400

/** The name of the SSE event, else the first `type` or `object` of its JSON; `''` where it has none. */
export function spokenName(text: string): string {
  const head = text.slice(0, headLength)
  const name = eventName(head)
  return name === '' ? (/"(?:type|object)"\s*:\s*"([^"\\]*)"/.exec(head)?.[1] ?? '') : name
}
