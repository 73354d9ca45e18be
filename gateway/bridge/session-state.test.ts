import { describe, expect, it } from 'vitest'
import {
  initialBridge,
  maxMessageBytes,
  stepBridge,
  type BridgeEffect,
  type BridgeEvent,
  type BridgeState,
} from './session-state'

const say = (message: unknown): BridgeEvent => ({
  type: 'client_message',
  text: typeof message === 'string' ? message : JSON.stringify(message),
})
const create = (more: object = {}) => say({ type: 'response.create', model: 'openai/gpt-5', input: 'hi', ...more })
const fromUpstream = (type: string): BridgeEvent => ({
  type: 'upstream_message',
  text: JSON.stringify({ type }),
  eventType: type,
})

/** Runs events one after another; the effects are those of the last. */
function run(...events: readonly BridgeEvent[]): { state: BridgeState; effects: readonly BridgeEffect[] } {
  let step: { state: BridgeState; effects: readonly BridgeEffect[] } = { state: initialBridge, effects: [] }
  for (const event of events) step = stepBridge(step.state, event)
  return step
}
const replyTo = (...events: readonly BridgeEvent[]) => {
  const { effects } = run(...events)
  const effect = effects.find((e) => e.type === 'reply')
  if (effect?.type !== 'reply') throw new Error(`no reply in ${JSON.stringify(effects)}`)
  return { turn: effect.turn, status: effect.error.status, ...effect.error.error }
}

const inFlight = [create(), { type: 'routed' }, { type: 'upstream_opened' }] as const satisfies BridgeEvent[]
const done = fromUpstream('response.completed')

describe('a client message is checked in the documented order', () => {
  it('one nested deeper than can be sent on is refused', () => {
    const input = '['.repeat(200_000) + ']'.repeat(200_000)
    const message = `{"type":"response.create","model":"openai/gpt-5","input":${input}}`
    expect(replyTo(say(message))).toMatchObject({ status: 400, code: 'invalid_json' })
    expect(run(say(message)).state).toEqual({ ...initialBridge, turns: 1 })
  })
  it.each<readonly [unknown, string, string]>([
    ['', 'invalid_message_payload', 'Expected JSON text message.'],
    ['{', 'invalid_json', 'Message must be valid JSON.'],
    ['\u0000', 'invalid_json', 'Message must be valid JSON.'],
    ['null', 'invalid_response_create', 'payload must be a JSON object'],
    ['[]', 'invalid_response_create', 'payload must be a JSON object'],
    ['"x"', 'invalid_response_create', 'payload must be a JSON object'],
    [{}, 'invalid_response_create', 'only type=response.create is supported'],
    [{ type: 'response.cancel', model: 'x' }, 'invalid_response_create', 'only type=response.create is supported'],
    [{ type: 'response.create' }, 'invalid_response_create', 'model is required'],
    [{ type: 'response.create', model: ' ' }, 'invalid_response_create', 'model is required'],
    [{ type: 'response.create', model: 7 }, 'invalid_response_create', 'model is required'],
    ...['gpt-5', 'openai', 'google/x', 'OpenAI/gpt-5', '/gpt-5'].map((model) => {
      const message = 'only OpenAI models are supported on this endpoint'
      return [{ type: 'response.create', model }, 'invalid_response_create', message] as const
    }),
    [{ type: 'response.create', model: 'openai/' }, 'invalid_response_create', 'invalid OpenAI model'],
    [{ type: 'response.create', model: 'openai/ ' }, 'invalid_response_create', 'invalid OpenAI model'],
  ])('%j', (message, code, text) => {
    const expected = { turn: 1, status: 400, type: 'invalid_request_error', code, message: text }
    expect(replyTo(say(message))).toEqual(expected)
    expect(run(say(message)).state).toEqual({ ...initialBridge, turns: 1 })
    // The form of a message is checked before the socket's state.
    expect(replyTo(...inFlight, say(message))).toEqual({ ...expected, turn: 2 })
    expect(replyTo(...inFlight, done, say(message)).code).toBe(code)
  })

  it('one response at a time, whatever the model', () => {
    const expected = {
      turn: 2,
      status: 409,
      type: 'invalid_request_error',
      code: 'response_already_in_flight',
      message: 'Only one in-flight response is allowed per websocket connection.',
    }
    expect(replyTo(...inFlight, create())).toEqual(expected)
    expect(replyTo(...inFlight, create({ model: 'openai/other' }))).toEqual(expected)
    expect(run(...inFlight, create()).state.flight?.turn).toBe(1)
  })

  it('one model per socket', () => {
    expect(replyTo(...inFlight, done, create({ model: 'openai/other' }))).toEqual({
      turn: 2,
      status: 400,
      type: 'invalid_request_error',
      code: 'model_mismatch',
      message: 'Model must stay constant per websocket session (expected openai/gpt-5).',
    })
    expect(run(...inFlight, done, create({ model: ' openai/gpt-5 ' })).effects).toMatchObject([
      { type: 'route', turn: 2 },
    ])
  })

  it('the model is locked also when routing then fails', () => {
    const failed: BridgeEvent = { type: 'unroutable', status: 400, code: 'openai_routing_failed', message: 'no' }
    expect(replyTo(create(), failed, create({ model: 'openai/other' })).code).toBe('model_mismatch')
    expect(run(create(), failed).state).toEqual({ ...initialBridge, turns: 1, model: 'openai/gpt-5' })
  })

  it('an invalid message locks no model', () => {
    expect(run(say({ type: 'response.create', model: 'google/x' }), create()).state.model).toBe('openai/gpt-5')
  })

  it('no message above the limit, counted in bytes', () => {
    const fits = create({ input: 'x'.repeat(maxMessageBytes - 200) })
    expect(run(fits).effects).toMatchObject([{ type: 'route' }])
    for (const input of ['x'.repeat(maxMessageBytes), '界'.repeat(maxMessageBytes / 3)]) {
      expect(replyTo(create({ input }))).toMatchObject({ status: 400, code: 'payload_too_large' })
      expect(run(create({ input })).state.flight).toBeNull()
    }
  })
})

