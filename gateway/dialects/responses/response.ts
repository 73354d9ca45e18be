// What the gateway changes in a response object on its way to the client (GATEWAY.md 3.10 and 4.2): it carries the
// generation id, the model the client asked for, the settings of the request, and both spellings of what the documents
// spell twice.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'

export type Served = {
  readonly generationId: string
  /** As the client wrote it. */
  readonly model: string
  readonly request: CanonicalRequest
  /** Unix seconds, for providers that tell no time. */
  readonly createdAt: number
}

export function decorateResponse(response: Fields, served: Served, extra: Fields = {}): Fields {
  const created = response['created_at'] ?? response['created'] ?? served.createdAt
  const finish = finishOf(response)
  const output = Array.isArray(response['output']) ? response['output'].map(completeItem) : []
  // A copy of one shape, filled in place: this runs for every request, and an object put together from parts costs five times
  // as much.
  const told: Record<string, unknown> = Object.assign({ ...everyResponse }, response)
  echoSettings(told, response, served.request)
  giveSettings(told, served.request)
  told['id'] = served.generationId
  told['nativeResponseId'] = response['id'] ?? null
  told['model'] = served.model
  told['created_at'] = created
  told['created'] = created
  told['output'] = output
  told['output_items'] = output
  if (finish !== null) told['finish_reason'] = finish
  if (isFields(response['usage'])) told['usage'] = decorateUsage(response['usage'])
  return Object.assign(told, extra)
}

/** Settings that a response repeats, with what they are when nobody said anything. */
export const settingDefaults: Fields = {
  background: false,
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  presence_penalty: 0,
  previous_response_id: null,
  prompt_cache_key: null,
  reasoning: { effort: null, summary: null },
  safety_identifier: null,
  service_tier: 'default',
  store: false,
  temperature: 1,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: 1,
  truncation: 'disabled',
  user: null,
}

/** What every response has, whatever the provider left out. */
const echoed: Fields = { ...settingDefaults, completed_at: null, error: null, incomplete_details: null, usage: null }
const echoedEntries = Object.entries(echoed)
const everyResponse: Fields = {
  id: '',
  nativeResponseId: null,
  model: '',
  created_at: 0,
  created: 0,
  output: [],
  output_items: [],
  ...echoed,
}

/** For providers that do not repeat the settings themselves, or leave them null. */
function echoSettings(told: Record<string, unknown>, response: Fields, request: CanonicalRequest): void {
  for (const [key, value] of echoedEntries) told[key] = response[key] ?? request[key] ?? value
  told['reasoning'] = completeReasoning(told['reasoning'])
  told['text'] = completeText(told['text'])
}

/** Third-party clients require both of its keys. */
const completeReasoning = (reasoning: unknown): unknown =>
  isFields(reasoning) ? { effort: null, summary: null, ...reasoning } : reasoning

/** The format is always there, with every key of its own; what was not asked for is absent, not null. */
function completeText(text: unknown): unknown {
  if (!isFields(text)) return text
  const { format, verbosity, ...rest } = text
  const given = isFields(format) ? format : { type: 'text' }
  return {
    ...rest,
    format: given['type'] === 'json_schema' ? { description: null, strict: false, ...given } : given,
    ...(typeof verbosity === 'string' ? { verbosity } : {}),
  }
}

/** Some servers send null where third-party clients know a value or nothing, and leave out empty lists. */
function completeItem(item: unknown): unknown {
  if (!isFields(item) || (item['type'] !== 'message' && item['type'] !== 'reasoning')) return item
  const said = Object.values(item).includes(null)
    ? Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null))
    : item
  if (!Array.isArray(said['content'])) return said
  return { ...said, content: said['content'].map(completePart) }
}

const completePart = (part: unknown): unknown =>
  isFields(part) && part['type'] === 'output_text' ? { ...part, annotations: part['annotations'] ?? [] } : part

/** What only the gateway was told, or a provider may have changed on the way. */
const clients = ['instructions', 'metadata', 'user', 'max_output_tokens', 'tools', 'tool_choice'] as const

function giveSettings(told: Record<string, unknown>, request: CanonicalRequest): void {
  for (const key of clients) {
    const value = request[key]
    if (value === undefined || value === null) continue
    told[key] = key === 'tools' ? (value as readonly Fields[]).map(echoTool) : value
  }
}

/** Third-party clients require these keys of an echoed function. */
const echoTool = (tool: Fields): Fields =>
  tool['type'] === 'function' ? { description: null, parameters: null, strict: null, ...tool } : tool

function finishOf({ status, finish_reason: said, output, incomplete_details: details }: Fields): unknown {
  if (said !== undefined) return said
  if (status === 'failed') return 'error'
  if (status === 'incomplete')
    return isFields(details) && details['reason'] === 'content_filter' ? 'content_filter' : 'length'
  if (status !== 'completed') return null
  const calls = Array.isArray(output) && output.some((item) => isFields(item) && item['type'] === 'function_call')
  return calls ? 'tool_calls' : 'stop'
}

/** Both spellings (GATEWAY.md 0.2 row 4), and details that every client may read without asking. */
export function decorateUsage(usage: Fields): Fields {
  const input = usage['input_tokens'] ?? usage['prompt_tokens'] ?? 0
  const output = usage['output_tokens'] ?? usage['completion_tokens'] ?? 0
  return {
    input_tokens_details: { cached_tokens: 0 },
    output_tokens_details: { reasoning_tokens: 0 },
    ...usage,
    input_tokens: input,
    prompt_tokens: input,
    output_tokens: output,
    completion_tokens: output,
    total_tokens: usage['total_tokens'] ?? Number(input) + Number(output),
  }
}
