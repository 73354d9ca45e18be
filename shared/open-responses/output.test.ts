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

  test('reasoning, its summary and a refusal are parts of their own, though they share a place', () => {
    const at = { output_index: 0, summary_index: 0, content_index: 0 }
    const parts = fold(
      { type: 'response.reasoning_summary_text.delta', ...at, delta: 'Think' },
      { type: 'response.reasoning_text.delta', ...at, delta: 'Hm' },
      { type: 'response.reasoning.delta', ...at, delta: 'm' },
      { type: 'response.refusal.delta', ...at, delta: 'No' },
      {
        type: 'response.output_item.done',
        output_index: 0,
        item: {
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'Think' }],
          content: [{ type: 'reasoning_text', text: 'Hmm' }],
        },
      },
    )
    expect(parts.map(({ kind, text, differs }) => [kind, text, differs])).toEqual([
      ['summary', 'Think', false],
      ['reasoning', 'Hmm', false],
      ['refusal', 'No', false],
    ])
  })

  test.each([
    ['function_call_arguments', 'arguments', { type: 'function_call', name: 'f', arguments: 'ab' }],
    ['mcp_call_arguments', 'arguments', { type: 'mcp_call', name: 'f', arguments: 'ab' }],
    ['custom_tool_call_input', 'input', { type: 'custom_tool_call', name: 'f', input: 'ab' }],
    ['code_interpreter_call_code', 'code', { type: 'code_interpreter_call', code: 'ab' }],
    ['shell_call_command', 'command', { type: 'shell_call', action: { commands: ['ab'] } }],
    ['apply_patch_call_operation_diff', 'diff', { type: 'apply_patch_call', operation: { diff: 'ab' } }],
  ])('what %s says to its tool grows, and stays one part', (name, whole, item) => {
    const begun = { type: 'response.output_item.added', output_index: 2, item: { type: item.type, name: 'f' } }
    const delta = (text: string) => ({ type: `response.${name}.delta`, output_index: 2, delta: text })
    const growing = fold(begun, delta('a'))
    expect(growing).toMatchObject([{ kind: 'tool', text: 'a', deltas: 1, done: false }])
    const parts = fold(
      begun,
      delta('a'),
      delta('b'),
      { type: `response.${name}.done`, output_index: 2, [whole]: 'ab' },
      { type: 'response.output_item.done', output_index: 2, item },
    )
    expect(parts).toMatchObject([{ kind: 'tool', text: 'ab', deltas: 2, done: true, differs: false }])
  })

  test('a hosted tool is there from its beginning, and its result with its end', () => {
    const begun = { type: 'response.output_item.added', output_index: 0, item: { type: 'web_search_call' } }
    expect(fold(begun)).toMatchObject([{ kind: 'other', name: 'web_search_call', text: '', done: false }])
    const item = { type: 'code_interpreter_call', code: '1', outputs: [{ type: 'logs', logs: '1' }] }
    expect(fold({ type: 'response.output_item.done', output_index: 0, item })).toMatchObject([
      { kind: 'tool', text: '1' },
      { kind: 'result', text: JSON.stringify(item.outputs, null, 2) },
    ])
  })
})

describe('images and sound', () => {
  const begun = { type: 'response.output_item.added', output_index: 0, item: { type: 'image_generation_call' } }
  const preview = (base64: string) => ({
    type: 'response.image_generation_call.partial_image',
    output_index: 0,
    partial_image_b64: base64,
    output_format: 'webp',
  })
  const made = { type: 'image_generation_call', result: 'iVBORw0KGgoAAA==', revised_prompt: 'A calm sea' }

  test('a generated image is there from its beginning; each preview takes the place of the one before', () => {
    expect(fold(begun)).toMatchObject([{ kind: 'image', media: null, done: false }])
    const url = 'data:image/webp;base64,BBBB'
    expect(fold(begun, preview('AAAA'), preview('BBBB'))).toMatchObject([{ media: { url }, deltas: 2, done: false }])
    const done = { type: 'response.output_item.done', output_index: 0, item: made }
    expect(fold(begun, preview('AAAA'), done, preview('CCCC'))).toMatchObject([
      {
        text: 'A calm sea',
        media: { url: `data:image/png;base64,${made.result}`, mime: 'image/png' },
        done: true,
        differs: false,
      },
    ])
  })

  test('an image and sound among the words of a message are parts in their order', () => {
    const content = [
      { type: 'output_text', text: 'See:' },
      { type: 'output_image', image_url: { url: 'https://a.example/x.png' }, mime_type: 'image/png' },
      { type: 'output_audio', b64_json: 'AAAA', format: 'wav', transcript: 'Beep' },
    ]
    const output = createOutput()
    applyBody(output, { output: [{ type: 'message', content }] })
    expect(output.parts.map(({ kind, text, media }) => [kind, text, media?.url])).toEqual([
      ['message', 'See:', undefined],
      ['image', '', 'https://a.example/x.png'],
      ['audio', 'Beep', 'data:audio/wav;base64,AAAA'],
    ])
    const part = { type: 'response.content_part.done', output_index: 0, content_index: 1, part: content[1] }
    expect(fold(part)).toMatchObject([{ kind: 'image', media: { url: 'https://a.example/x.png' } }])
  })

  test('sound in pieces is counted and its transcript read; it is not kept', () => {
    const parts = fold(
      { type: 'response.audio.delta', delta: 'A'.repeat(1_000) },
      { type: 'response.audio.transcript.delta', delta: 'Good ' },
      { type: 'response.audio.transcript.delta', delta: 'day' },
      { type: 'response.audio.transcript.done' },
    )
    expect(parts).toMatchObject([{ kind: 'audio', text: 'Good day', media: null, done: true }])
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
