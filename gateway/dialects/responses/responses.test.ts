import { describe, expect, it } from 'vitest'
import { requestSchema } from '#shared/open-responses/request'
import { catalogueOf } from '../../../test/support/catalogue'
import { foldAliases } from '#shared/open-responses/canonical'
import { encodeBody, encodeHandshake, encodeRequest } from './request'
import { decorateResponse } from './response'

const request = (fields: object = {}) =>
  foldAliases(requestSchema.parse({ model: 'openai/gpt-5', input: 'hi', ...fields }))
const body = (fields: object = {}) => encodeBody(request(fields), 'gpt-5')

describe('a request goes to the provider as the client sent it', () => {
  it('under the provider’s name of the model', () => expect(body()).toEqual({ model: 'gpt-5', input: 'hi' }))
  it('without what only the gateway reads', () => {
    const own = {
      debug: { enabled: true },
      meta: true,
      usage: true,
      provider: { only: ['a'] },
      routing: {},
      session_id: 's',
      echo_upstream_request: true,
    }
    expect(body({ ...own, metadata: { a: 'b' }, seed: 4 })).toEqual({
      model: 'gpt-5',
      input: 'hi',
      metadata: { a: 'b' },
      seed: 4,
    })
  })
  it.each<readonly [object, number]>([
    [{ max_tokens: 3 }, 3],
    [{ max_tokens: 3, max_completion_tokens: 2 }, 2],
    [{ max_tokens: 3, max_completion_tokens: 2, max_output_tokens: 1 }, 1],
    [{ max_tokens: 3, max_output_tokens: null }, 3],
  ])('with one name for the token limit: %j', (fields, limit) => {
    expect(body(fields)).toEqual({ model: 'gpt-5', input: 'hi', max_output_tokens: limit })
  })
  it.each([
    { modalities: ['text'], responseModalities: ['image'] },
    { response_modalities: ['text'] },
    { responseModalities: ['text'] },
  ])('with one name for the modalities: %j', (fields) =>
    expect(body(fields)).toEqual({ model: 'gpt-5', input: 'hi', modalities: ['text'] }),
  )
  it('with function tools flat, other tools as they are', () => {
    const nested = { type: 'function', function: { name: 'f', parameters: {} }, strict: true }
    const others = [
      { type: 'function', name: 'g' },
      { type: 'web_search', function: 'x' },
      { type: 'custom', function: { name: 'h' } },
    ]
    expect(body({ tools: [nested, ...others] })['tools']).toEqual([
      { type: 'function', name: 'f', parameters: {}, strict: true },
      ...others,
    ])
  })
  it('with an input object as one item', () => {
    expect(body({ input: { role: 'user' } })['input']).toEqual([{ role: 'user' }])
    expect(body({ input: [{ role: 'user' }] })['input']).toEqual([{ role: 'user' }])
  })
})

describe('the request head', () => {
  const provider = (more: object = {}) => {
    const found = catalogueOf({ providers: [{ id: 'openai', base_url: 'http://h/v1/', ...more }] }).providers.get(
      'openai',
    )
    if (!found) throw new Error('no provider')
    return { provider: found, model: 'gpt-5', apiKey: found.apiKey }
  }
  it('carries the key and asks for what the client asked for', () => {
    expect(encodeRequest(request({ stream: true }), provider({ api_key: 'k' }))).toMatchObject({
      url: 'http://h/v1/responses',
      headers: { authorization: 'Bearer k', accept: 'text/event-stream', 'accept-encoding': 'identity' },
    })
    expect(encodeRequest(request(), provider()).headers).toEqual({
      'content-type': 'application/json',
      accept: 'application/json',
      'accept-encoding': 'identity',
    })
  })
  it('of a websocket', () => {
    expect(encodeHandshake(provider({ api_key: 'k' }))).toEqual({
      url: 'http://h/v1/responses',
      headers: { authorization: 'Bearer k' },
    })
    expect(encodeHandshake(provider()).headers).toEqual({})
  })
})

describe('a response carries the gateway’s identity and both spellings', () => {
  const served = { createdAt: 7, generationId: 'G-1', model: 'openai/gpt-5', request: request() }
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 }
  it('identity, times, output and usage', () => {
    expect(decorateResponse({ id: 'resp_1', model: 'gpt-5', created_at: 9, output: [1], usage }, served)).toMatchObject(
      {
        id: 'G-1',
        nativeResponseId: 'resp_1',
        model: 'openai/gpt-5',
        created_at: 9,
        created: 9,
        output: [1],
        output_items: [1],
        usage: {
          ...usage,
          prompt_tokens: 1,
          completion_tokens: 2,
          input_tokens_details: { cached_tokens: 0 },
          output_tokens_details: { reasoning_tokens: 0 },
        },
      },
    )
  })
  it('from the older spelling as well, with the sum when nobody said one', () => {
    const old = decorateResponse({ created: 9, usage: { prompt_tokens: 1, completion_tokens: 2 } }, served)
    expect(old).toMatchObject({
      created_at: 9,
      usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      nativeResponseId: null,
    })
  })
  it('null stays null, more comes last', () =>
    expect(decorateResponse({ usage: null }, served, { meta: 1, usage: 2 })).toMatchObject({ meta: 1, usage: 2 }))
})

describe('a response repeats the settings of its request', () => {
  const echo = (fields: object, response: object = {}) =>
    decorateResponse({ ...response }, { generationId: 'G-1', model: 'm', request: request(fields), createdAt: 7 })
  it('with their documented defaults when nobody said anything', () =>
    expect(echo({})).toMatchObject({
      truncation: 'disabled',
      tools: [],
      metadata: {},
      instructions: null,
      store: false,
    }))
  it('as the client gave them when the provider does not repeat them', () =>
    expect(echo({ temperature: 0.2, store: true })).toMatchObject({ temperature: 0.2, store: true }))
  it('as the provider says they are in effect', () =>
    expect(echo({ service_tier: 'auto' }, { service_tier: 'flex', temperature: 1 })).toMatchObject({
      service_tier: 'flex',
      temperature: 1,
    }))
  it('with their defaults where the provider says null', () =>
    expect(echo({ top_p: 0.5 }, { top_p: null, tools: null, reasoning: { effort: 'low' } })).toMatchObject({
      top_p: 0.5,
      tools: [],
      reasoning: { effort: 'low', summary: null },
    }))
  it('and every key of a format', () => {
    const format = { type: 'json_schema', name: 'n', schema: {} }
    const { text } = echo({}, { text: { format, verbosity: null } })
    expect(text).toEqual({ format: { ...format, description: null, strict: false } })
  })
  it('but what only the client can know as the client gave it', () => {
    const tools = [{ type: 'function', function: { name: 'f', parameters: {} } }]
    const body = echo(
      { metadata: { k: 'v' }, instructions: 'I', tools },
      { metadata: {}, tools: [], instructions: null },
    )
    expect(body).toMatchObject({ metadata: { k: 'v' }, instructions: 'I' })
    expect(body['tools']).toEqual([{ type: 'function', name: 'f', description: null, parameters: {}, strict: null }])
  })
  it.each<readonly [object, unknown]>([
    [{ status: 'completed', output: [] }, 'stop'],
    [{ status: 'completed', output: [{ type: 'function_call' }] }, 'tool_calls'],
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'content_filter'],
    [{ status: 'failed' }, 'error'],
    [{ status: 'completed', finish_reason: 'stop_sequence' }, 'stop_sequence'],
    [{ status: 'in_progress' }, undefined],
  ])('and says why it finished: %j', (response, finish) => expect(echo({}, response)['finish_reason']).toBe(finish))
})
