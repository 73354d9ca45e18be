import { afterAll, describe, expect, it } from 'vitest'
import { maxMessageBytes } from '#shared/open-responses/websocket/create-message'
import {
  documentedRules,
  initialBridge,
  openResponsesRules,
  type BridgeEvent,
} from '#shared/open-responses/websocket/state'
import {
  say,
  create,
  done,
  runBy,
  run,
  kinds,
  effectOf,
  replyTo,
  expectEveryRow,
  flying,
} from '../../../test/support/bridge'

afterAll(() => expectEveryRow('client_message', 'unroutable'))

describe('a client message is checked in the documented order', () => {
  const refusals: readonly (readonly [unknown, string, string])[] = [
    ['', 'invalid_message_payload', 'Expected JSON text message.'],
    ['{', 'invalid_json', 'Message must be valid JSON.'],
    [' ', 'invalid_json', 'Message must be valid JSON.'],
    ['null', 'invalid_response_create', 'payload must be a JSON object'],
    ['[]', 'invalid_response_create', 'payload must be a JSON object'],
    ['"x"', 'invalid_response_create', 'payload must be a JSON object'],
    ...[{}, { type: 'response.steer', model: 'x' }, { type: 'response.inject' }, { type: 'response.cancel' }].map(
      (message) => [message, 'invalid_response_create', 'only type=response.create is supported'] as const,
    ),
    [{ type: 'response.create' }, 'invalid_response_create', 'model is required'],
    [{ type: 'response.create', model: ' ' }, 'invalid_response_create', 'model is required'],
    [{ type: 'response.create', model: 7 }, 'invalid_response_create', 'model is required'],
    ...['gpt-5', 'openai', 'google/x', 'OpenAI/gpt-5', '/gpt-5'].map((model) => {
      const message = 'only OpenAI models are supported on this endpoint'
      return [{ type: 'response.create', model }, 'invalid_response_create', message] as const
    }),
    [{ type: 'response.create', model: 'openai/' }, 'invalid_response_create', 'invalid OpenAI model'],
    [{ type: 'response.create', model: 'openai/ ' }, 'invalid_response_create', 'invalid OpenAI model'],
  ]
  it.each(refusals)('%j', (message, code, text) => {
    const expected = { turn: 1, status: 400, type: 'invalid_request_error', code, message: text }
    expect(replyTo(say(message))).toEqual(expected)
    expect(run(say(message)).state).toEqual({ ...initialBridge, turns: 1 })
    // The form of a message is checked before the socket's state.
    expect(replyTo(...flying(), say(message))).toEqual({ ...expected, turn: 2 })
    expect(replyTo(...flying(), done, say(message)).code).toBe(code)
  })
  it('a lane is refused by its name; null is none', () => {
    expect(replyTo(create({ stream_id: 'a' }))).toMatchObject({
      status: 400,
      code: 'invalid_response_create',
      param: 'stream_id',
    })
    expect(kinds(run(create({ stream_id: null })))).toEqual(['route'])
  })
  it('one response at a time, whatever the model', () => {
    const expected = {
      turn: 2,
      status: 409,
      type: 'invalid_request_error',
      code: 'response_already_in_flight',
      message: 'Only one in-flight response is allowed per websocket connection.',
    }
    expect(replyTo(...flying(), create())).toEqual(expected)
    expect(replyTo(...flying(), create({ model: 'openai/other' }))).toEqual(expected)
    expect(run(...flying(), create()).state.flight?.turn).toBe(1)
  })
  it('one model per socket', () => {
    expect(replyTo(...flying(), done, create({ model: 'openai/other' }))).toMatchObject({
      turn: 2,
      status: 400,
      code: 'model_mismatch',
      message: 'Model must stay constant per websocket session (expected openai/gpt-5).',
    })
    expect(kinds(run(...flying(), done, create({ model: ' openai/gpt-5 ' })))).toEqual(['route'])
  })
  it('the model is locked also when routing then fails, and by nothing invalid', () => {
    const unroutable: BridgeEvent = { type: 'unroutable', status: 503, code: 'openai_routing_failed', message: 'no' }
    expect(replyTo(create(), unroutable)).toMatchObject({ turn: 1, status: 503, code: 'openai_routing_failed' })
    expect(replyTo(create(), unroutable, create({ model: 'openai/other' })).code).toBe('model_mismatch')
    expect(run(say({ type: 'response.create', model: 'google/x' }), create()).state.model).toBe('openai/gpt-5')
    expect(run(unroutable).effects).toEqual([])
  })
  it('nothing nested deeper than can be written', () => {
    const input = '['.repeat(200_000) + ']'.repeat(200_000)
    const message = `{"type":"response.create","model":"openai/gpt-5","input":${input}}`
    expect(replyTo(say(message))).toMatchObject({ status: 400, code: 'invalid_json' })
    expect(run(say(message)).state).toEqual({ ...initialBridge, turns: 1 })
  })
  it('nothing above the limit, counted in bytes, and 400 for it', () => {
    expect(kinds(run(create({ input: 'x'.repeat(maxMessageBytes - 200) })))).toEqual(['route'])
    for (const input of ['x'.repeat(maxMessageBytes), '界'.repeat(maxMessageBytes / 3)]) {
      expect(replyTo(create({ input }))).toMatchObject({ status: 400, code: 'payload_too_large', param: 'input' })
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
  it('items without a type stay without', () => {
    const input = [{ role: 'user', content: 'hi' }]
    expect(payloadOf({ input })).toMatchObject({ input })
  })
  it('only the provider part leaves the model', () => {
    expect(payloadOf({ model: 'openai/ft:a/b' })).toMatchObject({ model: 'ft:a/b' })
  })
})

describe('third-party clients', () => {
  it('name a model without its provider, and always read param', () => {
    const events = [create({ model: 'gpt-5' })]
    expect(runBy(openResponsesRules, ...events).effects).toEqual([{ type: 'route', turn: 1, model: 'openai/gpt-5' }])
    const locked = runBy(openResponsesRules, ...flying({ model: 'gpt-5' }), done, create({ model: 'openai/gpt-5' }))
    expect(kinds(locked)).toEqual(['route'])
    expect(effectOf(runBy(openResponsesRules, say('{')), 'reply').error.error).toEqual({
      type: 'invalid_request_error',
      code: 'invalid_json',
      message: 'Message must be valid JSON.',
      param: null,
    })
  })
  it('may use any provider where the gateway bridges to those without a websocket', () => {
    const bridged = { ...documentedRules, openaiOnly: false }
    expect(kinds(runBy(bridged, create({ model: 'anthropic/claude' })))).toEqual(['route'])
    expect(effectOf(runBy(bridged, create({ model: 'gpt-5' })), 'reply').error.error.code).toBe(
      'invalid_response_create',
    )
  })
})
