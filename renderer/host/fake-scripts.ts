// Realistic sessions for development and tests: when what happens, without a gateway.
import {
  answered,
  attempted,
  createWriter,
  ended,
  json,
  opened,
  rejected,
  responded,
  routed,
  sent,
  sse,
  step,
  type Script,
  type Step,
} from './fake-frames'
import { message, speak, usage } from './fake-speech'

const request = {
  model: 'openai/gpt-5-nano',
  input: 'Where is order 48213?',
  stream: true,
  reasoning: { effort: 'low' },
}

export function fallbackScript(requestId: string | null, pace = 26): Script {
  return [
    step(0, opened('http', requestId)),
    step(0.6, sent({ ...request, tools: [{ type: 'function', name: 'lookup_order' }] })),
    step(0.5, routed('openai/gpt-5-nano', ['openai', 'phaseo'])),
    step(0.3, attempted(1, 'openai', 'gpt-5-nano')),
    step(317, rejected(1, 429, 'rate_limit_exceeded', 'Too many requests.')),
    step(0.4, attempted(2, 'phaseo', 'openai/gpt-5-nano')),
    step(423, answered(2, sse)),
    step(0.2, responded(200, sse)),
    ...speak(createWriter('sse'), pace),
    step(0.6, ended('complete', 'Upstream FIN 0.6 ms after the terminal event.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}

export function jsonScript(requestId: string | null): Script {
  const text = 'Hello. The parcel arrives on Friday.'
  const body = {
    id: 'resp_8a20f4',
    object: 'response',
    status: 'completed',
    model: 'openai/gpt-5-nano',
    output: [{ id: 'msg_1', type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }],
    usage: { input_tokens: 31, output_tokens: 12, total_tokens: 43 },
  }
  return [
    step(0, opened('http', requestId)),
    step(0.4, sent({ model: 'openai/gpt-5-nano', input: 'When does it arrive?' })),
    step(0.5, routed('openai/gpt-5-nano', ['openai'])),
    step(0.3, attempted(1, 'openai', 'gpt-5-nano')),
    step(1190, answered(1, json)),
    step(12, responded(200, json)),
    step(0.3, { kind: 'received', turn: 1, text: JSON.stringify(body), out: 0.31 }),
    step(0.2, ended('complete', 'Whole body delivered.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}

export function socketScript(requestId: string | null, turns = 2): Script {
  const steps: Step[] = [step(0, opened('websocket', requestId))]
  for (let turn = 1; turn <= turns; turn += 1) {
    const message = {
      type: 'response.create',
      model: 'openai/gpt-5-nano',
      input: `Turn ${turn}: where is order 48213?`,
    }
    steps.push(...turnScript(JSON.stringify(message), turn, turn === 1 ? 40 : 1400))
  }
  return steps
}

export function turnScript(text: string, turn: number, after = 0): Script {
  return [
    step(after, { kind: 'sent', turn, text }),
    step(0.4, routed('openai/gpt-5-nano', ['openai'], turn)),
    step(0.3, attempted(1, 'openai', 'gpt-5-nano', turn)),
    step(210, answered(1, sse, turn)),
    ...speak(createWriter('websocket', turn), 11).map(({ after: wait, body }) =>
      step(wait, 'turn' in body ? { ...body, turn } : body),
    ),
    step(0.4, ended('complete', 'Terminal event delivered.', turn)),
  ]
}

export const closedByClient = step(0.3, { kind: 'closed', by: 'client', code: 1000, reason: '' })

export function truncatedScript(requestId: string | null): Script {
  const steps = fallbackScript(requestId, 20).slice(0, 58)
  return [
    ...steps,
    step(380, ended('cut', 'Upstream closed after 49 events.')),
    step(0.3, { kind: 'closed', by: 'upstream', code: null, reason: 'ECONNRESET' }),
  ]
}

export function burstScript(requestId: string | null, events = 5_000, pace = 1): Script {
  const write = createWriter('sse')
  const response = { id: 'resp_burst', object: 'response', status: 'in_progress', model: 'simulator/burst', output: [] }
  const words = message.split(' ')
  const deltas = Array.from({ length: events - 4 }, (_, index) => {
    const item = Math.floor(index / 250)
    if (index % 250 === 0) {
      const head = { id: `msg_${item}`, type: 'message', role: 'assistant', content: [] }
      return step(pace, write('response.output_item.added', { output_index: item, item: head }))
    }
    return step(
      pace,
      write('response.output_text.delta', {
        output_index: item,
        content_index: 0,
        delta: `${words[index % words.length]} `,
      }),
    )
  })
  return [
    step(0, opened('http', requestId)),
    step(0.4, sent({ model: 'simulator/burst', input: 'Go', stream: true })),
    step(0.4, routed('simulator/burst', ['simulator'])),
    step(0.2, attempted(1, 'simulator', 'burst')),
    step(20, answered(1, sse)),
    step(0.2, responded(200, sse)),
    step(1, write('response.created', { response })),
    ...deltas,
    step(1, write('response.completed', { response: { ...response, status: 'completed', usage } })),
    step(0.2, ended('complete', 'Terminal event delivered.')),
    step(0.2, { kind: 'closed', by: 'gateway', code: null, reason: '' }),
  ]
}
