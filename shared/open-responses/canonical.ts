// A request with its aliases folded: every idea under the one name the API documents (GATEWAY.md 2.2 to 2.5). What a
// provider is asked for starts here, and so does what the console shows as "this is what the gateway understood".
import { gatewayFields, type ResponsesRequest } from '#shared/open-responses/request'

export type Fields = Readonly<Record<string, unknown>>

/** One item of `input`; a plain object with the wire's own fields. */
export type InputItem = Fields

export type CanonicalReasoning = {
  readonly effort?: string
  readonly summary?: string
  readonly enabled?: boolean
  /** Tokens the model may think for. */
  readonly max_tokens?: number
}

/** Fields that are absent were not asked for, and a null asks for nothing. Everything else of the request is kept under its own name. */
export type CanonicalRequest = Fields & {
  readonly model: string
  readonly input: string | readonly InputItem[]
  readonly stream?: boolean
  readonly max_output_tokens?: number
  readonly reasoning?: CanonicalReasoning
  readonly modalities?: readonly string[]
  readonly image_config?: Fields
  readonly provider_options?: Readonly<Record<string, Fields>>
  /** Function tools are flat: `{type, name, description, parameters, strict}`. */
  readonly tools?: readonly Fields[]
  /** A chosen function is flat: `{type: 'function', name}`. */
  readonly tool_choice?: string | Fields
}

const folded: readonly string[] = [
  'input_items',
  'max_completion_tokens',
  'max_tokens',
  'thinking',
  'response_modalities',
  'responseModalities',
  'imageConfig',
  'providerOptions',
]

/** `keepGatewayFields` for a provider that is a gateway itself and reads them. */
export function foldAliases(request: ResponsesRequest, keepGatewayFields = false): CanonicalRequest {
  const out: Record<string, unknown> = { ...defined(request), input: foldInput(request) }
  for (const key of keepGatewayFields ? folded : [...folded, ...gatewayFields]) delete out[key]
  const set = (key: string, value: unknown) => {
    if (value === undefined || value === null) delete out[key]
    else out[key] = value
  }
  set('max_output_tokens', request.max_output_tokens ?? request.max_completion_tokens ?? request.max_tokens)
  set('modalities', request.modalities ?? request.response_modalities ?? request.responseModalities)
  set('image_config', foldObject(imageNames, request.imageConfig, request.image_config))
  set('provider_options', foldProviderOptions(request))
  set('reasoning', foldReasoning(request))
  if (request.tools) out['tools'] = request.tools.map(flattenFunction)
  if (isFields(request.tool_choice)) out['tool_choice'] = flattenFunction(request.tool_choice)
  return out as CanonicalRequest
}

/** Items without a type are messages; an object is one item (GATEWAY.md 2.2, 9.17). */
function foldInput({ input, input_items }: ResponsesRequest): CanonicalRequest['input'] {
  const given: unknown = input ?? input_items ?? ''
  if (typeof given === 'string') return given
  return (Array.isArray(given) ? given : [given]) as readonly InputItem[]
}

/** `reasoning` wins over its alias family `thinking`, field by field (GATEWAY.md 2.4). */
function foldReasoning({ reasoning, thinking }: ResponsesRequest): Fields | null {
  if (!reasoning && !thinking) return null
  const budget = thinking?.max_tokens ?? thinking?.maxTokens ?? thinking?.budget_tokens ?? thinking?.budgetTokens
  const thoughts = thinking?.include_thoughts ?? thinking?.includeThoughts
  const enabled = thinking?.enabled ?? (thinking?.type === undefined ? undefined : thinking.type !== 'disabled')
  const fromThinking = { effort: thinking?.effort, enabled, max_tokens: budget, summary: thoughts ? 'auto' : undefined }
  const merged = { ...defined(fromThinking), ...defined(reasoning ?? {}) }
  return Object.keys(merged).length > 0 ? merged : null
}

const imageNames: Readonly<Record<string, string>> = {
  aspectRatio: 'aspect_ratio',
  imageSize: 'image_size',
  includeRaiReason: 'include_rai_reason',
  fontInputs: 'font_inputs',
  fontUrl: 'font_url',
  superResolutionReferences: 'super_resolution_references',
  referenceImages: 'reference_images',
}

const optionNames: Readonly<Record<string, string>> = {
  contextManagement: 'context_management',
  compactThreshold: 'compact_threshold',
  promptCacheRetention: 'prompt_cache_retention',
  cacheControl: 'cache_control',
  cachedContent: 'cached_content',
  cacheTtl: 'cache_ttl',
}

/** An empty object counts as nothing asked for (GATEWAY.md 2.5). */
function foldProviderOptions({ provider_options, providerOptions }: ResponsesRequest): Fields | null {
  const merged: Record<string, unknown> = {}
  for (const options of [providerOptions, provider_options]) {
    for (const [provider, given] of Object.entries(options ?? {})) {
      if (isFields(given)) merged[provider] = { ...(merged[provider] as Fields), ...rename(optionNames, given) }
    }
  }
  for (const [provider, options] of Object.entries(merged)) {
    if (Object.keys(options as Fields).length === 0) delete merged[provider]
  }
  return Object.keys(merged).length > 0 ? merged : null
}

function foldObject(names: Readonly<Record<string, string>>, ...given: (Fields | undefined)[]): Fields | null {
  const merged = Object.assign({}, ...given.map((fields) => rename(names, fields ?? {}))) as Fields
  return Object.keys(merged).length > 0 ? merged : null
}

/** Snake case wins where both spellings were sent; nested objects and lists are renamed too. */
function rename(names: Readonly<Record<string, string>>, fields: Fields): Fields {
  const out: Record<string, unknown> = {}
  const entries = Object.entries(fields).sort(
    ([a], [b]) => Number(Object.hasOwn(names, b)) - Number(Object.hasOwn(names, a)),
  )
  for (const [key, value] of entries) {
    const inner = Array.isArray(value)
      ? value.map((entry: unknown) => (isFields(entry) ? rename(names, entry) : entry))
      : isFields(value)
        ? rename(names, value)
        : value
    // A key is the client's own: it may be one that every object has.
    out[Object.hasOwn(names, key) ? (names[key] ?? key) : key] = inner
  }
  return out
}

/** The documents nest a function under `function`; providers and SDKs want it flat. */
function flattenFunction(tool: Fields): Fields {
  const nested = tool['function']
  if (tool['type'] !== 'function' || !isFields(nested)) return tool
  const { function: _, ...rest } = tool
  return { ...rest, ...nested }
}

/** Less what is not there, told either way. */
export const defined = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null))

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** The objects of a list; of anything else none. */
export const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? (value as unknown[]).filter(isFields) : [])
