import { afterAll, describe, expect, it } from 'vitest'
import {
  documentedRules,
  initialBridge,
  openResponsesRules,
  type BridgeEvent,
} from '#shared/open-responses/websocket/state'
import {
  say,
  create,
  from,
  upstream,
  error,
  routed,
  opened,
  refused,
  failed,
  closed,
  done,
  flying,
  step,
  runBy,
  run,
  kinds,
  effectOf,
  replyTo,
  expectEveryRow,
} from '../../../test/support/bridge'

afterAll(() =>
  expectEveryRow(
    'upstream_opened',
    'upstream_refused',
    'upstream_event',
    'upstream_failed',
    'upstream_errored',
    'upstream_closed',
  ),
)

describe('the terminal event frees the socket before it is forwarded', () => {
  it.each(['response.completed', 'response.incomplete', 'response.failed', 'error'])('%s', (type) => {
    const ended = run(...flying(), upstream(type))
    expect(ended.state.flight).toBeNull()
    expect(ended.effects).toEqual([
      { type: 'forward', turn: 1, message: JSON.stringify({ type }) },
      { type: 'settle', turn: 1, how: 'complete', detail: 'The terminal event was delivered.' },
    ])
    expect(kinds(step(documentedRules, ended.state, create()))).toEqual(['route'])
  })
  it.each(['response.created', 'response.output_text.delta', 'response.brand_new.thing', 'keepalive'])(
    '%s is forwarded and frees nothing',
    (type) => {
      const { state, effects } = run(...flying(), upstream(type))
      expect(state.flight?.turn).toBe(1)
      expect(effects).toEqual([{ type: 'forward', turn: 1, message: JSON.stringify({ type }) }])
    },
  )
  it('events belong to the turn in flight, not to a message refused meanwhile', () => {
    expect(run(...flying(), create(), upstream('x')).effects).toMatchObject([{ type: 'forward', turn: 1 }])
    expect(run(...flying(), create(), done, upstream('x')).effects).toMatchObject([{ type: 'forward', turn: 1 }])
    expect(run(say('{'), upstream('x')).effects).toMatchObject([{ type: 'forward', turn: 1 }])
  })
  it('the failure that trails an error does not end the next turn', () => {
    const first = [...flying(), upstream('response.created', { response: { id: 'resp_1' } }), error('server_error')]
    const trailing = upstream('response.failed', { response: { id: 'resp_1' } })
    const { state, effects } = run(...first, create(), routed(1, true), trailing)
    expect(effects).toMatchObject([{ type: 'forward', turn: 1 }])
    expect(state.flight?.turn).toBe(2)
    const again = upstream('response.created', { response: { id: 'resp_1' } })
    expect(run(...first, create(), routed(1, true), again, trailing).state.flight).toBeNull()
  })
})

describe('a continuation that is gone', () => {
  const input = [{ role: 'user', content: 'hi' }]
  const gone = error('previous_response_not_found')
  const asked = flying({ input, previous_response_id: 'resp_old' })
  it('is forwarded, then tried once more without the id', () => {
    const retried = run(...asked, gone)
    expect(kinds(retried)).toEqual(['forward', 'reject', 'send'])
    expect(effectOf(retried, 'send')).toMatchObject({ turn: 1, attempt: 2 })
    const { payload } = effectOf(retried, 'send')
    expect(JSON.parse(payload)).toMatchObject({ previous_response_id: null, store: false, input })
    expect(payload.endsWith('"model":"gpt-5","store":false}')).toBe(true)
    expect(kinds(run(...asked, gone, gone))).toEqual(['forward', 'settle'])
  })
  it('is also known by its words, or by its code outside the error', () => {
    const message = "Previous response with id 'resp_old' not found."
    const words = from({ type: 'error', error: { type: 'invalid_request_error', message } })
    for (const told of [words, from({ type: 'error', code: 'previous_response_not_found' })])
      expect(kinds(run(...asked, told))).toEqual(['forward', 'reject', 'send'])
  })
  it.each([
    ['the input is a text', flying({ input: 'hi', previous_response_id: 'resp_old' })],
    ['there was no id', flying({ input, previous_response_id: null })],
    ['nothing was continued', flying({ input })],
  ])('is the answer when %s', (_, events) => {
    expect(kinds(run(...events, gone))).toEqual(['forward', 'settle'])
  })
  it('is the answer to third-party clients, which know better what to send again', () => {
    expect(kinds(runBy(openResponsesRules, ...asked, gone))).toEqual(['forward', 'settle'])
  })
  it('may be tried once more in the next turn', () => {
    const next = [done, create({ input, previous_response_id: 'resp_2' }), routed(1, true)]
    expect(kinds(run(...asked, gone, ...next, gone))).toEqual(['forward', 'reject', 'send'])
  })
})

