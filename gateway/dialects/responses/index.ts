// The Responses dialect: the API itself. Streams and bodies need no translation.
import type { Codec } from '../../providers/provider'
import { decodeError } from '../error'
import { emulator } from './emulate'
import { encodeHandshake, encodeRequest } from './request'

export const responsesCodec: Codec = {
  dialect: 'responses',
  unsupported: [],
  toolTypes: null,
  encodeRequest,
  encodeHandshake,
  decodeResponse: (body) => body,
  createStreamDecoder: null,
  decodeError,
  emulator,
}
