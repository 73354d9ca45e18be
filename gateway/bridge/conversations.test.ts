import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findStrayOutput, itemsOf, outputItems } from '#shared/open-responses/websocket/items'
import { ConversationStore } from './conversations'

const item = (text: string) => ({ role: 'user', content: text })
const limits = { session: 100, gateway: 250 }

describe('a conversation', () => {
  it('is everything said up to a response, oldest first; branches share what they have in common', () => {
    const talk = new ConversationStore(limits).open()
    talk.add('a', null, [item('1'), item('2')], 10)
    talk.add('b', 'a', [item('3')], 10)
    talk.add('c', 'a', [item('4')], 10)
    expect(talk.read('b')).toEqual([item('1'), item('2'), item('3')])
    expect(talk.read('c')).toEqual([item('1'), item('2'), item('4')])
    expect(talk.read('d')).toBeNull()
  })
  it('is not found once anything of it is gone', () => {
    const talk = new ConversationStore(limits).open()
    talk.add('a', null, [], 10)
    talk.add('b', 'a', [], 10)
    talk.forget('a')
    expect(talk.read('b')).toBeNull()
  })
  it('keeps all that was said when a provider gives every response the same id', () => {
    const talk = new ConversationStore(limits).open()
    talk.add('a', null, [item('1')], 10)
    talk.add('b', 'a', [item('2')], 10)
    talk.add('a', 'b', [item('3')], 10)
    talk.add('a', 'a', [item('4')], 10)
    expect([talk.read('a'), talk.bytes]).toEqual([[item('1'), item('2'), item('3'), item('4')], 50])
    talk.forget('a')
    expect([talk.read('a'), talk.bytes]).toEqual([null, 10])
  })
  it('never closes into a ring, not even over something that is gone', () => {
    const talk = new ConversationStore(limits).open()
    talk.add('a', null, [], 10)
    talk.add('b', 'a', [], 10)
    talk.forget('a')
    talk.add('a', 'b', [], 10)
    expect([talk.read('a'), talk.read('b'), talk.bytes]).toEqual([null, null, 10])
  })
  it('drops its other branches when it grows too large, then itself', () => {
    const talk = new ConversationStore(limits).open()
    talk.add('a', null, [], 40)
    talk.add('b', 'a', [], 40)
    talk.add('c', 'a', [], 40)
    expect([talk.read('b'), talk.read('c')]).toEqual([null, []])
    talk.add('d', 'c', [], 40)
    expect([talk.read('d'), talk.bytes]).toEqual([null, 0])
  })
  it('of another session goes first, the one used longest ago', () => {
    const store = new ConversationStore(limits)
    const [first, second, third] = [store.open(), store.open(), store.open()]
    first.add('a', null, [], 90)
    second.add('b', null, [], 90)
    first.read('a')
    third.add('c', null, [], 90)
    expect([first.read('a'), second.read('b'), third.read('c')]).toEqual([[], null, []])
  })
  it('never makes the store larger than its limit, nor its books wrong', () => {
    const store = new ConversationStore(limits)
    const talks = Array.from({ length: 4 }, () => store.open())
    const move = fc.record({ talk: fc.nat(3), id: fc.nat(5), previous: fc.nat(5), bytes: fc.nat(120), how: fc.nat(3) })
    fc.assert(
      fc.property(fc.array(move), (moves) => {
        for (const { talk, id, previous, bytes, how } of moves) {
          const at = talks[talk]
          if (how === 0) at?.forget(`r${id}`)
          else if (how === 1) at?.read(`r${id}`)
          else at?.add(`r${id}`, previous < id ? `r${previous}` : null, [], bytes)
          expect(store.bytes).toBe(talks.reduce((sum, t) => sum + t.bytes, 0))
          expect(store.bytes).toBeLessThanOrEqual(limits.gateway)
        }
      }),
    )
    for (const talk of talks) talk.clear()
    expect(store.bytes).toBe(0)
  })
})

describe('items', () => {
  it('are made of any input', () => {
    expect(itemsOf('hi')).toEqual([{ role: 'user', content: 'hi' }])
    expect(itemsOf({ role: 'user' })).toEqual([{ role: 'user' }])
    expect(itemsOf([{ a: 1 }, 'x', null])).toEqual([{ a: 1 }])
    expect(itemsOf(undefined)).toEqual([])
  })
  it('of a thought go back only with what proves it', () => {
    const proven = { type: 'reasoning', encrypted_content: 'x' }
    expect(outputItems([{ type: 'reasoning' }, proven, { type: 'message' }])).toEqual([proven, { type: 'message' }])
    expect(outputItems(null)).toEqual([])
  })
  it('of a tool’s output answer a call before them', () => {
    const call = { type: 'function_call', call_id: 'a' }
    const output = { type: 'function_call_output', call_id: 'a' }
    expect(findStrayOutput([call, output])).toBeNull()
    expect(findStrayOutput([output, call])).toBe('a')
    expect(findStrayOutput([{ role: 'user' }])).toBeNull()
  })
})