describe('a turn is sent again on a new connection, once', () => {
  it.each(['session_timeout', 'concurrency_limit_exceeded', 'websocket_connection_limit_reached'])('%s', (code) => {
    const again = run(...flying(), error(code))
    expect(kinds(again)).toEqual(['forward', 'reject', 'hang_up', 'dial'])
    expect(effectOf(again, 'hang_up')).toMatchObject({ code: 1000, reason: 'reconnecting' })
    expect(effectOf(again, 'dial')).toMatchObject({ turn: 1, attempt: 2 })
    expect(kinds(run(...flying(), error(code), opened))).toEqual(['send'])
    expect(kinds(run(...flying(), error(code), opened, error(code)))).toEqual(['forward', 'settle'])
  })
  it('after a close in flight; the second one ends the turn', () => {
    expect(kinds(run(...flying(), closed()))).toEqual(['reject', 'dial'])
    const twice = [...flying(), closed(), opened, closed(1011, 'oops')]
    expect(kinds(run(...twice))).toEqual(['settle', 'reply'])
    expect(effectOf(run(...twice), 'settle')).toMatchObject({
      how: 'cut',
      detail: 'The upstream socket closed with 1011 (oops).',
    })
    expect(replyTo(...twice)).toEqual({
      turn: 1,
      status: 502,
      type: 'gateway_error',
      code: 'upstream_websocket_closed',
      message: 'Upstream websocket closed unexpectedly (1011).',
    })
    expect(run(...twice).state).toMatchObject({ flight: null, leg: 'none', model: 'openai/gpt-5' })
  })
  it.each(['response.created', 'response.queued', 'response.in_progress'])('also after %s', (type) => {
    expect(kinds(run(...flying(), upstream(type), closed()))).toEqual(['reject', 'dial'])
    expect(kinds(run(...flying(), upstream(type), error('session_timeout')))).toContain('dial')
    expect(kinds(runBy(openResponsesRules, ...flying(), upstream(type), closed()))).toEqual(['settle', 'reply'])
  })
  it.each(['response.output_item.added', 'response.output_text.delta', 'response.brand_new.thing'])(
    'never after %s: tools would be called twice',
    (type) => {
      expect(kinds(run(...flying(), upstream(type), closed()))).toEqual(['settle', 'reply'])
      expect(kinds(run(...flying(), upstream(type), upstream('response.in_progress'), closed()))).toEqual([
        'settle',
        'reply',
      ])
      expect(kinds(run(...flying(), upstream(type), error('session_timeout')))).toEqual(['forward', 'settle'])
    },
  )
  it.each([1002, 1003, 1007, 1008, 1009, 1010])('never after %i: the message itself was refused', (code) => {
    expect(kinds(run(...flying(), closed(code)))).toEqual(['settle', 'reply'])
  })
  it('an upstream that closes while idle is dropped silently, and the next turn dials', () => {
    const idle = [...flying(), done, closed(1000)]
    expect(run(...idle)).toMatchObject({ effects: [], state: { leg: 'none' } })
    expect(kinds(run(...idle, create(), routed()))).toEqual(['dial'])
  })
  it('after five turns in a row that were lost the client is sent away, and a completed turn begins the count anew', () => {
    const lost = [create(), routed(), opened, upstream('response.output_text.delta'), closed(1012, 'restart')]
    const four = [...lost, ...lost, ...lost, ...lost]
    const fifth = run(...four, ...lost)
    expect(kinds(fifth)).toEqual(['settle', 'reply', 'close_client'])
    expect(effectOf(fifth, 'close_client')).toEqual({ type: 'close_client', code: 1012, reason: 'restart' })
    expect(kinds(run(...four, ...flying(), done, ...lost))).toEqual(['settle', 'reply'])
  })
})

