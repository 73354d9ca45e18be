// A server that says it speaks OpenAI's API. Its `responses` dialect is the API itself.
import { responsesAdapter } from '../../dialects/responses/index'

export const openaiCompatible = responsesAdapter('openai-compatible')
