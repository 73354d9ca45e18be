// The Responses dialect as an adapter: for every provider that speaks the API itself.
import type { ProviderAdapter } from '../../providers/provider'
import { decodeError } from './error'
import { encodeHandshake, encodeRequest } from './request'

export const responsesAdapter = (id: string): ProviderAdapter => ({
  id,
  encodeRequest,
  encodeHandshake,
  decodeError,
  emulator: {
    event: (event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
    body: (response) => JSON.stringify(response),
  },
})
