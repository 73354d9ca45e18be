import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldAliases, isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import { eventData, eventName, isTerminal, type StreamEvent } from '#shared/open-responses/events'
import { requestSchema } from '#shared/open-responses/request'
import { BlockSplitter } from '#shared/sse/split'
import { catalogueOf } from '../../../test/support/catalogue'
import { readConversation } from '../../dialects/conversation'
import { conversations, plans, requests, tools } from './fixtures/requests'
import { close, delta, open, start, stop, textStream, toolStream, type WireEvent } from './fixtures/streams'
import { anthropic } from './index'
import { encodeBody, encodeRequest } from './request'

const codec = anthropic.codecFor({ provider: target().provider, model: 'claude-sonnet-4-5' })
const context = { generationId: 'G-1', model: 'claude', createdAt: 1_790_000_000, reasoning: 'text' } as const

function target(base_url = 'http://h', api_key = 'sk-ant-1') {
  const provider = catalogueOf({ providers: [{ id: 'anthropic', base_url, api_key }] }).providers.get('anthropic')
  if (!provider) throw new Error('no provider')
  return { provider, model: 'claude-sonnet-4-5', apiKey: provider.apiKey }
}
const request = (fields: object = {}): CanonicalRequest =>
  foldAliases(requestSchema.parse({ model: 'anthropic/claude', input: 'hi', ...fields }))
const body = (fields: object = {}, model = 'claude-sonnet-4-5') => encodeBody(request(fields), model)

describe('the request head', () => {
  it.each(['http://h', 'http://h/', 'http://h/v1'])('goes to the Messages API, with its own headers: %s', (base) => {
    expect(encodeRequest(request({ stream: true }), target(base))).toMatchObject({
      url: 'http://h/v1/messages',
      headers: { 'x-api-key': 'sk-ant-1', 'anthropic-version': '2023-06-01', accept: 'text/event-stream' },
    })
  })
  it('has no key when there is none', () => {
    expect(encodeRequest(request(), { ...target(), apiKey: null }).headers).not.toHaveProperty('x-api-key')
  })
})

describe('a request becomes a Messages request', () => {
  it('and nothing but what was asked for', () =>
    expect(body()).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 4_096,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    }))
  it.each(requests)('%s', (_, fields, expected) => expect(body(fields)).toEqual({ ...body(), ...expected }))

  it('does not carry what the format has no place for', () => {
    const lost = { seed: 1, logit_bias: {}, previous_response_id: 'r', conversation: 'c', store: false, include: [] }
    expect(body(lost)).toEqual(body())
  })
})

describe('thinking', () => {
  const plan = (model: string, fields: object) => {
    const { max_tokens, thinking, output_config, temperature } = body(fields, model)
    return [max_tokens, thinking ?? null, output_config ?? null, temperature ?? null]
  }
  it.each(plans)('of %s asked by %j', (model, fields, expected) => expect(plan(model, fields)).toEqual(expected))

  it('yields to a forced tool', () => {
    const forced = { ...tools, tool_choice: 'required', reasoning: { effort: 'low' } }
    expect([body(forced)['thinking'], body(forced, 'claude-opus-4-6')['thinking']]).toEqual([undefined, undefined])
  })
  it('with a budget goes on after a call only where the thoughts before it come back', () => {
    const call = { type: 'function_call', call_id: 'c', name: 'w', arguments: '{}' }
    const output = { type: 'function_call_output', call_id: 'c', output: '1' }
    const thought = { type: 'reasoning', summary: [{ text: 'hm' }], encrypted_content: 'sig' }
    const thinking = (input: object[], model?: string) =>
      body({ input, reasoning: { effort: 'low' } }, model)['thinking']
    expect(thinking([call, output])).toBeUndefined()
    expect(thinking([thought, call, output])).toBeDefined()
    expect(thinking([call, output], 'claude-opus-5')).toBeDefined()
  })
  it('sampling counts as unsupported where the model refuses it', () => {
    const unsupported = (model: string) => anthropic.codecFor({ ...target(), model }).unsupported
    expect(unsupported('claude-opus-4-6')).not.toContain('temperature')
    expect(unsupported('claude-opus-4-7')).toEqual([...codec.unsupported, 'temperature', 'top_p', 'top_k'])
    expect(body({ temperature: 0, top_p: 0.5, top_k: 1 }, 'claude-opus-4-7')).toEqual(body({}, 'claude-opus-4-7'))
  })
})

describe('a conversation becomes messages that take turns', () => {
  it.each(conversations)('%s', (_, input, messages) => expect(body({ input })['messages']).toEqual(messages))
})

const sse = (events: readonly WireEvent[]) =>
  events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

/** Reads a stream as the relay does: cut into chunks, split into blocks, decoded. */
function decode(...chunks: readonly (string | Uint8Array)[]): StreamEvent[] {
  const decoder = codec.createStreamDecoder?.(context)
  if (!decoder) throw new Error('no decoder')
  const events: StreamEvent[] = []
  const splitter = new BlockSplitter()
  for (const chunk of chunks)
    splitter.feed(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk, (block) => {
      const one = new TextDecoder().decode(block)
      events.push(...decoder.feed({ name: eventName(one), data: eventData(one) }))
    })
  return [...events, ...decoder.end()]
}
const responseOf = (events: readonly StreamEvent[]): Fields => {
  const response = events.at(-1)?.['response']
  return isFields(response) ? response : {}
}

