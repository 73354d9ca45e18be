// xAI: OpenAI compatible, in the Responses dialect (GATEWAY.md 7.1).
import { responsesCodec } from '../../dialects/responses/index'
import type { Codec, ProviderAdapter } from '../provider'

const codec: Codec = {
  ...responsesCodec,
  unsupported: ['provider_options.openai.context_management'],
}

export const xAi: ProviderAdapter = {
  descriptor: {
    id: 'x-ai',
    label: 'xAI',
    baseUrl: 'https://api.x.ai/v1',
    keyVariable: 'XAI_API_KEY',
    docs: 'https://docs.x.ai/docs/api-reference',
    keyPrefixes: ['xai-'],
    isGateway: false,
  },
  codecFor: () => codec,
}
