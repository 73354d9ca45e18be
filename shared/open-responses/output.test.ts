import { describe, expect, test } from 'vitest'
import { applyBody, applyEvent, createOutput } from './output'
import type { StreamEvent } from './events'

const fold = (...events: StreamEvent[]) => {
  const output = createOutput()
  for (const event of events) applyEvent(output, event)
  return output.parts
}

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello there' }] }
const call = { type: 'function_call', name: 'lookup', call_id: 'call_1', arguments: '{"id":1}' }

describe('what the model said is put together from deltas', () => {
  test('text deltas become one message', () => {
    const parts = fold(
      { type: 'response.output_item.added', output_index: 0, item: { type: 'message' } },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hello ' },
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'there' },
    )
    expect(parts).toMatchObject([{ kind: 'message', text: 'Hello there', deltas: 2, done: false }])
  })

  test('a tool call carries its name before its arguments are complete', () => {
    const parts = fold(
      { type: 'response.output_item.added', output_index: 1, item: { ...call, arguments: '' } },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"id"' },
    )
    expect(parts).toMatchObject([{ kind: 'tool', name: 'lookup', callId: 'call_1', text: '{"id"', deltas: 1 }])
  })

  test('interleaved parts stay apart', () => {
    const delta = (index: number, text: string) => ({
      type: 'response.output_text.delta',
      output_index: index,
      content_index: 0,
      delta: text,
    })
    expect(fold(delta(0, 'a'), delta(1, 'b'), delta(0, 'c')).map((p) => p.text)).toEqual(['ac', 'b'])
  })

  test('a done text that differs from its deltas is told, and wins', () => {
    const parts = fold(
      { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hel' },
      { type: 'response.output_text.done', output_index: 0, content_index: 0, text: 'Hello' },
    )
    expect(parts).toMatchObject([{ text: 'Hello', differs: true, done: true }])
  })

  test('reasoning summaries and refusals are parts of their own', () => {
    const parts = fold(
      { type: 'response.reasoning_summary_text.delta', output_index: 0, summary_index: 0, delta: 'Think' },
      { type: 'response.refusal.delta', output_index: 1, content_index: 0, delta: 'No' },
    )
    expect(parts.map((p) => p.kind)).toEqual(['reasoning', 'refusal'])
  })
})

describe('whole bodies say the same as streams', () => {
  test('a body without any event', () => {
    const output = createOutput()
    applyBody(output, { output: [message, call, { type: 'web_search_call', status: 'completed' }] })
    expect(output.parts.map((p) => [p.kind, p.name])).toEqual([
      ['message', 'message'],
      ['tool', 'lookup'],
      ['other', 'web_search_call'],
    ])
  })

  test('a terminal snapshot is read only when nothing came before it', () => {
    const completed = { type: 'response.completed', response: { output: [message] } }
    expect(fold(completed).map((p) => p.text)).toEqual(['Hello there'])
    const delta = { type: 'response.output_text.delta', output_index: 0, content_index: 0, delta: 'Hi' }
    expect(fold(delta, completed).map((p) => p.text)).toEqual(['Hi'])
  })

  test('broken bodies leave nothing behind', () => {
    const output = createOutput()
    for (const body of [null, 'text', { output: 'x' }, { output: [null, 3, {}] }]) applyBody(output, body)
    expect(output.parts).toEqual([])
  })
})