describe('a stream becomes events of the Responses API', () => {
  it('text', () => {
    const events = decode(sse(textStream))
    expect(events.map((e) => e.type.replace('response.', ''))).toEqual([
      'created',
      'in_progress',
      'output_item.added',
      'content_part.added',
      'output_text.delta',
      'output_text.delta',
      'output_text.done',
      'content_part.done',
      'output_item.done',
      'completed',
    ])
    expect(responseOf(events)).toMatchObject({
      id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
      model: 'claude-opus-5',
      created_at: 1_790_000_000,
      status: 'completed',
      finish_reason: 'stop',
      output: [{ id: 'msg_G-1_0', content: [{ type: 'output_text', text: 'Grüße 👋🏽' }] }],
      usage: { input_tokens: 25, output_tokens: 15, total_tokens: 40 },
    })
  })
  it('thoughts, text and calls, with all that was counted', () => {
    expect(responseOf(decode(sse(toolStream)))).toMatchObject({
      finish_reason: 'tool_calls',
      output: [
        {
          type: 'reasoning',
          content: [{ text: 'They want the weather.' }],
          encrypted_content: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl',
        },
        { type: 'reasoning', content: [{ text: '' }], encrypted_content: 'redacted_thinking:EmwKAhgBEgy3va3pzix' },
        { type: 'message', content: [{ text: 'Let me look.' }] },
        { type: 'function_call', call_id: 'toolu_01T1x1', name: 'get_weather', arguments: '{"city": "Oslo"}' },
        { type: 'function_call', call_id: 'toolu_01T1x2', name: 'now', arguments: '{}' },
      ],
      usage: {
        input_tokens: 3_210,
        input_tokens_details: { cached_tokens: 3_000, cache_write_tokens: 200 },
        output_tokens: 89,
        total_tokens: 3_299,
      },
    })
  })
  it('that a client can send back as they came', () => {
    const { output } = responseOf(decode(sse(toolStream)))
    const { messages } = body({ input: output }) as { messages: { content: { type: string }[] }[] }
    const sent = toolStream.flatMap(({ content_block: block }) => (isFields(block) ? [block['type']] : []))
    expect(messages[0]?.content.map((block) => block.type)).toEqual(sent)
    expect(messages[0]?.content.slice(0, 2)).toEqual([
      {
        type: 'thinking',
        thinking: 'They want the weather.',
        signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3hGgxBdjrkzLoky3dl',
      },
      { type: 'redacted_thinking', data: 'EmwKAhgBEgy3va3pzix' },
    ])
  })
  it.each<readonly [string | null, string, string, string | null]>([
    ['end_turn', 'completed', 'stop', null],
    ['stop_sequence', 'completed', 'stop', null],
    ['pause_turn', 'completed', 'stop', null],
    ['brand_new', 'completed', 'stop', null],
    [null, 'completed', 'stop', null],
    ['tool_use', 'completed', 'tool_calls', null],
    ['max_tokens', 'incomplete', 'length', 'max_output_tokens'],
    ['model_context_window_exceeded', 'incomplete', 'length', 'max_output_tokens'],
    ['refusal', 'incomplete', 'content_filter', 'content_filter'],
  ])('the end %s', (reason, status, finish_reason, why) => {
    expect(responseOf(decode(sse([start(), ...stop(reason)])))).toMatchObject({
      status,
      finish_reason,
      incomplete_details: why && { reason: why },
    })
  })
  it('a refusal with its explanation', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'Not this.' }
    const { output } = responseOf(decode(sse([start(), ...stop('refusal', { stop_details })])))
    expect(output).toMatchObject([{ content: [{ type: 'refusal', refusal: 'Not this.' }], status: 'incomplete' }])
  })
  it('what it does not know, and what was not asked for, says nothing', () => {
    const search = [
      open(0, { type: 'server_tool_use', id: 's', name: 'web_search', input: {} }),
      delta(0, 'input_json_delta', { partial_json: '{' }),
      close(0),
      { type: 'brand_new' },
      delta(7, 'citations_delta', { citation: {} }),
    ]
    expect(responseOf(decode(sse([start(), ...search, ...stop('end_turn')])))).toMatchObject({ output: [] })
  })
})

