// Anthropic's messages as the provider speaks them (GATEWAY.md 7.5).
import { inPieces, parseArguments, type Answer, type Block, type Dialect, type Stop } from './answer'

const reasons: Readonly<Record<Stop, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
  error: 'end_turn',
}

const usageOf = ({ usage }: Answer, output = usage.output) => ({
  input_tokens: usage.input,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: usage.cached,
  output_tokens: output,
})

const headOf = ({ id, model }: Answer) => ({ id, type: 'message', role: 'assistant', model })

export const messages: Dialect = {
  blocks: (answer) => {
    const event = (type: string, rest: object): Block => ({
      event: type,
      data: { type, ...rest },
      isContent: type === 'content_block_delta',
    })
    const contents = [
      ...(answer.reasoning.length > 0
        ? [
            {
              start: { type: 'thinking', thinking: '', signature: '' },
              deltas: [
                ...answer.reasoning.map((thinking) => ({ type: 'thinking_delta', thinking })),
                { type: 'signature_delta', signature: 'signed' },
              ],
            },
          ]
        : []),
      ...(answer.pieces.length > 0
        ? [{ start: { type: 'text', text: '' }, deltas: answer.pieces.map((text) => ({ type: 'text_delta', text })) }]
        : []),
      ...answer.calls.map((call) => ({
        start: { type: 'tool_use', id: call.call_id, name: call.name, input: {} },
        deltas: inPieces(call.arguments).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      })),
    ]
    const start = { ...headOf(answer), content: [], stop_reason: null, usage: usageOf(answer, 1) }
    return [
      event('message_start', { message: start }),
      event('ping', {}),
      ...contents.flatMap(({ start: content_block, deltas }, index) => [
        event('content_block_start', { index, content_block }),
        ...deltas.map((delta) => event('content_block_delta', { index, delta })),
        event('content_block_stop', { index }),
      ]),
      event('message_delta', {
        delta: { stop_reason: reasons[answer.stop], stop_sequence: null },
        usage: { output_tokens: answer.usage.output },
      }),
      event('message_stop', {}),
    ]
  },
  body: (answer) => ({
    ...headOf(answer),
    content: [
      ...(answer.reasoning.length > 0
        ? [{ type: 'thinking', thinking: answer.reasoning.join(''), signature: 'signed' }]
        : []),
      ...(answer.text ? [{ type: 'text', text: answer.text }] : []),
      ...answer.calls.map((call) => ({
        type: 'tool_use',
        id: call.call_id,
        name: call.name,
        input: parseArguments(call.arguments),
      })),
    ],
    stop_reason: reasons[answer.stop],
    stop_sequence: null,
    usage: usageOf(answer),
  }),
}
