// The request of `POST /v1/responses`: the one schema. Field list, ranges and aliases: GATEWAY.md 2.2 to 2.6 and the API's
// own OpenAPI document. Unknown nested keys are tolerated; unknown top-level keys are a later, separate check.
import * as z from 'zod'

const text = z.string()
const flag = z.boolean()
const anyObject = z.record(z.string(), z.unknown())
const tokens = z.number().int()
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])
const debugFlag = z.union([z.boolean(), z.enum(['1', 'true', 'yes'])])

const phase = z.unknown().optional()
const inputItem = z
  .looseObject({ type: text.optional(), role: text.optional(), phase })
  .superRefine((item, context) => {
    if (item.phase === undefined) return
    const isAssistant = item.role === 'assistant' && (item.type === undefined || item.type === 'message')
    if (!isAssistant) {
      context.addIssue({ code: 'custom', path: ['phase'], message: 'phase is only allowed on assistant message items' })
    } else if (item.phase !== 'commentary' && item.phase !== 'final_answer') {
      context.addIssue({ code: 'custom', path: ['phase'], message: 'phase must be one of: commentary, final_answer' })
    }
  })

const reasoning = z.looseObject({
  effort: effort.nullish(),
  summary: text.nullish(),
  enabled: flag.optional(),
  max_tokens: tokens.min(0).optional(),
})

const thinking = z.looseObject({
  type: text.optional(),
  enabled: flag.optional(),
  include_thoughts: flag.optional(),
  includeThoughts: flag.optional(),
  effort: effort.optional(),
  max_tokens: tokens.min(0).optional(),
  maxTokens: tokens.min(0).optional(),
  budget_tokens: tokens.min(0).optional(),
  budgetTokens: tokens.min(0).optional(),
})

const imageSize = z.enum(['0.5K', '1K', '2K', '4K'])
const imageConfig = z.looseObject({
  aspect_ratio: text.optional(),
  aspectRatio: text.optional(),
  image_size: imageSize.optional(),
  imageSize: imageSize.optional(),
  include_rai_reason: flag.optional(),
  includeRaiReason: flag.optional(),
})

const debug = z.looseObject({
  enabled: debugFlag.optional(),
  return_upstream_request: debugFlag.optional(),
  returnUpstreamRequest: debugFlag.optional(),
  return_upstream_response: debugFlag.optional(),
  returnUpstreamResponse: debugFlag.optional(),
  trace: debugFlag.optional(),
  trace_level: z.enum(['summary', 'full']).optional(),
  traceLevel: z.enum(['summary', 'full']).optional(),
})

const routing = z.looseObject({
  order: z.array(text).optional(),
  only: z.array(text).optional(),
  ignore: z.array(text).optional(),
  include_alpha: flag.optional(),
  includeAlpha: flag.optional(),
})

const modalities = z.array(z.enum(['text', 'image', 'audio']))

/** What the gateway reads or checks. `loose`: an unknown top-level key is reported after routing, not here. */
export const requestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([text, z.array(inputItem), anyObject]),
  input_items: z.array(inputItem).optional(),
  conversation: z.union([text, anyObject]).optional(),
  background: flag.optional(),
  include: z.array(text).nullish(),
  instructions: text.nullish(),
  max_output_tokens: tokens.min(1).nullish(),
  max_completion_tokens: tokens.min(1).nullish(),
  max_tokens: tokens.min(1).nullish(),
  max_tool_calls: tokens.min(0).nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  session_id: z.string().trim().min(1).max(256).optional(),
  parallel_tool_calls: flag.nullish(),
  previous_response_id: text.nullish(),
  prompt: anyObject.nullish(),
  prompt_cache_key: text.nullish(),
  prompt_cache_retention: text.nullish(),
  reasoning: reasoning.nullish(),
  thinking: thinking.optional(),
  safety_identifier: text.nullish(),
  service_tier: z.enum(['auto', 'default', 'flex', 'standard', 'priority']).nullish(),
  speed: text.optional(),
  store: flag.nullish(),
  stream: flag.nullish(),
  stream_options: anyObject.nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  top_logprobs: tokens.min(0).max(20).nullish(),
  text: anyObject.nullish(),
  tool_choice: z.union([z.enum(['auto', 'none', 'required', 'gateway:datetime']), anyObject]).nullish(),
  tools: z.array(anyObject).nullish(),
  truncation: z.enum(['auto', 'disabled']).nullish(),
  user: text.nullish(),
  modalities: modalities.optional(),
  response_modalities: modalities.optional(),
  responseModalities: modalities.optional(),
  image_config: imageConfig.optional(),
  imageConfig: imageConfig.optional(),
  provider_options: anyObject.optional(),
  providerOptions: anyObject.optional(),
  usage: flag.optional(),
  meta: flag.optional(),
  echo_upstream_request: flag.optional(),
  debug: debug.optional(),
  provider: routing.optional(),
  routing: routing.optional(),
})

export type ResponsesRequest = z.output<typeof requestSchema>

/** Accepted besides the schema's own fields, forwarded as they are (GATEWAY.md 2.2, last paragraph). */
const alsoAccepted = [
  'models',
  'messages',
  'max_tools_calls',
  'plugins',
  'trace',
  'frequency_penalty',
  'presence_penalty',
  'reasoning_split',
  'response_format',
  'web_search_options',
  'webSearchOptions',
  'top_k',
  'stop',
  'logit_bias',
  'logprobs',
  'seed',
]
const knownParameters: ReadonlySet<string> = new Set([...Object.keys(requestSchema.shape), ...alsoAccepted])

export const unknownParameters = (request: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(request).filter((key) => !knownParameters.has(key))

/** Fields that speak to the gateway only and never go upstream (GATEWAY.md 3.9). */
export const gatewayFields: readonly string[] = [
  'debug',
  'meta',
  'usage',
  'provider',
  'routing',
  'session_id',
  'echo_upstream_request',
]
