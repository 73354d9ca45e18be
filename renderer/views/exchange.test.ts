import { expect, test } from 'vitest'
import type { Frame, FrameBody } from '#shared/session/frame'
import { createExchangeFold, isStream } from './exchange'

function fold(bodies: readonly FrameBody[]) {
  const { value, apply } = createExchangeFold()
  bodies.forEach((body, seq) => apply({ seq, at: seq, ...body } as Frame))
  return value
}

const opened = (transport: 'http' | 'websocket'): FrameBody => ({
  kind: 'opened',
  transport,
  request: { method: 'POST', path: '/v1/responses', headers: {} },
})
const responded = (status: number, type: string): FrameBody => ({
  kind: 'responded',
  turn: 1,
  status,
  headers: { 'content-type': type },
})
const received = (text: string, turn = 1): FrameBody => ({ kind: 'received', turn, text, out: 0 })
const delta = '{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hi"}'

test('an event stream is folded into output', () => {
  const { turns } = fold([opened('http'), responded(200, 'text/event-stream'), received(`data: ${delta}\n\n`)])
  expect(turns[0] && isStream(turns[0])).toBe(true)
  expect(turns[0]?.output.parts[0]?.text).toBe('Hi')
})

test('a whole body is folded into output', () => {
  const body = { status: 'completed', output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }] }
  const { turns } = fold([opened('http'), responded(200, 'application/json'), received(JSON.stringify(body))])
  expect(turns[0]?.output.parts[0]?.text).toBe('Hi')
  expect(turns[0]?.status).toBe('completed')
})

test('an error body is kept as the error, not as output', () => {
  const { turns } = fold([opened('http'), responded(502, 'application/json'), received('{"error":"upstream_error"}')])
  expect(turns[0]?.error?.value).toEqual({ error: 'upstream_error' })
  expect(turns[0]?.output.parts).toEqual([])
})

test('the turns of a socket stay apart', () => {
  const { turns } = fold([opened('websocket'), received(delta), received(delta, 2), received(delta, 2)])
  expect(turns.map((turn) => turn.output.parts[0]?.deltas)).toEqual([1, 2])
})

test('an error event becomes the error of its turn', () => {
  const { turns } = fold([opened('websocket'), received('{"type":"error","status":409,"error":{"code":"in_flight"}}')])
  expect(turns[0]?.error?.value).toEqual({ code: 'in_flight' })
})

test('an error that the gateway answered with another attempt is not the error of the turn', () => {
  const attempted: FrameBody = {
    kind: 'attempted',
    turn: 1,
    attempt: 2,
    provider: 'openai',
    model: 'gpt-5',
    simulated: false,
    request: { method: 'GET', url: '', headers: {}, body: '' },
  }
  const error = '{"type":"error","status":400,"error":{"code":"session_timeout"}}'
  const { turns } = fold([opened('websocket'), received(error), attempted, received(delta)])
  expect([turns[0]?.error, turns[0]?.output.parts[0]?.text]).toEqual([null, 'Hi'])
})
