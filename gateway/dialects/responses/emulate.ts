// The Responses dialect the other way round: the API's own events and bodies, as they are.
import { isFields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import type { Emulator } from '../../providers/provider'

export const emulator: Emulator = {
  readRequest: ({ body }) => {
    const value = parseJson(body)
    const request = isFields(value) ? value : {}
    return { stream: request['stream'] === true, request }
  },
  createStream: () => ({
    event: (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    end: () => '',
  }),
  body: (response) => response,
  error: (_status, error) => ({ error }),
}
