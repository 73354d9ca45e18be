// What the fake model says: reasoning, a message with a silence in it, and a tool call.
import { step, type EventWriter, type Step } from './fake-frames'

const reasoning =
  'The user asks where order 48213 is. The last scan in context is old, so I should state it and fetch live carrier events.'
const args = '{"order_id":"48213","include_events":true}'
export const message =
  'Order 48213 left the Rotterdam hub on Tuesday at 18:40 and has not been scanned since. I will ask the carrier for its live events before promising a new delivery date.'
export const usage = { input_tokens: 1207, output_tokens: 205, total_tokens: 1412 }

const response = {
  id: 'resp_0f3a91c2',
  object: 'response',
  status: 'in_progress',
  model: 'openai/gpt-5-nano',
  output: [],
}

const chunks = (text: string, size: number): string[] => text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? []

export const speak = (write: EventWriter, pace: number): Step[] => [
  step(4, write('response.created', { response })),
  step(0.2, write('response.in_progress', { response })),
  ...think(write, pace),
  ...say(write, pace),
  ...callTool(write, pace),
  step(40, write('response.completed', { response: { ...response, status: 'completed', usage } })),
]

function think(write: EventWriter, pace: number): Step[] {
  const at = { output_index: 0, summary_index: 0 }
  const summary = { type: 'summary_text', text: reasoning }
  const item = { id: 'rs_41c8', type: 'reasoning', summary: [summary] }
  return [
    step(4, write('response.output_item.added', { output_index: 0, item: { ...item, summary: [] } })),
    step(0.1, write('response.reasoning_summary_part.added', { ...at, part: { ...summary, text: '' } })),
    ...chunks(reasoning, 5).map((delta) =>
      step(pace, write('response.reasoning_summary_text.delta', { ...at, delta })),
    ),
    step(3, write('response.reasoning_summary_text.done', { ...at, text: reasoning })),
    step(1, write('response.output_item.done', { output_index: 0, item })),
  ]
}

function say(write: EventWriter, pace: number): Step[] {
  const at = { output_index: 1, content_index: 0 }
  const item = { id: 'msg_77d0', type: 'message', status: 'in_progress', role: 'assistant', content: [] }
  return [
    step(30, write('response.output_item.added', { output_index: 1, item })),
    step(0.1, write('response.content_part.added', { ...at, part: { type: 'output_text', text: '' } })),
    ...chunks(message, 4).map((delta, index) =>
      step(index === 16 ? 612 : pace, write('response.output_text.delta', { ...at, delta })),
    ),
    step(2, write('response.output_text.done', { ...at, text: message })),
  ]
}

function callTool(write: EventWriter, pace: number): Step[] {
  const item = { id: 'fc_Zk2p', type: 'function_call', name: 'lookup_order', call_id: 'call_Zk2p', arguments: '' }
  return [
    step(60, write('response.output_item.added', { output_index: 2, item })),
    ...chunks(args, 3).map((delta) =>
      step(pace, write('response.function_call_arguments.delta', { output_index: 2, delta })),
    ),
    step(2, write('response.function_call_arguments.done', { output_index: 2, arguments: args })),
  ]
}
