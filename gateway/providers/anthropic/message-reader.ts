// Reads what Anthropic's events say into a response (PROTOCOL 3). A whole message is read as the events it stands for, so
// both ways of answering mean the same.
import { type Fields, fieldsOf, isFields } from '#shared/open-responses/canonical'
import { ResponseWriter, type Finish, type Usage } from '../../dialects/response-writer'
import type { DecodeContext } from '../provider'
import { redactedPrefix } from './messages'

/** GATEWAY.md 7.5; whatever is not listed is a plain stop. */
const finishes: ReadonlyMap<string, Finish> = new Map([
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['refusal', 'content_filter'],
])

type Counted = 'input_tokens' | 'cache_read_input_tokens' | 'cache_creation_input_tokens' | 'output_tokens'
const counted: readonly Counted[] = [
  'input_tokens',
  'cache_read_input_tokens',
  'cache_creation_input_tokens',
  'output_tokens',
]

export class MessageReader {
  readonly writer: ResponseWriter
  readonly #generationId: string
  /** Blocks between their start and their stop, by index. */
  readonly #open = new Map<unknown, { readonly type: unknown; readonly input: unknown; hasJson: boolean }>()
  readonly #tokens: Partial<Record<Counted | 'thinking', number>> = {}
  #stopReason = ''

  constructor({ generationId, model, createdAt, reasoning }: DecodeContext) {
    this.#generationId = generationId
    this.writer = new ResponseWriter({ itemId: generationId, model, createdAt, reasoning })
  }

  /** Events nobody knows say nothing: the API adds some over time. */
  read(event: Fields): void {
    const { type, index, message, content_block: block, delta } = event
    if (type === 'message_start') return this.#start(fieldsOf(message))
    if (type === 'content_block_start') return this.#openBlock(index, fieldsOf(block))
    if (type === 'content_block_delta') return this.#readDelta(index, fieldsOf(delta))
    if (type === 'content_block_stop') return this.#closeBlock(index)
    if (type === 'message_delta') return this.#settle(fieldsOf(delta), event['usage'])
    if (type === 'message_stop') return this.writer.finish(finishes.get(this.#stopReason) ?? 'stop', this.#usage())
    if (type === 'error' || isFields(event['error'])) this.#fail(event)
  }

  #start(message: Fields): void {
    this.writer.begin({ id: message['id'], model: message['model'] })
    this.#count(message['usage'])
  }

  #openBlock(index: unknown, block: Fields): void {
    const { type } = block
    this.#open.set(index, { type, input: block['input'], hasJson: false })
    if (type === 'text') this.writer.text(textOf(block['text']))
    if (type === 'thinking') this.#think(textOf(block['thinking']), textOf(block['signature']))
    if (type === 'redacted_thinking') this.#think('', `${redactedPrefix}${textOf(block['data'])}`)
    if (type === 'tool_use') {
      const id = textOf(block['id']) || `toolu_${this.#generationId}_${String(index)}`
      this.writer.openCall(keyOf(index), id, textOf(block['name']))
    }
  }

  #readDelta(index: unknown, delta: Fields): void {
    const { type } = delta
    if (type === 'text_delta') this.writer.text(textOf(delta['text']))
    if (type === 'thinking_delta') this.#think(textOf(delta['thinking']), '')
    if (type === 'signature_delta') this.#think('', textOf(delta['signature']))
    if (type !== 'input_json_delta') return
    const json = textOf(delta['partial_json'])
    const block = this.#open.get(index)
    if (block && json !== '') block.hasJson = true
    this.writer.callArguments(keyOf(index), json)
  }

  #closeBlock(index: unknown): void {
    const block = this.#open.get(index)
    this.#open.delete(index)
    // Each block of thoughts is an item of its own: its signature covers it alone.
    if (block?.type === 'thinking' || block?.type === 'redacted_thinking') this.writer.closeItem()
    if (block?.type !== 'tool_use') return
    // A whole message, and some servers, give the arguments in one piece.
    if (!block.hasJson && isFields(block.input)) this.writer.callArguments(keyOf(index), JSON.stringify(block.input))
    this.writer.closeCall(keyOf(index))
  }

  #think(text: string, signature: string): void {
    this.writer.reasoning(text, signature === '' ? {} : { encrypted_content: signature })
  }

  #settle(delta: Fields, usage: unknown): void {
    this.#count(usage)
    if (typeof delta['stop_reason'] === 'string') this.#stopReason = delta['stop_reason']
    if (this.#stopReason === 'refusal') this.writer.refusal(textOf(fieldsOf(delta['stop_details'])['explanation']))
  }

  #fail(event: Fields): void {
    const error = isFields(event['error']) ? event['error'] : event
    const type = error === event ? '' : textOf(error['type'])
    const message = textOf(error['message']) || 'The provider ended the response with an error.'
    this.writer.fail(type || textOf(error['code']) || 'api_error', message, this.#usage())
  }

  /** Counts are cumulative: the last one stands. */
  #count(usage: unknown): void {
    if (!isFields(usage)) return
    for (const key of counted) {
      const value = usage[key]
      if (typeof value === 'number') this.#tokens[key] = value
    }
    const thinking = fieldsOf(usage['output_tokens_details'])['thinking_tokens']
    if (typeof thinking === 'number') this.#tokens.thinking = thinking
  }

  /** Anthropic counts cached tokens beside the input, the Responses API within it. */
  #usage(): Usage | null {
    const { input_tokens: input, output_tokens: output, thinking } = this.#tokens
    if (input === undefined && output === undefined) return null
    const cached = this.#tokens.cache_read_input_tokens ?? 0
    const cacheWrite = this.#tokens.cache_creation_input_tokens ?? 0
    return {
      input: (input ?? 0) + cached + cacheWrite,
      output: output ?? 0,
      cached,
      cacheWrite: cacheWrite || undefined,
      reasoning: thinking,
    }
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const keyOf = (index: unknown): string => String(index)
