// The chat completions dialect (GATEWAY.md 7.4): spoken by most servers that call themselves OpenAI compatible.
import type { Codec } from '../../providers/provider'
import { decodeError } from '../error'
import { emulator } from './emulate'
import { encodeRequest, type ChatStyle } from './request'
import { decodeResponse } from './response'
import { createStreamDecoder } from './stream'

export const createChatCodec = (style: ChatStyle): Codec => ({
  dialect: 'chat-completions',
  // State that lives on a Responses server.
  unsupported: ['previous_response_id', 'conversation', 'prompt', 'provider_options.openai.context_management'],
  toolTypes: ['function'],
  encodeRequest: encodeRequest(style),
  encodeHandshake: null,
  decodeResponse,
  createStreamDecoder,
  decodeError,
  emulator,
})
