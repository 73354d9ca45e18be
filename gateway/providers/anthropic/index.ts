// Anthropic: the Messages API (GATEWAY.md 7.5). Servers that copy it can stand in by their base URL.
import { decodeError } from '../../dialects/error'
import type { Codec, ProviderAdapter } from '../provider'
import { emulator } from './emulate'
import { readTraits } from './model'
import { encodeRequest } from './request'
import { decodeResponse } from './response'
import { createStreamDecoder } from './stream'

const codec: Codec = {
  dialect: 'messages',
  unsupported: [
    'previous_response_id',
    'conversation',
    'prompt',
    'provider_options.openai.context_management',
    'input.input_audio',
    'input.input_video',
    'image_config',
    'text.verbosity',
    'max_tool_calls',
    'top_logprobs',
    'logprobs',
    'logit_bias',
    'seed',
    'frequency_penalty',
    'presence_penalty',
    'speed',
  ],
  toolTypes: ['function'],
  encodeRequest,
  encodeHandshake: null,
  decodeResponse,
  createStreamDecoder,
  decodeError,
  emulator,
}

/** Models after Claude Opus 4.6 answer 400 to any sampling parameter. */
const codecWithoutSampling: Codec = { ...codec, unsupported: [...codec.unsupported, 'temperature', 'top_p', 'top_k'] }

export const anthropic: ProviderAdapter = {
  descriptor: {
    id: 'anthropic',
    label: 'Anthropic',
    baseUrl: 'https://api.anthropic.com',
    keyVariable: 'ANTHROPIC_API_KEY',
    docs: 'https://platform.claude.com/docs/en/api/messages',
    keyPrefixes: ['sk-ant-'],
    isGateway: false,
  },
  codecFor: ({ model }) => (readTraits(model).sampling ? codec : codecWithoutSampling),
}
