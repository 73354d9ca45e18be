// A server that says it speaks OpenAI's API: the configuration says which one of its two formats (GATEWAY.md 7.1).
import { createChatCodec } from '../../dialects/chat-completions/index'
import { responsesCodec } from '../../dialects/responses/index'
import type { Codec, ProviderAdapter } from '../provider'

/** Options and conversations live on OpenAI's own servers only. */
const responses: Codec = {
  ...responsesCodec,
  unsupported: ['provider_options.openai.context_management'],
}

const chat = createChatCodec({ tokenLimit: 'max_tokens', fields: [], replaysThoughts: true })

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
  codecFor: ({ provider }) => (provider.dialect === 'chat-completions' ? chat : responses),
}