describe('the payload is normalised', () => {
  const payloadOf = (message: object) => JSON.parse(run(create(message)).state.flight?.payload ?? '') as unknown
  it('stream, stream_options and background go, store is false, the rest stays', () => {
    const rest = { previous_response_id: 'resp_1', generate: false, tools: [], unknown: { a: 1 } }
    expect(payloadOf({ stream: true, stream_options: {}, background: true, store: true, ...rest })).toEqual({
      type: 'response.create',
      model: 'gpt-5',
      input: 'hi',
      store: false,
      ...rest,
    })
  })
  it('only the provider part leaves the model', () => {
    expect(payloadOf({ model: 'openai/ft:a/b' })).toMatchObject({ model: 'ft:a/b' })
  })
})

describe('the upstream is opened at the first turn and kept', () => {
  it('route, dial, send', () => {
    expect(run(create()).effects).toEqual([{ type: 'route', turn: 1, model: 'openai/gpt-5' }])
    expect(run(create(), { type: 'routed' })).toMatchObject({ effects: [{ type: 'dial' }], state: { leg: 'dialling' } })
    const { state, effects } = run(...inFlight)
    expect(effects).toEqual([{ type: 'send', turn: 1, payload: state.flight?.payload }])
    expect(state.leg).toBe('open')
  })
  it('the second turn is sent at once', () => {
    const { effects } = run(...inFlight, done, create(), { type: 'routed' })
    expect(effects).toMatchObject([{ type: 'send', turn: 2 }])
  })
  it('nothing is sent when nothing was asked', () => {
    expect(run({ type: 'upstream_opened' }).effects).toEqual([])
    expect(run({ type: 'routed' }).effects).toEqual([])
  })
})

