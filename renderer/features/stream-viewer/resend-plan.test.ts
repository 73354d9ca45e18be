import { describe, expect, it } from 'vitest'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { asItWas, rewrite } from './resend-plan'

const session = (fields: Partial<SessionSummary> = {}): SessionSummary => ({
  ...createSummary({ id: 'G-1', startedAt: 0 }),
  transport: 'sse',
  ...fields,
})
const text = '{ "model": "openai/gpt-5", "input": "hi", "n": 1.0, "stream": true }'

describe('what is sent again', () => {
  it('is the recorded text to the letter, unless something is wished otherwise', () => {
    expect(rewrite(session(), text, asItWas(session(), text))).toBe(text)
    expect(rewrite(session(), '{ broken', asItWas(session(), '{ broken'))).toBe('{ broken')
  })
  it('goes to one provider, whatever the request wanted of others', () => {
    const strict = '{"model":"m","provider":{"ignore":["openai"],"order":["a"],"sort":"price"}}'
    const wishes = { ...asItWas(session(), strict), provider: 'openai' }
    expect(JSON.parse(rewrite(session(), strict, wishes))).toEqual({
      model: 'm',
      provider: { sort: 'price', only: ['openai'] },
    })
  })
  it('asks another model over another transport, and keeps the spelling of the rest', () => {
    const wishes = { ...asItWas(session(), text), model: 'openai/o3', transport: 'websocket' } as const
    const sent = rewrite(session(), text, wishes)
    expect(JSON.parse(sent)).toEqual({ type: 'response.create', model: 'openai/o3', input: 'hi', n: 1 })
    expect(sent).toContain('"n": 1.0')
  })
  it('is a whole conversation where a turn alone would continue what a new socket does not know', () => {
    const socket = session({ transport: 'websocket', turns: 2 })
    expect(asItWas(socket, '{"previous_response_id":"r1"}').isWhole).toBe(true)
    expect(asItWas(socket, '{"input":"anew"}').isWhole).toBe(false)
  })
})
