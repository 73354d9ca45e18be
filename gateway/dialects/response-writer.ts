// Writes a response event by event: say what the model says, and the events of the Responses API come out in their
// documented order (PROTOCOL 3): created, in_progress, items with their parts and deltas, one terminal event. Every decoder
// of a foreign wire format and the simulator write through it.
import type { Fields } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'

export type WriterOptions = {
  /** Item ids are `msg_<id>_<n>` (GATEWAY.md 0.3). */
  readonly itemId: string
  readonly model: string
  /** Unix seconds. */
  readonly createdAt: number
  readonly reasoning: 'text' | 'summary'
  /** Fields every snapshot repeats, such as echoed settings. */
  readonly echo?: Fields
}

/** Tokens; a total that the provider did not say is the sum. */
export type Usage = {
  readonly input: number
  readonly output: number
  readonly total?: number | undefined
  readonly cached?: number | undefined
  readonly cacheWrite?: number | undefined
  readonly reasoning?: number | undefined
}

/** Why the model stopped, in the words of chat completions; `error` is a failure without a message of its own. */
export type Finish = 'stop' | 'length' | 'tool_calls' | 'content_filter' | 'error'

type Place = { readonly item_id: string; readonly output_index: number }
type OpenMessage = {
  readonly kind: 'message'
  readonly place: Place
  readonly content: Fields[]
  part: { type: 'output_text' | 'refusal'; text: string } | null
}
type OpenReasoning = { readonly kind: 'reasoning'; readonly place: Place; text: string; extra: Fields }
type OpenCall = { readonly place: Place; readonly head: Fields; json: string }

/** Methods append events; `take` hands over those since the last call. After the terminal event all do nothing. */
export class ResponseWriter {
  readonly #options: WriterOptions
  #events: StreamEvent[] = []
  #sequence = 0
  #id: string | null = null
  #model: string
  #createdAt: number
  #begun = false
  #ended: Fields | null = null
  /** Finished items by their place. */
  readonly #output: Fields[] = []
  #items = 0
  #open: OpenMessage | OpenReasoning | null = null
  /** Several calls may be told in turns; each stays open until the model stops or says so. */
  readonly #calls = new Map<string | number, OpenCall>()

  constructor(options: WriterOptions) {
    this.#options = options
    this.#model = options.model
    this.#createdAt = options.createdAt
  }

