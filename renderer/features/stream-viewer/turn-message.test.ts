import { describe, expect, it } from 'vitest'
import { createSocketView, type SocketView } from '#shared/inspect/socket'
import { framesOf, message, opened, routed, sent, type Moment } from '../../../test/support/frames'
import { bridgeOf, lastResponse, lastSaid, restOf, writeTurn } from './turn-message'

const gateway = { profile: 'documented', bridge: false, models: [] }
const answer = (turn: number, id: string, status: string) =>
  message({ type: `response.${status}`, response: { id, status } } as { type: string }, turn)
const said = (fields: object, turn: number) =>
  sent(JSON.stringify({ type: 'response.create', model: 'openai/a:fast', ...fields }), turn)

function view(...moments: Moment[]) {
  const { value, apply } = createSocketView()
  const frames = framesOf(...moments)
  for (const frame of frames) apply(frame)
  return { value, frames }
}

const chain: Moment[] = [
  [0, opened('websocket')],
  [1, said({ input: 'one', instructions: 'Be brief.', tools: [{ type: 'function', name: 'f' }] }, 1)],
  [2, routed(1, 'openai/a')],
  [3, answer(1, 'resp_1', 'completed')],
  [4, said({ input: 'two', previous_response_id: 'resp_1', temperature: 1 }, 2)],
  [5, answer(2, 'resp_2', 'completed')],
]
const rest = (socket: { value: SocketView; frames: ReturnType<typeof framesOf> }) =>
  restOf(socket.frames[lastSaid(socket.value)] ?? null)

describe('the next message of a chain', () => {
  it('continues the last response that ended well', () => {
    expect(lastResponse(view(...chain).value)).toBe('resp_2')
    expect(lastResponse(view(...chain, [6, said({}, 3)], [7, answer(3, 'resp_3', 'failed')]).value)).toBe('resp_2')
    expect(lastResponse(view(...chain, [6, said({}, 3)], [7, answer(3, 'resp_3', 'incomplete')]).value)).toBe('resp_3')
    expect(lastResponse(view([0, opened('websocket')]).value)).toBeNull()
  })
  it('repeats what the one before said besides its input', () => {
    expect(JSON.parse(rest(view(...chain.slice(0, 4))))).toEqual({
      model: 'openai/a:fast',
      instructions: 'Be brief.',
      tools: [{ type: 'function', name: 'f' }],
    })
    expect(JSON.parse(rest(view(...chain)))).toEqual({ model: 'openai/a:fast', temperature: 1 })
  })
  it('repeats no message that was refused, unless there is no other', () => {
    expect(JSON.parse(rest(view(...chain, [6, said({ model: 'openai/b' }, 3)])))).toMatchObject({
      model: 'openai/a:fast',
    })
    expect(JSON.parse(rest(view([0, opened('websocket')], [1, said({ model: 'b' }, 1)])))).toEqual({ model: 'b' })
    expect(rest(view([0, opened('websocket')], [1, sent('{', 1)]))).toBe('{}')
  })
})

describe('what is sent', () => {
  const draft = { input: 'now?', rest: null, isFresh: false }
  it('is the input as an item, so that a lost chain can be sent anew', () =>
    expect(JSON.parse(writeTurn(draft, '{"model":"openai/a"}', 'resp_2'))).toEqual({
      type: 'response.create',
      model: 'openai/a',
      input: [{ role: 'user', content: 'now?' }],
      previous_response_id: 'resp_2',
    }))
  it('begins anew when asked, or when there is nothing to continue', () => {
    expect(writeTurn({ ...draft, isFresh: true }, '{}', 'resp_2')).not.toContain('previous_response_id')
    expect(writeTurn(draft, '{}', null)).not.toContain('previous_response_id')
  })
  it('is the input of the JSON without a text', () =>
    expect(JSON.parse(writeTurn({ ...draft, input: '' }, '{"input":[]}', null))).toMatchObject({ input: [] }))
  it('is what was written where that is no object', () =>
    expect(writeTurn(draft, '{ "model": ', null)).toBe('{ "model": '))
})

describe('the session as the rules see it', () => {
  it('is locked to the model as it was spelt, with or without a turn in flight', () => {
    const { value } = view(...chain)
    expect(value.lockedModel).toBe('openai/a')
    expect(bridgeOf(value, null, gateway)).toMatchObject({ model: 'openai/a:fast', flight: null })
    expect(bridgeOf(value, 2, gateway).flight).toMatchObject({ turn: 2 })
    expect(bridgeOf({ lockedName: null }, null, gateway).model).toBeNull()
    expect(bridgeOf({ lockedName: 'a' }, null, { ...gateway, profile: 'open-responses' }).model).toBe('openai/a')
  })
})
