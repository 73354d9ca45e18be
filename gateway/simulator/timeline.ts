// A timeline is what a simulated provider will do, as data: when it answers, with which events at which moment, and how
// it ends. Built by a tape: append what the model says, and the events of the Responses API come out in their documented
// order (created, in_progress, items with their parts and deltas, one terminal event).
import type { StreamEvent } from '#shared/open-responses/events'

export type Timeline = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Milliseconds until the response head; null: it never comes. */
  readonly headAt: number | null
  /** Body of an error answer (status 400 and up). */
  readonly body: unknown
  readonly steps: readonly TimelineStep[]
  /** After the last step: end cleanly, reset the connection (also in the middle of an event), or stay open for ever. */
  readonly ending: 'end' | 'reset' | 'reset_in_event' | 'hang'
}

export type TimelineStep = { readonly at: number; readonly event: StreamEvent }

export type TapeOptions = {
  readonly responseId: string
  readonly model: string
  /** Unix seconds. */
  readonly createdAt: number
  /** Milliseconds between two deltas; jittered by a quarter. */
  readonly paceMs: number
  readonly random: () => number
  /** Fields of the request that a response repeats. */
  readonly echo: Readonly<Record<string, unknown>>
  readonly inputTokens: number
}

type Fields = Record<string, unknown>
type OpenItem = { readonly id: string; readonly place: { readonly item_id: string; readonly output_index: number } }

/** Every method appends and returns the tape. A new tape already holds `created` and `in_progress`. */
export class Tape {
  readonly steps: TimelineStep[] = []
  readonly #options: TapeOptions
  readonly #output: Fields[] = []
  #at = 0
  #textTokens = 0
  #reasoningTokens = 0

  constructor(options: TapeOptions) {
    this.#options = options
    this.#put('response.created', { response: this.#response('in_progress', {}) })
    this.#put('response.in_progress', { response: this.#response('in_progress', {}) })
  }

  wait(ms: number): Tape {
    this.#at += ms
    return this
  }

  reasoning(text: string): Tape {
    const item = this.#open('rs', { type: 'reasoning', summary: [] })
    const place = { ...item.place, summary_index: 0 }
    this.#put('response.reasoning_summary_part.added', { ...place, part: { type: 'summary_text', text: '' } })
    for (const delta of words(text)) {
      this.#pace()
      this.#reasoningTokens += 1
      this.#put('response.reasoning_summary_text.delta', { ...place, delta })
    }
    this.#put('response.reasoning_summary_text.done', { ...place, text })
    this.#put('response.reasoning_summary_part.done', { ...place, part: { type: 'summary_text', text } })
    return this.#close({ id: item.id, type: 'reasoning', summary: [{ type: 'summary_text', text }] })
  }

  message(text: string, status: 'completed' | 'incomplete' = 'completed'): Tape {
    return this.#message('output_text', words(text), status)
  }

  /** `count` deltas of one message, for load. */
  deltas(count: number, text: (i: number) => string): Tape {
    return this.#message(
      'output_text',
      Array.from({ length: count }, (_, i) => text(i)),
    )
  }

  refusal(text: string): Tape {
    return this.#message('refusal', words(text))
  }

  toolCall(name: string, args: unknown): Tape {
    const call = { type: 'function_call', call_id: `call_${this.#suffix()}`, name }
    const item = this.#open('fc', { ...call, status: 'in_progress', arguments: '' })
    const json = JSON.stringify(args)
    for (const delta of json.match(/.{1,8}/gsu) ?? []) {
      this.#pace()
      this.#textTokens += 1
      this.#put('response.function_call_arguments.delta', { ...item.place, delta })
    }
    this.#put('response.function_call_arguments.done', { ...item.place, arguments: json })
    return this.#close({ id: item.id, ...call, status: 'completed', arguments: json })
  }

  /** One event outside the order, as it is (sequence number added). */
  event(event: StreamEvent): Tape {
    this.steps.push({ at: this.#at, event: { ...event, sequence_number: this.steps.length } })
    return this
  }

  /** Takes back everything after the last delta: the item stays open, as when a stream breaks. */
  unfinish(): Tape {
    while (this.steps.length > 0 && !this.steps.at(-1)?.event.type.endsWith('.delta')) {
      if (this.steps.pop()?.event.type === 'response.output_item.done') this.#output.pop()
    }
    return this
  }

  complete(): Tape {
    return this.#finish('response.completed', 'completed', {})
  }

  incomplete(reason: string): Tape {
    return this.#finish('response.incomplete', 'incomplete', { incomplete_details: { reason } })
  }

  fail(code: string, message: string): Tape {
    return this.#finish('response.failed', 'failed', { error: { code, message }, usage: null })
  }

  /** One message item with one part; deltas and texts live under the part's own field. */
  #message(partType: 'output_text' | 'refusal', pieces: Iterable<string>, status = 'completed'): Tape {
    const isText = partType === 'output_text'
    const field = isText ? 'text' : 'refusal'
    const extra = isText ? { logprobs: [] } : {}
    const part = (text: string) => ({
      type: partType,
      [field]: text,
      ...(isText ? { annotations: [], logprobs: [] } : {}),
    })
    const item = this.#open('msg', { type: 'message', role: 'assistant', status: 'in_progress', content: [] })
    const place = { ...item.place, content_index: 0 }
    this.#put('response.content_part.added', { ...place, part: part('') })
    let text = ''
    for (const delta of pieces) {
      this.#pace()
      text += delta
      this.#textTokens += 1
      this.#put(`response.${partType}.delta`, { ...place, delta, ...extra })
    }
    this.#put(`response.${partType}.done`, { ...place, [field]: text, ...extra })
    this.#put('response.content_part.done', { ...place, part: part(text) })
    return this.#close({ id: item.id, type: 'message', role: 'assistant', status, content: [part(text)] })
  }

  #open(prefix: string, item: Fields): OpenItem {
    const id = `${prefix}_${this.#suffix()}`
    const output_index = this.#output.length
    this.#put('response.output_item.added', { output_index, item: { id, ...item } })
    return { id, place: { item_id: id, output_index } }
  }

  #close(item: Fields): Tape {
    this.#put('response.output_item.done', { output_index: this.#output.length, item })
    this.#output.push(item)
    return this
  }

  #finish(type: string, status: string, more: Fields): Tape {
    const completed_at = this.#options.createdAt + Math.ceil(this.#at / 1000)
    this.#put(type, { response: this.#response(status, { completed_at, usage: this.#usage(), ...more }) })
    return this
  }

  #response(status: string, more: Fields): Fields {
    return {
      id: this.#options.responseId,
      object: 'response',
      created_at: this.#options.createdAt,
      completed_at: null,
      status,
      error: null,
      incomplete_details: null,
      model: this.#options.model,
      output: [...this.#output],
      usage: null,
      ...this.#options.echo,
      ...more,
    }
  }

  #usage(): Fields {
    const output = this.#textTokens + this.#reasoningTokens
    return {
      input_tokens: this.#options.inputTokens,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: this.#reasoningTokens },
      total_tokens: this.#options.inputTokens + output,
    }
  }

  #put(type: string, fields: Fields): void {
    this.steps.push({ at: this.#at, event: { type, sequence_number: this.steps.length, ...fields } })
  }

  #pace(): void {
    this.#at += this.#options.paceMs * (0.75 + this.#options.random() / 2)
  }

  #suffix = (): string => `${this.#options.responseId.slice(5)}_${this.#output.length}`
}

/** Words with the space before them, the size in which models usually stream. */
const words = (text: string): string[] => text.match(/\s*\S+/gu) ?? []