describe('a handshake that is refused', () => {
  it.each<readonly [number | null, string, number, string]>([
    [401, 'bad key', 401, 'bad key'],
    [null, '', 502, 'OpenAI websocket handshake failed.'],
    [400, 'x'.repeat(600), 400, 'x'.repeat(500)],
  ])('with %s ends the turn, not the socket', (status, body, expected, message) => {
    const events = [create(), routed(), refused(status, body)]
    expect(kinds(run(...events))).toEqual(['reject', 'reply', 'settle'])
    expect(replyTo(...events)).toEqual({
      turn: 1,
      status: expected,
      type: 'gateway_error',
      code: 'upstream_websocket_handshake_failed',
      message,
    })
    expect(run(...events).state).toMatchObject({ flight: null, leg: 'none' })
    expect(kinds(run(...events, create(), routed()))).toEqual(['dial'])
  })
  it('with 500 or more is tried once again after 50 ms', () => {
    expect(run(create(), routed(), refused(503)).effects).toMatchObject([
      { type: 'reject', attempt: 1, status: 503 },
      { type: 'dial', attempt: 2, candidate: 0, afterMs: 50 },
    ])
    expect(replyTo(create(), routed(), refused(503), refused(503))).toMatchObject({ status: 503 })
  })
  it('is tried at the next provider, and there again', () => {
    const second = [create(), routed(2), refused(401)]
    expect(run(...second).effects).toMatchObject([{ type: 'reject' }, { type: 'dial', attempt: 2, candidate: 1 }])
    expect(run(...second, refused(500)).effects).toMatchObject([{ type: 'reject' }, { candidate: 1, afterMs: 50 }])
    expect(kinds(run(...second, refused(500), refused(500)))).toEqual(['reject', 'reply', 'settle'])
  })
  it('when nobody waits any more is no news', () => {
    expect(run(refused(500))).toEqual({ state: initialBridge, effects: [] })
  })
})

describe('a leg that is no websocket', () => {
  it('tells a refusal of the turn; the next provider may serve it', () => {
    const second = [create(), routed(2), opened, failed(429, 'rate_limit')]
    expect(run(...second).effects).toMatchObject([
      { type: 'reject', status: 429, code: 'rate_limit' },
      { type: 'hang_up', reason: 'reconnecting' },
      { type: 'dial', attempt: 2, candidate: 1 },
    ])
    expect(replyTo(...second, opened, failed(400, 'bad'))).toMatchObject({
      status: 400,
      type: 'invalid_request_error',
      code: 'bad',
      message: 'why',
    })
  })
  it('without an answer is a 502 with words of ours', () => {
    expect(replyTo(...flying(), failed(null))).toMatchObject({
      status: 502,
      type: 'upstream_error',
      code: 'upstream_error',
    })
    expect(run(failed(500)).effects).toEqual([])
  })
})

describe('a leg that breaks', () => {
  it('a leg that breaks the protocol ends the turn and is not tried again', () => {
    const broken: BridgeEvent = { type: 'upstream_errored', message: 'Invalid UTF-8' }
    expect(kinds(run(...flying(), broken))).toEqual(['settle', 'reply'])
    expect(replyTo(...flying(), broken)).toMatchObject({
      status: 502,
      type: 'gateway_error',
      code: 'upstream_websocket_error',
      message: 'Upstream websocket errored.',
    })
    expect(run(...flying(), done, broken)).toMatchObject({ effects: [], state: { leg: 'none' } })
  })
  it('an opening nobody waits for changes nothing else', () => {
    expect(run(opened)).toMatchObject({ effects: [], state: { leg: 'open' } })
  })
})
