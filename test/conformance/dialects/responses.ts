// The Responses API as a provider speaks it (PROTOCOL.md 2 and 3), over HTTP and on a socket.
import { createdAt, inPieces, type Answer, type Block, type Dialect } from './answer'

type Event = { readonly type: string; readonly [key: string]: unknown }
type Status = 'in_progress' | 'queued' | 'completed' | 'incomplete' | 'failed'

function responseOf(answer: Answer, status: Status, output: readonly unknown[] = []) {
  const { usage } = answer
  const isOver = status === 'completed' || status === 'incomplete'
  return {
    id: answer.id,
    object: 'response',
    created_at: createdAt,
    status,
    model: answer.model,
    output,
    error: status === 'failed' ? { code: 'server_error', message: 'The model failed.' } : null,
    incomplete_details:
      status === 'incomplete'
        ? { reason: answer.stop === 'content_filter' ? 'content_filter' : 'max_output_tokens' }
        : null,
    usage: isOver
      ? {
          input_tokens: usage.input,
          input_tokens_details: { cached_tokens: usage.cached },
          output_tokens: usage.output,
          output_tokens_details: { reasoning_tokens: usage.thought },
          total_tokens: usage.total,
        }
      : null,
  }
}

const partOf = (text: string) => ({ type: 'output_text', text, annotations: [], logprobs: [] })

/** The events of one item, and the item as it ends. */
type Item = { readonly item: Record<string, unknown>; readonly events: (at: object) => readonly Event[] }

function itemsOf(answer: Answer, status: Status): readonly Item[] {
  const { id, text, pieces, calls, reasoning } = answer
  const itemStatus = status === 'incomplete' ? 'incomplete' : 'completed'
  const thought: Item = {
    item: { id: `rs_${id}`, type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning.join('') }] },
    events: (at) => [
      ...reasoning.map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, summary_index: 0, delta })),
      { type: 'response.reasoning_summary_text.done', ...at, summary_index: 0, text: reasoning.join('') },
    ],
  }
  const message: Item = {
    item: { id: `msg_${id}`, type: 'message', status: itemStatus, role: 'assistant', content: [partOf(text)] },
    events: (at) => [
      { type: 'response.content_part.added', ...at, content_index: 0, part: partOf('') },
      ...pieces.map((delta) => ({ type: 'response.output_text.delta', ...at, content_index: 0, delta, logprobs: [] })),
      { type: 'response.output_text.done', ...at, content_index: 0, text, logprobs: [] },
      { type: 'response.content_part.done', ...at, content_index: 0, part: partOf(text) },
    ],
  }
  const called = calls.map((call, n): Item => ({
    item: { id: `fc_${id}_${n}`, type: 'function_call', status: 'completed', ...call },
    events: (at) => [
      ...inPieces(call.arguments).map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
      { type: 'response.function_call_arguments.done', ...at, arguments: call.arguments },
    ],
  }))
  return [
    ...(reasoning.length > 0 ? [thought] : []),
    ...(pieces.length > 0 || calls.length === 0 ? [message] : []),
    ...called,
  ]
}

/** What an item is before it has content. */
const opened = (item: Record<string, unknown>) => ({
  ...item,
  status: 'in_progress',
  ...('content' in item ? { content: [] } : {}),
  ...('arguments' in item ? { arguments: '' } : {}),
  ...('summary' in item ? { summary: [] } : {}),
})

function eventsOf(answer: Answer): readonly Event[] {
  const { stop } = answer
  const status =
    stop === 'error' ? 'failed' : stop === 'length' || stop === 'content_filter' ? 'incomplete' : 'completed'
  const items = itemsOf(answer, status)
  const events: Event[] = [
    { type: 'response.created', response: responseOf(answer, 'in_progress') },
    { type: 'response.in_progress', response: responseOf(answer, 'in_progress') },
    ...items.flatMap(({ item, events: inner }, output_index) => [
      { type: 'response.output_item.added', output_index, item: opened(item) },
      ...inner({ item_id: item['id'], output_index }),
      { type: 'response.output_item.done', output_index, item },
    ]),
    {
      type: `response.${status}`,
      response: responseOf(
        answer,
        status,
        items.map(({ item }) => item),
      ),
    },
  ]
  return events.map((event, sequence_number) => ({ ...event, sequence_number }))
}

const blockOf = (event: Event): Block => ({ event: event.type, data: event, isContent: event.type.endsWith('.delta') })

export const responses: Dialect = {
  blocks: (answer, { events }) => ((events as readonly Event[] | undefined) ?? eventsOf(answer)).map(blockOf),
  body: (answer) => eventsOf(answer).at(-1)?.['response'],
}

const lifecycle: Readonly<Record<string, Status>> = {
  'response.created': 'in_progress',
  'response.in_progress': 'in_progress',
  'response.completed': 'completed',
  'response.incomplete': 'incomplete',
  'response.failed': 'failed',
}

/** An event of which a case gives only the name. */
export function eventNamed(type: string, answer: Answer, sequence_number: number): Event {
  const status = lifecycle[type]
  if (status) return { type, response: responseOf(answer, status), sequence_number }
  if (type === 'response.output_text.delta') {
    const at = { item_id: `msg_${answer.id}`, output_index: 0, content_index: 0 }
    return { type, ...at, delta: answer.text || 'x', logprobs: [], sequence_number }
  }
  return { type, sequence_number }
}
