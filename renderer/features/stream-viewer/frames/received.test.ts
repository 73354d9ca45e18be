import { expect, test } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { frameView } from './index'
import { glyphOf, shortName } from './received'

const describe_ = (event: { readonly type: string; readonly [field: string]: unknown }) => {
  const frame = { kind: 'received', seq: 0, at: 0, turn: 1, text: JSON.stringify(event), out: 0 } as const
  return frameView<'received'>(frame).describe(frame, event.type)
}

test('known names lose the prefix, unknown names stay whole', () => {
  expect(shortName('response.output_text.delta')).toBe('output_text.delta')
  expect(shortName('response.brand_new.thing')).toBe('response.brand_new.thing')
  expect(glyphOf('response.brand_new.thing')).toBe('unknown')
  expect(glyphOf('response.completed')).toBe('end')
})

test.each([
  [{ type: 'response.created', response: { id: 'resp_1' } }, 'resp_1'],
  [{ type: 'response.output_text.delta', delta: 'a "b"' }, '"a \\"b\\""'],
  [
    { type: 'response.output_item.added', output_index: 2, item: { type: 'function_call', name: 'go' } },
    '[2] function_call go',
  ],
  [
    { type: 'response.completed', response: { status: 'completed', usage: { total_tokens: 1412 } } },
    'status completed, 1,412 tokens',
  ],
  [{ type: 'response.failed', response: { error: { code: 'x', message: 'y' } } }, 'x: y'],
  [{ type: 'error', error: { code: 'x', message: 'y' } }, 'x: y'],
  [{ type: 'brand.new', sequence_number: 3, value: 1 }, '{"value":1}'],
])('%j is previewed', (event, preview) => expect(describe_(event).preview).toBe(preview))

test('every frame keeps its exact text', () => {
  const text = 'event: x\ndata: {"type":"x"}\n\n'
  const frame: Frame = { kind: 'received', seq: 0, at: 0, turn: 1, text, out: 0 }
  expect(frameView<'received'>(frame).raw(frame)).toBe(text)
})
