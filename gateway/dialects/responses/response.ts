// What the gateway changes in a response object on its way to the client (GATEWAY.md 3.10 and 4.2): it carries the
// generation id, the model the client asked for, the settings of the request, and both spellings of what the documents
// spell twice.
import { isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'

export type Served = {
  readonly generationId: string
  /** As the client wrote it. */
  readonly model: string
  readonly request: CanonicalRequest
}

export function decorateResponse(response: Fields, served: Served, extra: Fields = {}): Fields {
  const created = response['created_at'] ?? response['created']
  const finish = finishOf(response)
  return {
    ...echoSettings(response, served.request),
    ...response,
    ...givenSettings(served.request),
    id: served.generationId,
    nativeResponseId: response['id'] ?? null,
    model: served.model,
    ...(created === undefined ? {} : { created_at: created, created }),
    ...(response['output'] === undefined ? {} : { output_items: response['output'] }),
    ...(finish === null ? {} : { finish_reason: finish }),
    ...(isFields(response['usage']) ? { usage: decorateUsage(response['usage']) } : {}),
    ...extra,
  }
}

/** Settings that a response repeats, with what they are when nobody said anything. */
const defaults: Fields = {
  background: false,
  frequency_penalty: 0,
  incomplete_details: null,
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

/** For providers that do not repeat the settings themselves. */
function echoSettings(response: Fields, request: CanonicalRequest): Fields {
  const echoed: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(defaults)) {
    if (!(key in response)) echoed[key] = request[key] ?? value
  }
  return echoed
}

/** What only the gateway was told, or a provider may have changed on the way. */
const clients = ['instructions', 'metadata', 'user', 'max_output_tokens', 'tools', 'tool_choice'] as const

function givenSettings(request: CanonicalRequest): Fields {
  const given: Record<string, unknown> = {}
  for (const key of clients) {
    const value = request[key]
    if (value === undefined || value === null) continue
    given[key] = key === 'tools' ? (value as readonly Fields[]).map(echoTool) : value
  }
  return given
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
