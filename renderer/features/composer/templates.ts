// Requests to begin with. Each shows one thing, and each runs on a gateway without any provider's key.
import { formatBody } from '../../views/document'
import type { Transport } from '../../state/draft'

export type Template = {
  readonly id: string
  readonly name: string
  readonly transport: Transport
  readonly body: string
}

const model = 'openai/gpt-5-nano'
const question = 'Where is order 48213?'

const template = (id: string, name: string, transport: Transport, body: Record<string, unknown>): Template => ({
  id: `template-${id}`,
  name,
  transport,
  body: formatBody(body),
})

const lookup = {
  type: 'function',
  name: 'lookup_order',
  description: 'Find an order by its number.',
  parameters: {
    type: 'object',
    properties: { order: { type: 'string', description: 'The order’s number.' } },
    required: ['order'],
    additionalProperties: false,
  },
  strict: true,
}

const invoice = {
  type: 'object',
  properties: { number: { type: 'string' }, total: { type: 'number' }, currency: { type: 'string' } },
  required: ['number', 'total', 'currency'],
  additionalProperties: false,
}

/** One red pixel. */
const image =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

export const templates: readonly Template[] = [
  template('text', 'Plain text', 'json', { model, input: question }),
  template('stream', 'Text, streamed', 'sse', {
    model,
    input: question,
    stream: true,
    reasoning: { effort: 'low' },
  }),
  template('structured', 'Structured output, invoice', 'json', {
    model,
    input: 'Invoice 2207, forty-two euros and fifty cents.',
    text: { format: { type: 'json_schema', name: 'invoice', strict: true, schema: invoice } },
  }),
  template('tool', 'Function tool and its result', 'json', {
    model,
    input: [
      { role: 'user', content: question },
      { type: 'function_call', call_id: 'call_1', name: 'lookup_order', arguments: '{"order":"48213"}' },
      { type: 'function_call_output', call_id: 'call_1', output: '{"last_scan":"Rotterdam","at":"18:40"}' },
    ],
    tools: [lookup],
    tool_choice: 'auto',
  }),
  template('image', 'Image input', 'json', {
    model,
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What colour is this?' },
          { type: 'input_image', image_url: image },
        ],
      },
    ],
  }),
  template('datetime', 'gateway:datetime tool', 'json', {
    model,
    input: 'What time is it in Tokyo?',
    tools: [{ type: 'gateway:datetime', parameters: { timezone: 'Asia/Tokyo' } }],
    stream: false,
  }),
  template('fallback', 'Fallback, shown by the simulator', 'sse', {
    model: 'simulator/fallback',
    input: question,
    stream: true,
  }),
  template('socket', 'Websocket turn', 'websocket', { type: 'response.create', model, input: question }),
]
