import { describe, expect, it } from 'vitest'
import { framesOf, message, opened, sent } from '../../test/support/frames'
import { createConversation, createMade, pairMade, renameIn, type Made, type Names } from './conversation'

const made = (
  response: string | null,
  ...items: readonly (readonly [type: string, name: string, id: string, callId: string | null])[]
): Made => ({
  response,
  items: items.map(([type, name, id, callId]) => ({ type, name, id, callId })),
})

const namesOf = (before: Made, after: Made): Names => {
  const names: Names = new Map()
  pairMade(before, after, names)
  return names
}

describe('a recorded conversation', () => {
  it('is its messages and what each brought about', () => {
    const fold = createConversation()
    const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'look' }
    const frames = framesOf(
      [0, opened('websocket')],
      [1, sent('{"input":"1"}')],
      [2, message({ type: 'response.created', response: { id: 'r1' } } as { type: string })],
      [3, message({ type: 'response.output_item.done', item: call } as { type: string })],
      [4, message({ type: 'response.completed', response: { id: 'r1', output: [call] } } as { type: string })],
      [5, sent('{"input":"2"}', 2)],
      [6, message({ type: 'response.completed', response: { id: 'r2', output: [call] } } as { type: string }, 2)],
    )
    for (const frame of frames) fold.apply(frame)
    const item = { type: 'function_call', name: 'look', id: 'fc_1', callId: 'call_1' }
    expect(fold.value.turns).toEqual([
      { turn: 1, message: '{"input":"1"}', made: { response: 'r1', items: [item] } },
      { turn: 2, message: '{"input":"2"}', made: { response: 'r2', items: [item] } },
    ])
  })
})

describe('what a message names', () => {
  const before = made('r1', ['function_call', 'a', 'fc_1', 'call_1'], ['function_call', 'a', 'fc_2', 'call_2'])
  const after = made('q1', ['reasoning', '', 'rs_9', null], ['function_call', 'a', 'fc_8', 'call_8'])

  it('becomes what stands in its place, and nothing else of the text changes', () => {
    const text =
      '{ "previous_response_id" : "r1",\n"input":[{"type":"function_call_output","call_id":"call_1","output":"r1 \\"id\\": 1.0"}] }'
    expect(renameIn(text, namesOf(before, after))).toEqual({
      ok: true,
      text: text
        .replace('"previous_response_id" : "r1"', '"previous_response_id" : "q1"')
        .replace('"call_1"', '"call_8"'),
    })
  })
  it('stays as it is where nothing came in its place', () => {
    const text = '{"previous_response_id":"older","input":[{"call_id":"call_2"}]}'
    expect(renameIn(text, namesOf(before, after))).toEqual({ ok: true, text })
  })
  it('is told when it is a response that was not made', () => {
    expect(renameIn('{"previous_response_id":"r1"}', namesOf(before, createMade()))).toEqual({
      ok: false,
      previous: 'r1',
    })
  })
  it('may be broken JSON, which is sent as it is', () => {
    expect(renameIn('{"previous_response_id":"r1"', namesOf(before, after))).toEqual({
      ok: true,
      text: '{"previous_response_id":"q1"',
    })
  })
})
