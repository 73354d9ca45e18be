// The Responses dialect, towards the provider (GATEWAY.md 7.3): the request as the client sent it, less what only the
// gateway reads, with the aliases folded into the one name providers know.
import { gatewayFields, type ResponsesRequest } from '#shared/open-responses/request'
import type { Target } from '../../providers/provider'
import type { UpstreamRequest } from '../../upstream/upstream'

const aliases = [
  ...gatewayFields,
  'max_completion_tokens',
  'max_tokens',
  'response_modalities',
  'responseModalities',
  'imageConfig',
  'providerOptions',
]

export function encodeBody(request: ResponsesRequest, model: string): Record<string, unknown> {
  const body: Record<string, unknown> = { ...request, model }
  for (const key of aliases) delete body[key]
  const maxTokens = request.max_output_tokens ?? request.max_completion_tokens ?? request.max_tokens
  if (maxTokens !== undefined && maxTokens !== null) body['max_output_tokens'] = maxTokens
  const modalities = request.modalities ?? request.response_modalities ?? request.responseModalities
  if (modalities) body['modalities'] = modalities
  if (request.tools) body['tools'] = request.tools.map(flattenTool)
  if (!Array.isArray(request.input) && typeof request.input === 'object') body['input'] = [request.input]
  return body
}

/** The documents nest a function tool under `function`; providers want it flat. */
function flattenTool(tool: Record<string, unknown>): Record<string, unknown> {
  const nested = tool['function']
  if (tool['type'] !== 'function' || typeof nested !== 'object' || nested === null) return tool
  const { function: _, ...rest } = tool
  return { ...rest, ...nested }
}

export const encodeRequest = (request: ResponsesRequest, { provider, model }: Target): UpstreamRequest => ({
  url: `${provider.baseUrl}/responses`,
  headers: {
    ...authorization(provider.apiKey),
    'content-type': 'application/json',
    accept: request.stream ? 'text/event-stream' : 'application/json',
    'accept-encoding': 'identity',
  },
  body: JSON.stringify(encodeBody(request, model)),
})

export const encodeHandshake = ({ provider }: Target): Omit<UpstreamRequest, 'body'> => ({
  url: `${provider.baseUrl}/responses`,
  headers: authorization(provider.apiKey),
})

const authorization = (key: string | null) => (key === null ? {} : { authorization: `Bearer ${key}` })