  /** What the provider says about itself; only the first call counts. Every other method begins by itself. */
  begin(native: { readonly id?: unknown; readonly model?: unknown; readonly createdAt?: unknown } = {}): void {
    if (this.#begun) return
    this.#begun = true
    if (typeof native.id === 'string') this.#id = native.id
    if (typeof native.model === 'string' && native.model !== '') this.#model = native.model
    if (typeof native.createdAt === 'number') this.#createdAt = native.createdAt
    this.#put('response.created', { response: this.#snapshot('in_progress', {}) })
    this.#put('response.in_progress', { response: this.#snapshot('in_progress', {}) })
  }

  text(delta: string): void {
    this.#say('output_text', delta)
  }

  refusal(delta: string): void {
    this.#say('refusal', delta)
  }

  /** `extra` ends up on the finished item, such as `encrypted_content`. */
  reasoning(delta: string, extra: Fields = {}): void {
    if (this.#ended) return
    this.begin()
    const item = this.#openReasoning()
    item.extra = { ...item.extra, ...extra }
    if (delta === '') return
    item.text += delta
    if (this.#options.reasoning === 'summary')
      this.#put('response.reasoning_summary_text.delta', { ...item.place, summary_index: 0, delta })
    else this.#put('response.reasoning_text.delta', { ...item.place, content_index: 0, delta })
  }

  /** A whole part of a message that comes in one piece: `output_image` or `output_audio`. */
  part(part: Fields): void {
    if (this.#ended) return
    this.begin()
    const item = this.#openMessage()
    this.#closePart(item)
    const place = { ...item.place, content_index: item.content.length }
    this.#put('response.content_part.added', { ...place, part })
    this.#put('response.content_part.done', { ...place, part })
    item.content.push(part)
  }

  /** `key` names the call in the provider's own counting. */
  openCall(key: string | number, callId: string, name: string): void {
    if (this.#ended || this.#calls.has(key)) return
    this.begin()
    this.#closeOpen()
    const place = this.#nextPlace('fc')
    const head = { type: 'function_call', call_id: callId, name }
    this.#put('response.output_item.added', {
      output_index: place.output_index,
      item: { id: place.item_id, ...head, status: 'in_progress', arguments: '' },
    })
    this.#calls.set(key, { place, head, json: '' })
  }

  callArguments(key: string | number, delta: string): void {
    const call = this.#calls.get(key)
    if (this.#ended || !call || delta === '') return
    call.json += delta
    this.#put('response.function_call_arguments.delta', { ...call.place, delta })
  }

  /** A call that nobody closes is closed at the end. No arguments are an empty object. */
  closeCall(key: string | number): void {
    this.#closeCall(key, 'completed')
  }

  #closeCall(key: string | number, status: 'completed' | 'incomplete'): void {
    const call = this.#calls.get(key)
    if (this.#ended || !call) return
    this.#calls.delete(key)
    const json = call.json === '' ? '{}' : call.json
    this.#put('response.function_call_arguments.done', { ...call.place, name: call.head['name'], arguments: json })
    this.#finishItem(call.place, { id: call.place.item_id, ...call.head, status, arguments: json })
  }

  /** Closes the message or reasoning item that is open: what follows begins a new one. */
  closeItem(): void {
    if (!this.#ended) this.#closeOpen()
  }

  /** One event outside the order, as it is; it gets its sequence number. */
  event(event: StreamEvent): void {
    if (this.#ended) return
    this.begin()
    const { type, ...fields } = event
    this.#put(type, fields)
  }

  /** GATEWAY.md 7.4 and 4.3: length and content filter make an incomplete response, `error` a failed one. */
  finish(finish: Finish, usage: Usage | null, completedAt: number | null = null): void {
    if (this.#ended) return
    if (finish === 'error') return this.fail('server_error', 'The provider ended the response with an error.', usage)
    const completed_at = completedAt
    this.begin()
    const isCut = finish === 'length' || finish === 'content_filter'
    const status = isCut ? 'incomplete' : 'completed'
    this.#closeOpen(status)
    for (const key of this.#calls.keys()) this.#closeCall(key, status)
    const finish_reason = finish === 'stop' && this.#hasCalls() ? 'tool_calls' : finish
    if (!isCut) return this.#end('response.completed', 'completed', usage, { completed_at, finish_reason })
    const reason = finish === 'length' ? 'max_output_tokens' : 'content_filter'
    this.#end('response.incomplete', 'incomplete', usage, {
      completed_at,
      finish_reason,
      incomplete_details: { reason },
    })
  }

  fail(code: string, message: string, usage: Usage | null = null): void {
    if (this.#ended) return
    this.begin()
    this.#end('response.failed', 'failed', usage, { finish_reason: 'error', error: { code, message } })
  }

  /** The events since the last call. */
  take(): StreamEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  get ended(): boolean {
    return this.#ended !== null
  }

  /** The response as its terminal event told it; null before that. */
  get response(): Fields | null {
    return this.#ended
  }

  #say(type: 'output_text' | 'refusal', delta: string): void {
    if (this.#ended || delta === '') return
    this.begin()
    const item = this.#openMessage()
    if (item.part?.type !== type) this.#closePart(item)
    const place = { ...item.place, content_index: item.content.length }
    if (!item.part) {
      item.part = { type, text: '' }
      this.#put('response.content_part.added', { ...place, part: partOf(type, '') })
    }
    item.part.text += delta
    this.#put(`response.${type}.delta`, { ...place, delta, ...(type === 'output_text' ? { logprobs: [] } : {}) })
  }

  #openMessage(): OpenMessage {
    if (this.#open?.kind === 'message') return this.#open
    this.#closeOpen()
    const place = this.#nextPlace('msg')
    const item = { id: place.item_id, type: 'message', role: 'assistant', status: 'in_progress', content: [] }
    this.#put('response.output_item.added', { output_index: place.output_index, item })
    const open: OpenMessage = { kind: 'message', place, content: [], part: null }
    this.#open = open
    return open
  }

  #openReasoning(): OpenReasoning {
    if (this.#open?.kind === 'reasoning') return this.#open
    this.#closeOpen()
    const place = this.#nextPlace('reasoning')
    const item = { id: place.item_id, type: 'reasoning', status: 'in_progress', summary: [] }
    this.#put('response.output_item.added', { output_index: place.output_index, item })
    if (this.#options.reasoning === 'summary')
      this.#put('response.reasoning_summary_part.added', { ...place, summary_index: 0, part: summaryPart('') })
    else this.#put('response.content_part.added', { ...place, content_index: 0, part: thoughtPart('') })
    const open: OpenReasoning = { kind: 'reasoning', place, text: '', extra: {} }
    this.#open = open
    return open
  }

  #closePart(item: OpenMessage): void {
    const { part } = item
    if (!part) return
    const place = { ...item.place, content_index: item.content.length }
    const whole = partOf(part.type, part.text)
    const isText = part.type === 'output_text'
    this.#put(`response.${part.type}.done`, {
      ...place,
      [isText ? 'text' : 'refusal']: part.text,
      ...(isText ? { logprobs: [] } : {}),
    })
    this.#put('response.content_part.done', { ...place, part: whole })
    item.content.push(whole)
    item.part = null
  }

  #closeOpen(status: 'completed' | 'incomplete' = 'completed'): void {
    const open = this.#open
    if (!open) return
    this.#open = null
    const { place } = open
    if (open.kind === 'message') {
      this.#closePart(open)
      const item = { id: place.item_id, type: 'message', role: 'assistant', status, content: open.content }
      return this.#finishItem(place, item)
    }
    const { text, extra } = open
    const head = { id: place.item_id, type: 'reasoning', ...extra }
    if (this.#options.reasoning === 'summary') {
      const at = { ...place, summary_index: 0 }
      this.#put('response.reasoning_summary_text.done', { ...at, text })
      this.#put('response.reasoning_summary_part.done', { ...at, part: summaryPart(text) })
      return this.#finishItem(place, { ...head, summary: [summaryPart(text)] })
    }
    const at = { ...place, content_index: 0 }
    this.#put('response.reasoning_text.done', { ...at, text })
    this.#put('response.content_part.done', { ...at, part: thoughtPart(text) })
    this.#finishItem(place, { ...head, status, summary: [], content: [thoughtPart(text)] })
  }

  #finishItem(place: Place, item: Fields): void {
    this.#output[place.output_index] = item
    this.#put('response.output_item.done', { output_index: place.output_index, item })
  }

  #hasCalls = (): boolean => this.#output.some((item) => item?.['type'] === 'function_call')

  #end(type: string, status: string, usage: Usage | null, more: Fields): void {
    const response = this.#snapshot(status, { usage: usage && encodeUsage(usage), ...more })
    this.#put(type, { response })
    this.#ended = response
  }

  #snapshot(status: string, more: Fields): Fields {
    return {
      id: this.#id,
      object: 'response',
      created_at: this.#createdAt,
      completed_at: null,
      status,
      error: null,
      incomplete_details: null,
      model: this.#model,
      // An item that is still open leaves no hole.
      output: this.#output.filter(Boolean),
      usage: null,
      ...this.#options.echo,
      ...more,
    }
  }

  #nextPlace(prefix: string): Place {
    const output_index = this.#items
    this.#items += 1
    return { item_id: `${prefix}_${this.#options.itemId}_${output_index}`, output_index }
  }

  #put(type: string, fields: Fields): void {
    this.#events.push({ type, sequence_number: this.#sequence, ...fields })
    this.#sequence += 1
  }
}

const partOf = (type: 'output_text' | 'refusal', text: string): Fields =>
  type === 'output_text' ? { type, text, annotations: [], logprobs: [] } : { type, refusal: text }
const summaryPart = (text: string): Fields => ({ type: 'summary_text', text })
const thoughtPart = (text: string): Fields => ({ type: 'reasoning_text', text })

export const encodeUsage = ({ input, output, total, cached, cacheWrite, reasoning }: Usage): Fields => ({
  input_tokens: input,
  input_tokens_details: {
    cached_tokens: cached ?? 0,
    ...(cacheWrite === undefined ? {} : { cache_write_tokens: cacheWrite }),
  },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: reasoning ?? 0 },
  total_tokens: total ?? input + output,
})
