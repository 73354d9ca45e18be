// The simulator as a provider of its own: keyless, always there, it speaks the Responses dialect.
import { responsesCodec } from '../../dialects/responses/index'
import type { ProviderAdapter } from '../provider'

export const simulator: ProviderAdapter = {
  descriptor: {
    id: 'simulator',
    label: 'Simulator',
    baseUrl: 'simulator:',
    keyVariable: null,
    docs: 'https://platform.openai.com/docs/api-reference/responses',
    keyPrefixes: [],
    isGateway: false,
  },
  codecFor: () => responsesCodec,
}
