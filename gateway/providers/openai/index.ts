// OpenAI: the Responses API itself, over HTTP, SSE and websocket. Any server that speaks it can stand in by its base URL.
import { responsesAdapter } from '../../dialects/responses/index'

export const openai = responsesAdapter('openai')
