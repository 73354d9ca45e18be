// The Responses dialect, towards the provider (GATEWAY.md 7.3): the request as the client sent it, less what only the
// gateway reads, with the aliases folded into the one name providers know.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import type { Target } from '../../providers/provider'
import type { UpstreamRequest } from '../../upstream/upstream'
import { bearer, jsonHeaders, versioned } from '../wire'

export function encodeBody(request: CanonicalRequest, model: string): Fields {
  const { provider_options, reasoning, text, ...rest } = request
  const body: Record<string, unknown> = { ...rest, model }
  // The provider knows its own options as top-level fields.
  for (const [key, value] of Object.entries(provider_options?.['openai'] ?? {})) {
    body[key] ??= key === 'context_management' && !Array.isArray(value) ? [value] : value
  }
  const thinking = reasoning && encodeReasoning(reasoning)
  if (thinking) body['reasoning'] = thinking
  if (isFields(text)) body['text'] = encodeText(text)
  return body
}

/** `enabled` and `max_tokens` are the gateway's words; the API itself has only the effort (GATEWAY.md 2.4). */
function encodeReasoning(reasoning: NonNullable<CanonicalRequest['reasoning']>): Fields | null {
  const { enabled, max_tokens: _budget, ...rest } = reasoning
  if (enabled === false && rest.effort === undefined) return { ...rest, effort: 'none' }
  return Object.keys(rest).length > 0 ? rest : null
}

/** A JSON schema is strict unless the client says otherwise, and a strict one is closed (GATEWAY.md 7.3). */
function encodeText(text: Fields): Fields {
  const format = text['format']
  if (!isFields(format) || format['type'] !== 'json_schema') return text
  const strict = format['strict'] ?? true
  const schema = strict === true && isFields(format['schema']) ? closeSchema(format['schema']) : format['schema']
  return { ...text, format: { ...format, strict, ...(schema === undefined ? {} : { schema }) } }
}

function closeSchema(schema: Fields): Fields {
  const entries = Object.entries(schema).map(([key, value]) => {
    if (Array.isArray(value)) return [key, value.map((v: unknown) => (isFields(v) ? closeSchema(v) : v))] as const
    return [
      key,
      isFields(value) && key !== 'enum' && key !== 'const' && key !== 'default' ? closeSchema(value) : value,
    ] as const
  })
  const closed = Object.fromEntries(entries)
  return schema['type'] === 'object' && isFields(schema['properties']) && !('additionalProperties' in schema)
    ? { ...closed, additionalProperties: false }
    : closed
}

export const encodeRequest = (request: CanonicalRequest, target: Target): UpstreamRequest => ({
  ...encodeHead(request, target),
  body: JSON.stringify(encodeBody(request, target.model)),
})

export const encodeHead = (request: CanonicalRequest, { provider, apiKey }: Target): Omit<UpstreamRequest, 'body'> => ({
  url: `${versioned(provider.baseUrl, 'v1')}/responses`,
  headers: { ...bearer(apiKey), ...jsonHeaders(request.stream === true) },
})

export const encodeHandshake = ({ provider, apiKey }: Target): Omit<UpstreamRequest, 'body'> => ({
  url: `${versioned(provider.baseUrl, 'v1')}/responses`,
  headers: bearer(apiKey),
})
