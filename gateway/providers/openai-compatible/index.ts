// A server that says it speaks OpenAI's API. Its `responses` dialect is the API itself.
import { responsesCodec } from '../../dialects/responses/index'
import type { Codec, ProviderAdapter } from '../provider'

/** Options and conversations live on OpenAI's own servers only. */
const codec: Codec = {
  ...responsesCodec,
  unsupported: ['provider_options.openai.context_management'],
}

export const openaiCompatible: ProviderAdapter = {
  descriptor: {
    id: 'openai-compatible',
    label: 'OpenAI compatible',
    baseUrl: '',
    keyVariable: null,
    docs: 'https://platform.openai.com/docs/api-reference',
    keyPrefixes: [],
    isGateway: false,
  },
  codecFor: () => codec,
}
