// What ties a session to others, in the client's own words: ids of responses, and the `session_id` of a request.
import { field } from '#shared/json'

export type Links = {
  /** The request's own `session_id`, by which a client says what belongs together. */
  clientSessionId: string | null
  /** Ids of the responses it got, the last ones. */
  responses: readonly string[]
  /** Ids of the responses it went on from that it did not get itself. */
  continues: readonly string[]
}

export const noLinks: Links = { clientSessionId: null, responses: [], continues: [] }

/** A socket may run for hundreds of turns, and its row is told at every change: what is gone on from is one of the last. */
const mostIds = 20

export function linkRequest(links: Links, request: unknown): void {
  const group = field(request, 'session_id')
  if (typeof group === 'string' && group.trim() !== '') links.clientSessionId ??= group.trim()
  const previous = field(request, 'previous_response_id')
  if (typeof previous === 'string' && !links.responses.includes(previous)) {
    links.continues = withId(links.continues, previous)
  }
}

export function linkResponse(links: Links, response: unknown): void {
  links.responses = withId(links.responses, field(response, 'id'))
}

const withId = (ids: readonly string[], id: unknown): readonly string[] =>
  typeof id !== 'string' || id === '' || ids.includes(id) ? ids : [...ids, id].slice(-mostIds)
