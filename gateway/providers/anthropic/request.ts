// A request in Anthropic's Messages format (GATEWAY.md 7.1, 7.5).
import { type CanonicalRequest, defined, type Fields, isFields } from '#shared/open-responses/canonical'
import { readConversation, splitSystem } from '../../dialects/conversation'
import { readFormat, readToolChoice, readTools } from '../../dialects/settings'
import { jsonHeaders, versioned } from '../../dialects/wire'
import type { UpstreamRequest } from '../../upstream/upstream'
import type { Target } from '../provider'
import { encodeMessages, type Message } from './messages'
import { readTraits, type ModelTraits } from './model'
import { narrowSchema } from './schema'
import { planThinking, type ThinkingPlan } from './thinking'

export const encodeRequest = (request: CanonicalRequest, { provider, model, apiKey }: Target): UpstreamRequest => ({
  url: `${versioned(provider.baseUrl, 'v1')}/messages`,
  headers: {
    ...(apiKey === null ? {} : { 'x-api-key': apiKey }),
    'anthropic-version': '2023-06-01',
    ...jsonHeaders(request.stream === true),
  },
  body: JSON.stringify(encodeBody(request, model)),
})

export function encodeBody(request: CanonicalRequest, model: string): Fields {
  const { system, turns } = splitSystem(readConversation(request))
  const messages = encodeMessages(turns)
  const traits = readTraits(model)
  const tools = encodeTools(request)
  const tool_choice = tools.length > 0 ? encodeToolChoice(request) : null
  const isForced = tool_choice?.['type'] === 'any' || tool_choice?.['type'] === 'tool'
  const plan = planThinking(request, traits, !isForced && (traits.adaptive || mayGoOnThinking(messages)))
  const user = request['user'] ?? request['safety_identifier']
  return {
    // The provider knows its own options, `cache_control` among them, as top-level fields.
    ...request.provider_options?.['anthropic'],
    model,
    max_tokens: plan.maxTokens,
    messages,
    ...defined({
      system: [system, jsonOrder(request)].filter(Boolean).join('\n\n') || null,
      thinking: plan.thinking,
      output_config: encodeOutput(request, plan),
      tools: tools.length > 0 ? tools : null,
      tool_choice,
      stop_sequences: typeof request['stop'] === 'string' ? [request['stop']] : request['stop'],
      service_tier: serviceTiers[String(request['service_tier'])],
      metadata: typeof user === 'string' ? { user_id: user } : null,
      stream: request.stream,
    }),
    ...encodeSampling(request, traits, plan),
  }
}

/** `auto` takes priority capacity where the account has it. There is no cheaper tier to wait for. */
const serviceTiers: Readonly<Record<string, string>> = {
  auto: 'auto',
  priority: 'auto',
  default: 'standard_only',
  standard: 'standard_only',
  flex: 'standard_only',
}

/** With a budget the API wants a turn that calls tools to begin with its own thoughts; a client may have none to return. */
function mayGoOnThinking(messages: readonly Message[]): boolean {
  const last = messages.filter((message) => message.role === 'assistant').at(-1)?.content ?? []
  const calls = last.some((block) => block['type'] === 'tool_use')
  return !calls || String(last[0]?.['type']).endsWith('thinking')
}

/** Temperature ends at 1 here. The API refuses sampling while thinking, and newer models two kinds of it at once. */
function encodeSampling(request: CanonicalRequest, { sampling }: ModelTraits, { thinking }: ThinkingPlan): Fields {
  if (!sampling || thinking) return {}
  const { temperature, top_p, top_k } = request
  if (typeof temperature === 'number') return defined({ temperature: Math.min(1, temperature), top_k })
  return defined({ top_p, top_k })
}

const encodeTools = (request: CanonicalRequest): Fields[] =>
  readTools(request).map(({ name, description, parameters, strict }) => ({
    name,
    ...defined({ description }),
    input_schema: { type: 'object', ...(strict ? narrowSchema(parameters) : parameters) },
    ...(strict ? { strict } : {}),
  }))

/** Null: the API's own default. */
function encodeToolChoice(request: CanonicalRequest): Fields | null {
  const choice = readToolChoice(request)
  if (choice === 'none') return { type: 'none' }
  const alone = request['parallel_tool_calls'] === false ? { disable_parallel_tool_use: true } : {}
  if (choice === 'required') return { type: 'any', ...alone }
  if (isFields(choice)) return { type: 'tool', name: choice.name, ...alone }
  return choice === 'auto' || 'disable_parallel_tool_use' in alone ? { type: 'auto', ...alone } : null
}

/**
 * A schema goes to the API's own structured outputs: unlike a forced tool they leave tools and thinking free, stream as
 * text, and are not refused by models that cannot be forced.
 */
function encodeOutput(request: CanonicalRequest, { effort }: ThinkingPlan): Fields | null {
  const format = readFormat(request)
  const schema = format.type === 'json_schema' ? narrowSchema(format.schema) : null
  const output = defined({ effort, format: schema && { type: 'json_schema', schema } })
  return Object.keys(output).length > 0 ? output : null
}

/** JSON of any shape is no format of this API: the model can only be told. */
const jsonOrder = (request: CanonicalRequest): string =>
  readFormat(request).type === 'json_object'
    ? 'Answer with one valid JSON object and nothing else: no text around it, no code fence.'
    : ''
