// OpenAI: the Responses API itself, over HTTP, SSE and websocket; the models that know only chat completions get those
// (GATEWAY.md 7.1). Any server that speaks it can stand in by its base URL.
import { createChatCodec } from '../../dialects/chat-completions/index'
import { responsesCodec } from '../../dialects/responses/index'
import type { ProviderAdapter } from '../provider'

const chat = createChatCodec({
  tokenLimit: 'max_completion_tokens',
  fields: ['prompt_cache_key', 'prompt_cache_retention', 'safety_identifier', 'store', 'web_search_options'],
  replaysThoughts: false,
})

const chatOnly = /^(gpt-audio|babbage-002$|davinci-002$)/

export const openai: ProviderAdapter = {
  descriptor: {
    id: 'openai',
    label: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keyVariable: 'OPENAI_API_KEY',
    docs: 'https://platform.openai.com/docs/api-reference/responses',
    keyPrefixes: ['sk-'],
    isGateway: false,
  },
  codecFor: ({ provider, model }) =>
    provider.dialect === 'chat-completions' || chatOnly.test(model) ? chat : responsesCodec,
}
