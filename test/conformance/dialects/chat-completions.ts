// Chat completions as a provider speaks them (GATEWAY.md 7.4).
import { createdAt, inPieces, type Answer, type Dialect } from './answer'

const finish = ({ stop }: Answer): string => (stop === 'error' ? 'stop' : stop)

const usageOf = ({ usage }: Answer) => ({
  prompt_tokens: usage.input,
  completion_tokens: usage.output,
  total_tokens: usage.total,
  prompt_tokens_details: { cached_tokens: usage.cached },
  completion_tokens_details: { reasoning_tokens: usage.thought },
})

export const chatCompletions: Dialect = {
  blocks: (answer, behaviour) => {
    const base = { id: answer.id, object: 'chat.completion.chunk', created: createdAt, model: answer.model }
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      data: { ...base, choices: [{ index: 0, delta, finish_reason }] },
      isContent: finish_reason === null,
    })
    return [
      chunk({ role: 'assistant', content: '' }),
      ...answer.pieces.map((content) => chunk({ content })),
      ...answer.calls.flatMap((call, index) => [
        chunk({
          tool_calls: [{ index, id: call.call_id, type: 'function', function: { name: call.name, arguments: '' } }],
        }),
        ...inPieces(call.arguments).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
      chunk({}, finish(answer)),
      { data: { ...base, choices: [], usage: usageOf(answer) } },
      ...(behaviour.done_marker === false ? [] : [{ data: '[DONE]' }]),
    ]
  },
  body: (answer) => ({
    id: answer.id,
    object: 'chat.completion',
    created: createdAt,
    model: answer.model,
    choices: [
      {
        index: 0,
        finish_reason: finish(answer),
        message: {
          role: 'assistant',
          content: answer.text || null,
          ...(answer.calls.length > 0
            ? {
                tool_calls: answer.calls.map((call) => ({
                  id: call.call_id,
                  type: 'function',
                  function: { name: call.name, arguments: call.arguments },
                })),
              }
            : {}),
        },
      },
    ],
    usage: usageOf(answer),
  }),
}
