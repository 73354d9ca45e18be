// OpenAI: the Responses API itself, over HTTP, SSE and websocket. Any server that speaks it can stand in by its base URL.
import { responsesCodec } from '../../dialects/responses/index'
import type { ProviderAdapter } from '../provider'

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
  codecFor: () => responsesCodec,
}