describe('the terminal event frees the socket before it is forwarded', () => {
  it.each(['response.completed', 'response.incomplete', 'response.failed', 'error'])('%s', (type) => {
    const { state, effects } = run(...inFlight, fromUpstream(type))
    expect(state.flight).toBeNull()
    expect(effects).toEqual([{ type: 'forward', turn: 1, text: JSON.stringify({ type }), terminal: true }])
    expect(stepBridge(state, create()).effects).toMatchObject([{ type: 'route', turn: 2 }])
  })
  it('any other event is forwarded and frees nothing', () => {
    const { state, effects } = run(...inFlight, fromUpstream('response.output_text.delta'))
    expect(state.flight?.turn).toBe(1)
    expect(effects).toMatchObject([{ type: 'forward', turn: 1, terminal: false }])
  })
  it('events belong to the turn in flight, not to a message refused meanwhile', () => {
    expect(run(...inFlight, create(), fromUpstream('x')).effects).toMatchObject([{ type: 'forward', turn: 1 }])
    expect(run(...inFlight, create(), done, fromUpstream('x')).effects).toMatchObject([{ type: 'forward', turn: 2 }])
  })
})

describe('an upstream that cannot serve ends the turn, not the socket', () => {
  it('routing failed', () => {
    const failed: BridgeEvent = { type: 'unroutable', status: 503, code: 'openai_routing_failed', message: 'why' }
    expect(replyTo(create(), failed)).toMatchObject({
      turn: 1,
      status: 503,
      code: 'openai_routing_failed',
      message: 'why',
    })
  })
  it.each<readonly [number | null, string, number, string]>([
    [401, 'bad key', 401, 'bad key'],
    [null, '', 502, 'OpenAI websocket handshake failed.'],
    [503, 'x'.repeat(600), 503, 'x'.repeat(500)],
  ])('handshake refused with %s', (status, body, expected, message) => {
    const events = [create(), { type: 'routed' }, { type: 'upstream_refused', status, body }] as const
    expect(replyTo(...events)).toEqual({
      turn: 1,
      status: expected,
      type: 'gateway_error',
      code: 'upstream_websocket_handshake_failed',
      message,
    })
    expect(run(...events).state).toMatchObject({ flight: null, leg: 'none' })
    expect(run(...events, create(), { type: 'routed' }).effects).toEqual([{ type: 'dial' }])
  })
  it('closed in flight: cut first, then the client is told', () => {
    const { state, effects } = run(...inFlight, { type: 'upstream_closed', code: 1006 })
    expect(effects.map((e) => e.type)).toEqual(['abandon', 'reply'])
    expect(effects[0]).toMatchObject({ turn: 1, how: 'cut', detail: 'The upstream socket closed with 1006.' })
    expect(replyTo(...inFlight, { type: 'upstream_closed', code: 1006 })).toEqual({
      turn: 1,
      status: 502,
      type: 'gateway_error',
      code: 'upstream_websocket_closed',
      message: 'Upstream websocket closed unexpectedly (1006).',
    })
    expect(state).toMatchObject({ flight: null, leg: 'none', model: 'openai/gpt-5' })
  })
  it('closed while idle: silently, and the next turn dials again', () => {
    const closed = [...inFlight, done, { type: 'upstream_closed', code: 1000 }] as const
    expect(run(...closed)).toMatchObject({ effects: [], state: { leg: 'none' } })
    expect(run(...closed, create(), { type: 'routed' }).effects).toEqual([{ type: 'dial' }])
  })
})

describe('a client that closes', () => {
  const gone: BridgeEvent = { type: 'client_closed', by: 'client' }
  const hangUp = { type: 'hang_up', code: 1000, reason: 'client_closed' }
  it('in flight: the turn is aborted, then the upstream closed', () => {
    const { state, effects } = run(...inFlight, gone)
    expect(effects).toMatchObject([{ type: 'abandon', turn: 1, how: 'aborted' }, hangUp])
    expect(state).toMatchObject({ flight: null, leg: 'none' })
  })
  it('while dialling', () => {
    expect(run(create(), { type: 'routed' }, gone).effects).toMatchObject([{ type: 'abandon' }, hangUp])
  })
  it('idle: only the upstream is closed', () => expect(run(...inFlight, done, gone).effects).toEqual([hangUp]))
  it('before any turn: nothing is left to do', () => expect(run(gone).effects).toEqual([]))
})
