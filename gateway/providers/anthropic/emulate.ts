// What Anthropic would send: events and bodies of the Responses API as its Messages API tells them. There a refusal is plain
// text, and a stream that fails ends in an `error` event.
import { parseJson } from '#shared/json'
import { type Fields, fieldsOf, listOf } from '#shared/open-responses/canonical'
import { eventKind, type StreamEvent } from '#shared/open-responses/events'
import type { Emulator } from '../provider'
import { redactedPrefix } from './messages'
import { readRequest } from './read-request'

export const emulator: Emulator = {
  readRequest,
  createStream: () => {
    const stream = new MessageStream()
    return { event: (event) => stream.event(event).map(formatEvent).join(''), end: () => '' }
  },
  body: (response) => {
    if (response['status'] === 'failed') return errorOf(fieldsOf(response['error']))
    const content = listOf(response['output']).flatMap(blocksOf)
    return { ...messageOf(response), content, ...stopOf(response), usage: usageOf(response) }
  },
  error: (status, { message }) => ({
    type: 'error',
    error: { type: errorTypes[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), message },
    request_id: null,
  }),
}

const errorTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  503: 'overloaded_error',
  504: 'timeout_error',
  529: 'overloaded_error',
}

type WireEvent = { readonly type: string } & Fields

const formatEvent = (event: WireEvent): string => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`

/** One stream. Blocks are counted as they open; several calls may be open at once. */
class MessageStream {
  readonly #open = new Map<string, number>()
  #blocks = 0

  event(event: StreamEvent): WireEvent[] {
    const { type, item_id: id, delta } = event
    const item = fieldsOf(event['item'])
    const response = fieldsOf(event['response'])
    switch (type) {
      case 'response.created':
        return [{ type: 'message_start', message: openMessage(response) }, { type: 'ping' }]
      case 'response.output_item.added':
        return openBlocks(item).flatMap((block) => this.#start(textOf(item['id']), block))
      case 'response.content_part.added':
        return isSpoken(event['part']) ? this.#start(partKey(event), { type: 'text', text: '' }) : []
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        return this.#delta(partKey(event), { type: 'text_delta', text: delta })
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        return this.#delta(textOf(id), { type: 'thinking_delta', thinking: delta })
      case 'response.function_call_arguments.delta':
        return this.#delta(textOf(id), { type: 'input_json_delta', partial_json: delta })
      case 'response.content_part.done':
        return this.#stop(partKey(event))
      case 'response.output_item.done':
        return [...this.#sign(item), ...this.#stop(textOf(item['id']))]
      case 'response.completed':
      case 'response.incomplete':
        return [{ type: 'message_delta', delta: stopOf(response), usage: usageOf(response) }, { type: 'message_stop' }]
      case 'response.failed':
        return [errorOf(fieldsOf(response['error']))]
      case 'error':
        return [errorOf(event)]
      default:
        // New kinds of events come with time; a client has to bear them.
        return eventKind(type) === 'unknown' ? [event] : []
    }
  }

  #start(key: string, content_block: Fields): WireEvent[] {
    const index = this.#blocks
    this.#blocks += 1
    this.#open.set(key, index)
    return [{ type: 'content_block_start', index, content_block }]
  }

  #delta(key: string, delta: Fields): WireEvent[] {
    const index = this.#open.get(key)
    return index === undefined ? [] : [{ type: 'content_block_delta', index, delta }]
  }

  #stop(key: string): WireEvent[] {
    const index = this.#open.get(key)
    this.#open.delete(key)
    return index === undefined ? [] : [{ type: 'content_block_stop', index }]
  }

  #sign(item: Fields): WireEvent[] {
    if (item['type'] !== 'reasoning') return []
    return this.#delta(textOf(item['id']), { type: 'signature_delta', signature: signatureOf(item) })
  }
}

const partKey = (event: StreamEvent): string => `${textOf(event['item_id'])}/${String(event['content_index'])}`
const isSpoken = (part: unknown): boolean => ['output_text', 'refusal'].includes(textOf(fieldsOf(part)['type']))

/** Messages open a block for each of their parts instead. */
function openBlocks(item: Fields): Fields[] {
  if (item['type'] === 'reasoning') return [{ type: 'thinking', thinking: '', signature: '' }]
  return item['type'] === 'function_call' ? [callOf(item, {})] : []
}

function blocksOf(item: Fields): Fields[] {
  if (item['type'] === 'message')
    return listOf(item['content'])
      .filter(isSpoken)
      .map((part) => ({ type: 'text', text: part['text'] ?? part['refusal'] }))
  if (item['type'] === 'function_call') return [callOf(item, parseJson(textOf(item['arguments'])) ?? {})]
  if (item['type'] !== 'reasoning') return []
  const encrypted = textOf(item['encrypted_content'])
  if (encrypted.startsWith(redactedPrefix))
    return [{ type: 'redacted_thinking', data: encrypted.slice(redactedPrefix.length) }]
  const thinking = [...listOf(item['summary']), ...listOf(item['content'])].map((part) => textOf(part['text'])).join('')
  return [{ type: 'thinking', thinking, signature: signatureOf(item) }]
}

/** Every thought is signed, or it could not be sent back. */
const signatureOf = (item: Fields): string => textOf(item['encrypted_content']) || `simulated_${textOf(item['id'])}`

const callOf = (item: Fields, input: unknown): Fields => ({
  type: 'tool_use',
  id: item['call_id'],
  name: item['name'],
  input,
})

const messageOf = (response: Fields): Fields => ({
  id: textOf(response['id']).replace(/^resp_/, 'msg_'),
  type: 'message',
  role: 'assistant',
  model: response['model'],
})

const openMessage = (response: Fields): Fields => ({
  ...messageOf(response),
  content: [],
  stop_reason: null,
  stop_sequence: null,
  // Nothing is counted yet; the last `message_delta` tells all.
  usage: { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 },
})

function stopOf(response: Fields): Fields {
  const { reason } = fieldsOf(response['incomplete_details'])
  const hasCalls = listOf(response['output']).some((item) => item['type'] === 'function_call')
  const complete = hasCalls ? 'tool_use' : 'end_turn'
  const stop_reason =
    response['status'] !== 'incomplete' ? complete : reason === 'content_filter' ? 'refusal' : 'max_tokens'
  return { stop_reason, stop_sequence: null }
}

function usageOf(response: Fields): Fields {
  const usage = fieldsOf(response['usage'])
  const inputs = fieldsOf(usage['input_tokens_details'])
  const cached = numberOf(inputs['cached_tokens'])
  const written = numberOf(inputs['cache_write_tokens'])
  return {
    input_tokens: numberOf(usage['input_tokens']) - cached - written,
    cache_creation_input_tokens: written,
    cache_read_input_tokens: cached,
    output_tokens: numberOf(usage['output_tokens']),
    output_tokens_details: { thinking_tokens: numberOf(fieldsOf(usage['output_tokens_details'])['reasoning_tokens']) },
  }
}

const errorOf = ({ code, message }: Fields): WireEvent => ({ type: 'error', error: { type: code, message } })

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
