// A finished response as the stream it could have been: for answers that came whole although the client asked for a
// stream (GATEWAY.md 2.8, last point). Events in their documented order (PROTOCOL 3); texts come in one delta.
import { type Fields, listOf } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'

export function synthesiseStream(response: Fields): StreamEvent[] {
  const events: StreamEvent[] = []
  const put = (type: string, fields: Fields) => void events.push({ type, sequence_number: events.length, ...fields })
  const begun = { ...response, status: 'in_progress', output: [], usage: null, completed_at: null }
  put('response.created', { response: begun })
  put('response.in_progress', { response: begun })
  for (const [output_index, item] of listOf(response['output']).entries()) {
    put('response.output_item.added', { output_index, item: { ...item, ...startOf(item) } })
    tellItem(item, { item_id: item['id'], output_index }, put)
    put('response.output_item.done', { output_index, item })
  }
  const status = response['status']
  put(status === 'incomplete' || status === 'failed' ? `response.${status}` : 'response.completed', { response })
  return events
}

type Put = (type: string, fields: Fields) => void

/** What an item looked like when it was added. */
function startOf(item: Fields): Fields {
  const status = 'status' in item ? { status: 'in_progress' } : {}
  switch (item['type']) {
    case 'message':
      return { ...status, content: [] }
    case 'function_call':
      return { ...status, arguments: '' }
    case 'reasoning':
      return { ...status, summary: [], ...('content' in item ? { content: [] } : {}) }
    default:
      return status
  }
}

function tellItem(item: Fields, place: Fields, put: Put): void {
  if (item['type'] === 'function_call') {
    const { arguments: json, name } = item
    put('response.function_call_arguments.delta', { ...place, delta: json })
    put('response.function_call_arguments.done', { ...place, name, arguments: json })
  }
  for (const [summary_index, part] of listOf(item['summary']).entries()) {
    const at = { ...place, summary_index }
    put('response.reasoning_summary_part.added', { ...at, part: { ...part, text: '' } })
    put('response.reasoning_summary_text.delta', { ...at, delta: part['text'] })
    put('response.reasoning_summary_text.done', { ...at, text: part['text'] })
    put('response.reasoning_summary_part.done', { ...at, part })
  }
  for (const [content_index, part] of listOf(item['content']).entries())
    tellPart(part, { ...place, content_index }, put)
}

/** Names of the events and of the field that hold a part's text. */
const spoken: ReadonlyMap<unknown, readonly [event: string, field: string]> = new Map([
  ['output_text', ['response.output_text', 'text']],
  ['refusal', ['response.refusal', 'refusal']],
  ['reasoning_text', ['response.reasoning_text', 'text']],
])

function tellPart(part: Fields, at: Fields, put: Put): void {
  const [event, field] = spoken.get(part['type']) ?? []
  if (event === undefined || field === undefined) {
    put('response.content_part.added', { ...at, part })
    return put('response.content_part.done', { ...at, part })
  }
  const logprobs = event === 'response.output_text' ? { logprobs: [] } : {}
  put('response.content_part.added', { ...at, part: { ...part, [field]: '' } })
  if (part[field] !== '') put(`${event}.delta`, { ...at, delta: part[field], ...logprobs })
  put(`${event}.done`, { ...at, [field]: part[field], ...logprobs })
  put('response.content_part.done', { ...at, part })
}
