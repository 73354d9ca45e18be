// The chat completions dialect the other way round: what such a server sends for the events of a simulated answer.
import { type Fields, isFields, listOf } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'
import { field, parseJson } from '#shared/json'
import type { EmulatedRequest, Emulator } from '../../providers/provider'

export const emulator: Emulator = {
  readRequest: ({ body }) => readRequest(parseJson(body)),
  createStream: () => new ChatStream(),
  body: encodeCompletion,
  error: (_status, error) => ({ error: encodeError(error) }),
}

class ChatStream {
  #head: Fields = {}
  #finished = false
  /** Calls are counted on their own, by their place among the output items. */
  readonly #calls: unknown[] = []

  event = (event: StreamEvent): string => {
    const { type, delta, response } = event
    switch (type) {
      case 'response.created':
        this.#head = { ...headOf(response), object: 'chat.completion.chunk' }
        return this.#say({ role: 'assistant', content: '' })
      case 'response.output_text.delta':
        return this.#say({ content: delta })
      case 'response.refusal.delta':
        return this.#say({ refusal: delta })
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return this.#say({ reasoning_content: delta })
      case 'response.output_item.added':
        return this.#open(event)
      case 'response.function_call_arguments.delta':
        return this.#call({ index: this.#calls.indexOf(event['output_index']), function: { arguments: delta } })
      case 'response.completed':
      case 'response.incomplete':
        return this.#finish(isFields(response) ? response : {})
      case 'response.failed':
        return format({ error: encodeError(field(response, 'error')) })
      case 'error':
        return format({ error: encodeError(event) })
      default:
        return ''
    }
  }

  end = (): string => (this.#finished ? 'data: [DONE]\n\n' : '')

  #open({ item, output_index }: StreamEvent): string {
    if (!isFields(item) || item['type'] !== 'function_call') return ''
    this.#calls.push(output_index)
    const call = { id: item['call_id'], type: 'function', function: { name: item['name'], arguments: '' } }
    return this.#call({ index: this.#calls.length - 1, ...call })
  }

  #finish(response: Fields): string {
    this.#finished = true
    const { usage } = response
    return (
      this.#chunk([{ index: 0, delta: {}, finish_reason: finishOf(response) }]) +
      (isFields(usage) ? this.#chunk([], { usage: encodeUsage(usage) }) : '')
    )
  }

  #call = (call: Fields): string => this.#say({ tool_calls: [call] })
  #say = (delta: Fields): string => this.#chunk([{ index: 0, delta, finish_reason: null }])
  #chunk = (choices: readonly Fields[], more: Fields = {}): string => format({ ...this.#head, choices, ...more })
}

const format = (chunk: Fields): string => `data: ${JSON.stringify(chunk)}\n\n`

const headOf = (response: unknown): Fields => ({
  id: `chatcmpl-${String(field(response, 'id')).replace(/^resp_/, '')}`,
  created: field(response, 'created_at'),
  model: field(response, 'model'),
})

function encodeCompletion(response: Fields): Fields {
  if (response['status'] === 'failed') return { error: encodeError(response['error']) }
  const items = listOf(response['output'])
  const parts = items.filter((item) => item['type'] === 'message').flatMap((item) => listOf(item['content']))
  const thoughts = items.filter((item) => item['type'] === 'reasoning')
  const text = joined(parts, 'text')
  const refusal = joined(parts, 'refusal')
  const thinking = joined(
    thoughts.flatMap((item) => [...listOf(item['summary']), ...listOf(item['content'])]),
    'text',
  )
  const calls = items
    .filter((item) => item['type'] === 'function_call')
    .map((item) => ({
      id: item['call_id'],
      type: 'function',
      function: { name: item['name'], arguments: item['arguments'] },
    }))
  const message = {
    role: 'assistant',
    content: text === '' && (calls.length > 0 || refusal !== '') ? null : text,
    refusal: refusal === '' ? null : refusal,
    ...(thinking === '' ? {} : { reasoning_content: thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
  const { usage } = response
  return {
    ...headOf(response),
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: finishOf(response) }],
    ...(isFields(usage) ? { usage: encodeUsage(usage) } : {}),
  }
}

function finishOf(response: Fields): string {
  const reason = field(response['incomplete_details'], 'reason')
  if (response['status'] === 'incomplete') return reason === 'content_filter' ? 'content_filter' : 'length'
  return listOf(response['output']).some((item) => item['type'] === 'function_call') ? 'tool_calls' : 'stop'
}

const encodeUsage = (usage: Fields): Fields => ({
  prompt_tokens: usage['input_tokens'],
  completion_tokens: usage['output_tokens'],
  total_tokens: usage['total_tokens'],
  prompt_tokens_details: { cached_tokens: field(usage['input_tokens_details'], 'cached_tokens') },
  completion_tokens_details: { reasoning_tokens: field(usage['output_tokens_details'], 'reasoning_tokens') },
})

const encodeError = (error: unknown): Fields => ({
  message: field(error, 'message') ?? 'The server had an error.',
  type: field(error, 'type') ?? 'server_error',
  param: field(error, 'param') ?? null,
  code: field(error, 'code') ?? null,
})

const joined = (parts: readonly Fields[], key: string): string =>
  parts.map((part) => (typeof part[key] === 'string' ? part[key] : '')).join('')

/** The request as one of the Responses API: content parts are understood under their names here as well. */
function readRequest(body: unknown): EmulatedRequest {
  if (!isFields(body)) return { stream: false, request: {} }
  const { messages, max_tokens, max_completion_tokens, tools, response_format: format, ...rest } = body
  const limit = max_completion_tokens ?? max_tokens
  const request = {
    ...rest,
    input: listOf(messages).flatMap(readMessage),
    ...(limit === undefined ? {} : { max_output_tokens: limit }),
    ...(tools === undefined ? {} : { tools: listOf(tools).map(flatten) }),
    ...(format === undefined ? {} : { text: { format } }),
  }
  return { stream: body['stream'] === true, request }
}

function readMessage(message: Fields): Fields[] {
  const { role, content, tool_call_id, tool_calls } = message
  if (role === 'tool') return [{ type: 'function_call_output', call_id: tool_call_id, output: content }]
  const calls = listOf(tool_calls).map((call) => ({ type: 'function_call', call_id: call['id'], ...fieldsIn(call) }))
  return content === null || content === undefined ? calls : [{ role, content }, ...calls]
}

const fieldsIn = (call: Fields): Fields => (isFields(call['function']) ? call['function'] : {})
const flatten = (tool: Fields): Fields => ({ type: tool['type'], ...fieldsIn(tool) })
