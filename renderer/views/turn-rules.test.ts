import { describe, expect, it } from 'vitest'
import { initialBridge, type BridgeState } from '#shared/open-responses/websocket/state'
import { takeOff } from '#shared/open-responses/websocket/steps'
import type { Gateway } from './rules'
import { checkTurn } from './turn-rules'

const gateway: Gateway = {
  profile: 'documented',
  bridge: false,
  models: ['openai/gpt-5-nano', 'openai/gpt-5', 'google/gemini-2.5-flash'],
}
const locked: BridgeState = { ...initialBridge, model: 'openai/gpt-5-nano', turns: 1, leg: 'open' }
const flying: BridgeState = { ...locked, flight: takeOff(1, '', false) }
const turn = (fields: object = {}) =>
  JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', input: 'x', ...fields })

describe('the next turn of a socket', () => {
  it('breaks no rule with the model the socket is locked to', () =>
    expect(checkTurn(turn(), gateway, locked)).toEqual([]))
  it('keeps that model, and one press brings it back', () => {
    const [rule, ...others] = checkTurn(turn({ model: 'openai/gpt-5' }), gateway, locked)
    expect(others).toEqual([])
    expect(rule).toMatchObject({ kind: 'fails', code: 'model_mismatch' })
    expect(rule?.sentence).toContain('expected openai/gpt-5-nano')
    const mended = rule?.mends[0]?.apply({ transport: 'websocket', body: turn({ model: 'openai/gpt-5' }) })
    expect(checkTurn(mended?.body ?? '', gateway, locked)).toEqual([])
  })
  it('waits for the turn in flight, whatever its model', () =>
    expect(checkTurn(turn({ model: 'openai/gpt-5' }), gateway, flying)).toMatchObject([
      { code: 'response_already_in_flight', mends: [] },
    ]))
  it('names its model as a gateway does', () => {
    expect(checkTurn(turn({ model: 'gpt-5-nano' }), gateway, locked)).toMatchObject([
      { code: 'invalid_response_create', mends: [{ label: 'Use openai/gpt-5-nano' }] },
    ])
    expect(checkTurn(turn({ model: 'gpt-5-nano' }), { ...gateway, profile: 'open-responses' }, locked)).toEqual([])
  })
  it('has no stream of its own', () => {
    const [rule] = checkTurn(turn({ stream_id: 'a' }), gateway, locked)
    expect(rule).toMatchObject({ code: 'invalid_response_create', mends: [{ label: 'Remove stream_id' }] })
    expect(rule?.mends[0]?.apply({ transport: 'websocket', body: turn({ stream_id: 'a' }) }).body).toBe(turn())
  })
  it('has a largest size', () =>
    expect(checkTurn(turn({ input: 'x'.repeat(15 << 20) }), gateway, locked)).toMatchObject([
      { code: 'payload_too_large', mends: [] },
    ]))
  it('is told what is left out of it', () =>
    expect(checkTurn(turn({ stream: true }), gateway, locked)).toMatchObject([{ kind: 'differs', code: 'websocket' }]))
})
