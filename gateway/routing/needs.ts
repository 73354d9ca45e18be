// What a request needs of a provider (GATEWAY.md 2.10): its parameters by their dotted canonical names, the length of the
// answer and the service tier.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import { gatewayFields } from '#shared/open-responses/request'

export type RequestNeeds = {
  readonly parameters: readonly string[]
  readonly maxOutputTokens: number | null
  /** null = the ordinary one. */
  readonly serviceTier: string | null
}

export const noNeeds: RequestNeeds = { parameters: [], maxOutputTokens: null, serviceTier: null }

export const readNeeds = (request: CanonicalRequest): RequestNeeds => ({
  parameters: requestedParameters(request),
  maxOutputTokens: request.max_output_tokens ?? null,
  serviceTier: isAsked('service_tier', request['service_tier']) ? String(request['service_tier']) : null,
})

/** Text of the conversation, labels and hints: every provider can serve a request without regarding them. */
const noCapability: ReadonlySet<string> = new Set([
  ...gatewayFields,
  'model',
  'instructions',
  'include',
  'metadata',
  'prompt_cache_key',
  'safety_identifier',
  'stream',
  'stream_options',
  'user',
])

/** Asking for what happens anyway asks for nothing. */
const idleValues: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['background', [false]],
  ['frequency_penalty', [0]],
  ['logprobs', [false]],
  ['parallel_tool_calls', [true]],
  ['presence_penalty', [0]],
  ['service_tier', ['auto', 'default', 'standard']],
  ['store', [false]],
  ['tool_choice', ['auto']],
  ['top_logprobs', [0]],
  ['truncation', ['disabled']],
])

/** Parameters with a shape of their own; every other one goes by its name. */
const named: ReadonlyMap<string, (value: unknown) => readonly string[]> = new Map([
  ['input', namesOfContent],
  ['max_output_tokens', () => ['max_tokens']],
  ['modalities', namesOfModalities],
  ['reasoning', (value) => keysOf('reasoning', value)],
  ['image_config', (value) => keysOf('image_config', value)],
  ['provider_options', namesOfOptions],
  ['text', namesOfText],
  ['tools', namesOfTools],
  // The gateway's own tool is its own business.
  [
    'tool_choice',
    (value) => (isOwnTool(value) || (isFields(value) && isOwnTool(value['type'])) ? [] : ['tool_choice']),
  ],
])

export function requestedParameters(request: CanonicalRequest): string[] {
  const names = Object.entries(request).flatMap(([key, value]) => {
    if (noCapability.has(key) || !isAsked(key, value)) return []
    return named.get(key)?.(value) ?? [key]
  })
  return [...new Set(names)]
}

/** Pictures, sounds, films and files, by the type of their parts; a part may stand alone or in a message. */
function namesOfContent(value: unknown): string[] {
  const parts = listOf(value).flatMap((item) =>
    isFields(item) && item['content'] !== undefined ? item['content'] : item,
  )
  return parts.flatMap((part) => {
    const type = isFields(part) ? part['type'] : undefined
    return typeof type === 'string' && type.startsWith('input_') && type !== 'input_text' ? [`input.${type}`] : []
  })
}

function namesOfModalities(value: unknown): string[] {
  return listOf(value).flatMap((kind) => (typeof kind === 'string' && kind !== 'text' ? [`modalities.${kind}`] : []))
}

function namesOfOptions(value: unknown): string[] {
  return Object.entries(isFields(value) ? value : {}).flatMap(([provider, options]) =>
    keysOf(`provider_options.${provider}`, options),
  )
}

function namesOfText(value: unknown): string[] {
  const { format, ...rest } = (isFields(value) ? value : {}) as Fields
  const type = isFields(format) ? format['type'] : undefined
  const formats = typeof type === 'string' && type !== 'text' ? [`text.format.${type}`] : []
  return [...formats, ...keysOf('text', rest)]
}

function namesOfTools(value: unknown): string[] {
  return listOf(value).flatMap((tool) => {
    const type = isFields(tool) ? tool['type'] : undefined
    if (typeof type !== 'string' || isOwnTool(type)) return []
    return type === 'function' ? ['tools'] : [`tools.${type}`]
  })
}

const isOwnTool = (type: unknown): boolean => typeof type === 'string' && type.startsWith('gateway:')

const keysOf = (prefix: string, value: unknown): string[] =>
  Object.entries(isFields(value) ? value : {}).flatMap(([key, inner]) =>
    isAsked(key, inner) ? [`${prefix}.${key}`] : [],
  )

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [])

function isAsked(key: string, value: unknown): boolean {
  if (value === undefined || value === null) return false
  if (Array.isArray(value)) return value.length > 0
  if (isFields(value)) return Object.keys(value).length > 0
  return !idleValues.get(key)?.includes(value)
}