describe('what goes wrong in a stream', () => {
  const half = sse(textStream.slice(0, 5))
  const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
  it.each<readonly [string, string, string, string]>([
    ['an error', sse([overloaded]), 'overloaded_error', 'Overloaded'],
    [
      'an error without words',
      'data: {"type":"error"}\n\n',
      'api_error',
      'The provider ended the response with an error.',
    ],
    ['an error of what stands before it', 'data: {"error":{"code":"c","message":"m"}}\n\n', 'c', 'm'],
    [
      'broken JSON',
      'data: {"type":\n\n',
      'invalid_upstream_event',
      'The provider sent an event that is not a JSON object.',
    ],
  ])('%s ends it as failed', (_, wire, code, message) => {
    const events = decode(half, wire, sse(textStream))
    expect(events.filter((e) => isTerminal(e.type))).toHaveLength(1)
    expect(responseOf(events)).toMatchObject({ status: 'failed', error: { code, message } })
  })
  it('a stream that was cut has no terminal event', () => {
    expect(decode(half).some((e) => isTerminal(e.type))).toBe(false)
    expect(decode(sse(toolStream.slice(0, -1))).some((e) => isTerminal(e.type))).toBe(false)
  })
  it.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [402, 'billing_error'],
    [403, 'permission_error'],
    [404, 'not_found_error'],
    [413, 'request_too_large'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [529, 'overloaded_error'],
  ])('a refusal with status %i names its type', (status, code) => {
    const wire = codec.emulator.error(status, { code: 'x', message: 'No.' })
    expect(wire).toEqual({ type: 'error', error: { type: code, message: 'No.' }, request_id: null })
    expect(codec.decodeError(status, JSON.stringify(wire))).toMatchObject({ code, message: 'No.' })
  })
})

/** The events of a stream folded into the message they tell. */
const wholeMessage = (events: readonly WireEvent[], content: object[], stop_reason: string, usage: object): Fields => ({
  ...(events[0]?.['message'] as Fields),
  content,
  stop_reason,
  usage,
})

describe('a whole message', () => {
  it('says what its stream would say', () => {
    const content = [
      { type: 'thinking', thinking: 'hm', signature: 's' },
      { type: 'text', text: 'a' },
      { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: [1] } },
    ]
    const usage = { input_tokens: 5, output_tokens: 9, output_tokens_details: { thinking_tokens: 4 } }
    expect(codec.decodeResponse(wholeMessage(textStream, content, 'tool_use', usage), context)).toMatchObject({
      status: 'completed',
      output: [
        { type: 'reasoning', encrypted_content: 's' },
        { type: 'message', content: [{ text: 'a' }] },
        { type: 'function_call', arguments: '{"a":[1]}' },
      ],
      usage: { total_tokens: 14, output_tokens_details: { reasoning_tokens: 4 } },
    })
  })
  it.each([
    [{ type: 'error', error: { type: 'api_error', message: 'm' } }, 'api_error'],
    [{}, 'invalid_upstream_body'],
    [{ content: 'text' }, 'invalid_upstream_body'],
  ])('that is none has failed: %j', (wire, code) =>
    expect(codec.decodeResponse(wire, context)).toMatchObject({ status: 'failed', error: { code } }),
  )
})

describe('for every stream', () => {
  it('the cuts of its bytes and its line ends make no difference', () => {
    const places = fc.array(fc.nat(4_000), { maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom(textStream, toolStream), places, fc.boolean(), (events, cuts, crlf) => {
        const bytes = new TextEncoder().encode(crlf ? sse(events).replaceAll('\n', '\r\n') : sse(events))
        const at = [0, ...cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b), bytes.length]
        expect(decode(...at.slice(1).map((end, i) => bytes.subarray(at[i], end)))).toEqual(decode(sse(events)))
      }),
    )
  })
  it('ten thousand events of any kind throw nothing and end it once', () => {
    const kinds = ['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta']
    const block = fc.record({ type: fc.constantFrom('text', 'thinking', 'tool_use'), input: fc.jsonValue() })
    const event = fc.record(
      {
        type: fc.constantFrom(...kinds, 'message_stop', 'x'),
        index: fc.nat(3),
        content_block: block,
        delta: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    const line = fc.oneof(event, fc.jsonValue()).map((value) => `data: ${JSON.stringify(value)}\n\n`)
    fc.assert(
      fc.property(fc.array(line, { minLength: 100, maxLength: 100 }), (lines) => {
        expect(decode(...lines).filter((e) => isTerminal(e.type)).length).toBeLessThan(2)
      }),
    )
  })
})

describe('a request read back', () => {
  it('is the conversation that was sent', () => {
    const input = [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'a' },
          { type: 'input_image', image_url: 'https://h/a.png' },
        ],
      },
      { type: 'reasoning', summary: [{ text: 'hm' }], encrypted_content: 'sig' },
      { role: 'assistant', content: 'b' },
      { type: 'function_call', call_id: 'c1', name: 'w', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'c1', output: 'x', status: 'failed' },
      {
        role: 'user',
        content: [{ type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,AA' }],
      },
    ]
    const sent = request({ input, instructions: 'Sys.', stream: true, ...tools })
    const read = codec.emulator.readRequest(encodeRequest(sent, target()))
    expect(read).toMatchObject({ stream: true, request: { model: 'claude-sonnet-4-5', max_output_tokens: 4_096 } })
    expect(readConversation(read.request as CanonicalRequest)).toEqual(readConversation(sent))
    expect(read.request['tools']).toMatchObject([{ type: 'function', name: 'w' }])
  })
  it('is nothing where nothing was sent', () =>
    expect(codec.emulator.readRequest({ url: '', body: '{' })).toEqual({ stream: false, request: { input: [] } }))
})
