// Phaseo, the hosted gateway: the API this gateway speaks itself. It reads the gateway's own fields and options, so a request
// goes there as it came, and its refusals are error envelopes (GATEWAY.md 1.1 and 1.3).
import { field, parseJson } from '#shared/json'
import { cut, decodeError, words } from '../../dialects/error'
import { responsesCodec } from '../../dialects/responses/index'
import { encodeHandshake, encodeHead } from '../../dialects/responses/request'
import type { Codec, ProviderAdapter, UpstreamError } from '../provider'

/** Of every gateway of this kind, whatever the model. */
export const phaseoCodec: Codec = {
  ...responsesCodec,
  encodeRequest: (request, target) => ({
    ...encodeHead(request, target),
    body: JSON.stringify({ ...request, model: target.model }),
  }),
  encodeHandshake: (target) => {
    const handshake = encodeHandshake(target)
    return { ...handshake, url: `${handshake.url}/ws` }
  },
  decodeError: decodeEnvelope,
  emulator: {
    ...responsesCodec.emulator,
    error: (status, { code, message, type }) => ({
      error: code ?? type,
      ok: false,
      message,
      description: message,
      status_code: status,
    }),
  },
}

/** The envelope tells what its own upstream said as well; the reason is the second word on the code. */
function decodeEnvelope(status: number, body: string): UpstreamError {
  const envelope = parseJson(body)
  const code = words(field(envelope, 'error'))
  if (code === null) return decodeError(status, body)
  return {
    code: cut(code, 80),
    message: words(field(envelope, 'description')) ?? words(field(envelope, 'message')),
    description: words(field(envelope, 'reason')),
    param: cut(words(field(field(envelope, 'upstream_error'), 'param')), 240),
  }
}

export const phaseo: ProviderAdapter = {
  descriptor: {
    id: 'phaseo',
    label: 'Phaseo',
    baseUrl: 'https://api.phaseo.app/v1',
    keyVariable: 'PHASEO_API_KEY',
    docs: 'https://docs.ai-stats.phaseo.app/v1/api-reference',
    // Clients of this gateway may carry a token of the same form: it is no slip.
    keyPrefixes: [],
    isGateway: true,
  },
  codecFor: () => phaseoCodec,
}
