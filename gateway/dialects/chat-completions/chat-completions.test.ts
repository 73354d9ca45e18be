import { describe, expect, it } from 'vitest'
import type { Fields } from '#shared/open-responses/canonical'
import type { StreamEvent } from '#shared/open-responses/events'
import { decodeContext, readSaid } from '../../../test/support/codec'
import { checkOrder } from '../../../test/support/event-order'
import { decodeResponse } from './response'
import { createStreamDecoder } from './stream'

/** Chunks as objects, or as the text they come in. */
function decode(chunks: readonly unknown[], close = true, name = ''): StreamEvent[] {
  const decoder = createStreamDecoder(decodeContext)
  const feed = (chunk: unknown) =>
    decoder.feed({ name, data: typeof chunk === 'string' ? chunk : JSON.stringify(chunk) })
  const events = [...chunks.flatMap(feed), ...(close ? decoder.end() : [])]
  if (events.length > 0) checkOrder(events)
  return events
}
const delta = (fields: Fields, more: Fields = {}): Fields => ({
  id: 'c1',
  created: 9,
  model: 'native',
  choices: [{ index: 0, delta: fields, finish_reason: null }],
  ...more,
})
const stop = (reason = 'stop', more: Fields = {}) => ({
  choices: [{ index: 0, delta: {}, finish_reason: reason }],
  ...more,
})
const counted = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }
const last = (events: readonly StreamEvent[]): Fields => events.at(-1)?.['response'] as Fields
const said = (chunks: readonly unknown[]) => readSaid(last(decode(chunks)))

describe('a stream', () => {
  it('tells the id, the model and the time of the provider', () => {
    expect(decode([delta({ content: 'a' })])[0]?.['response']).toMatchObject({
      id: 'c1',
      model: 'native',
      created_at: 9,
    })
  })
  it.each<readonly [string, string, unknown]>([
    ['stop', 'completed', null],
    ['tool_calls', 'completed', null],
    ['function_call', 'completed', null],
    ['length', 'incomplete', 'max_output_tokens'],
    ['content_filter', 'incomplete', 'content_filter'],
    ['something_new', 'completed', null],
    ['error', 'failed', null],
  ])('that finishes with %s is %s', (reason, status, incomplete) => {
    expect(said([delta({ content: 'a' }), stop(reason), '[DONE]'])).toMatchObject({ status, incomplete })
  })
  it('that is cut in a call has no whole call', () => {
    const call = { index: 0, id: 'call_1', function: { name: 'f', arguments: '{"a":' } }
    const output = last(decode([delta({ tool_calls: [call] }), stop('length'), '[DONE]']))['output']
    expect(output).toMatchObject([{ type: 'function_call', status: 'incomplete', arguments: '{"a":' }])
  })
  it('ends at once when the count comes with the finish or after it', () => {
    const after = decode([delta({ content: 'a' }), stop(), { choices: [], usage: counted }], false)
    const within = decode([delta({ content: 'a' }), stop('stop', { usage: counted })], false)
    const nullChoices = decode([delta({ content: 'a' }), stop(), { choices: null, usage: counted }], false)
    for (const events of [after, within, nullChoices])
      expect(last(events)).toMatchObject({
        status: 'completed',
        usage: { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
      })
  })
  it('takes the last of many counts', () => {
    const early = { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 }
    const events = decode([delta({ content: 'a' }, { usage: early }), stop(), { choices: [], usage: counted }], false)
    expect(last(events)).toMatchObject({ usage: { output_tokens: 2 } })
  })
  it('without any count has none', () => {
    expect(last(decode([delta({ content: 'a' }), stop(), '[DONE]'], false))).toMatchObject({
      status: 'completed',
      usage: null,
    })
  })
  it('without [DONE] ends when it closes, if it gave a reason', () => {
    expect(last(decode([delta({ content: 'a' }), stop()]))).toMatchObject({ status: 'completed' })
    expect(decode([delta({ content: 'a' })]).at(-1)?.type).toBe('response.output_text.delta')
  })
  it('says nothing after its end', () => {
    const events = decode([
      delta({ content: 'a' }),
      stop('stop', { usage: counted }),
      delta({ content: 'b' }),
      '[DONE]',
      '[DONE]',
    ])
    expect(readSaid(last(events)).text).toBe('a')
  })
  it('with [DONE] and no reason stopped by itself', () => {
    expect(said([delta({ content: 'a' }), '[DONE]'])).toMatchObject({ status: 'completed', text: 'a' })
  })
  it.each<readonly [string, readonly unknown[], string, string]>([
    ['an error', [delta({ content: 'a' }), { error: { message: 'm', code: 502 } }], '502', 'm'],
    ['an error with a code', [{ error: { message: 'm', type: 't', code: 'c' } }], 'c', 'm'],
    ['an error as a text', [{ error: 'overloaded' }], 'overloaded', 'overloaded'],
    ['a flat error', [{ object: 'error', message: 'm', code: 40_303 }], '40303', 'm'],
    [
      'no JSON',
      [delta({ content: 'a' }), '{"id":'],
      'invalid_upstream_event',
      'The provider sent a stream event that is not a JSON object.',
    ],
    ['no object', ['[1]'], 'invalid_upstream_event', 'The provider sent a stream event that is not a JSON object.'],
    ['nothing at all', ['[DONE]'], 'upstream_empty_response', 'The provider ended its answer without saying anything.'],
  ])('with %s in it fails', (_, chunks, code, message) => {
    expect(last(decode(chunks))).toMatchObject({ status: 'failed', error: { code, message } })
  })
  it('whose event is named an error fails', () => {
    expect(last(decode([{ message: 'm' }], true, 'error'))).toMatchObject({ error: { message: 'm' } })
  })
  it.each<readonly [string, readonly Fields[], string]>([
    ['reasoning_content', [{ reasoning_content: 'a' }, { reasoning_content: 'b' }], 'ab'],
    ['reasoning', [{ reasoning: 'a' }, { reasoning: 'b' }], 'ab'],
    ['both at once', [{ reasoning: 'a', reasoning_content: 'a' }], 'a'],
    ['text and details', [{ reasoning: 'a', reasoning_details: [{ type: 'reasoning.text', text: 'a' }] }], 'a'],
    [
      'details',
      [
        {
          reasoning_details: [
            { type: 'reasoning.summary', summary: 'a' },
            { type: 'reasoning.encrypted', data: 'x' },
          ],
        },
      ],
      'a',
    ],
    ['parts', [{ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'a' }] }] }], 'a'],
  ])('thinks in %s', (_, deltas, reasoning) => {
    expect(said([...deltas.map((d) => delta(d)), delta({ content: 'x' }), stop()])).toMatchObject({
      reasoning,
      text: 'x',
    })
  })
  it('speaks in text, parts and refusals', () => {
    expect(
      said([delta({ role: 'assistant', content: null }), delta({ content: [{ type: 'text', text: 'a' }] }), stop()])
        .text,
    ).toBe('a')
    expect(said([delta({ refusal: 'n' }), delta({ refusal: 'o' }), stop()]).refusal).toBe('no')
  })
  it('shows images', () => {
    const images = [
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
      { type: 'image_url', image_url: { url: 'https://x/y' } },
    ]
    expect(last(decode([delta({ content: '', images }), stop()]))).toMatchObject({
      output: [
        {
          content: [
            { type: 'output_image', b64_json: 'AA==', mime_type: 'image/png' },
            { type: 'output_image', image_url: { url: 'https://x/y' } },
          ],
        },
      ],
    })
  })
  it('is heard as it comes, and as one part at the end', () => {
    const sound = (audio: Fields) => delta({ audio })
    const events = decode([
      sound({ id: 'a', transcript: 'he' }),
      sound({ data: 'AA==' }),
      sound({ data: 'AQ==', transcript: 'y' }),
      stop(),
    ])
    const types = events.map((event) => event.type)
    expect(types.filter((type) => type.startsWith('response.audio.'))).toEqual([
      'response.audio.transcript.delta',
      'response.audio.delta',
      'response.audio.delta',
      'response.audio.transcript.delta',
      'response.audio.done',
      'response.audio.transcript.done',
    ])
    const part = { type: 'output_audio', b64_json: 'AAE=', mime_type: 'audio/pcm', format: 'pcm16', transcript: 'hey' }
    expect(last(events)).toMatchObject({ output: [{ content: [part] }] })
  })
})

describe('the usage of an answer', () => {
  it.each<readonly [string, Fields, Fields]>([
    [
      'with details',
      {
        ...counted,
        prompt_tokens_details: { cached_tokens: 1, cache_write_tokens: 2 },
        completion_tokens_details: { reasoning_tokens: 1 },
      },
      {
        input_tokens_details: { cached_tokens: 1, cache_write_tokens: 2 },
        output_tokens_details: { reasoning_tokens: 1 },
      },
    ],
    [
      'with the cache under another name',
      { ...counted, prompt_cache_hit_tokens: 2 },
      { input_tokens_details: { cached_tokens: 2 } },
    ],
    [
      'in the words of the Responses API',
      { input_tokens: 3, output_tokens: 2 },
      { input_tokens: 3, output_tokens: 2, total_tokens: 5 },
    ],
    ['with nulls', { ...counted, prompt_tokens_details: null, completion_tokens_details: null }, { total_tokens: 5 }],
  ])('%s', (_, usage, expected) => {
    expect(last(decode([stop('stop', { usage })]))['usage']).toMatchObject(expected)
  })
  it.each([{}, { prompt_tokens: 'x' }, [], 5])('of no use is none: %j', (usage) => {
    expect(last(decode([stop('stop', { usage })]))['usage']).toBeNull()
  })
})

describe('the calls of an answer', () => {
  const calls = (...lists: readonly Fields[][]) => {
    const response = last(decode([...lists.map((tool_calls) => delta({ tool_calls })), stop('tool_calls'), '[DONE]']))
    return (response['output'] as Fields[]).map((item) => [item['call_id'], item['name'], item['arguments']])
  }
  const f = (fields: Fields) => ({ type: 'function', function: fields })
  it('come in pieces by their index, also in turns', () => {
    expect(
      calls(
        [{ index: 0, id: 'a', ...f({ name: 'f', arguments: '' }) }],
        [{ index: 1, id: 'b', ...f({ name: 'g', arguments: '{"y"' }) }],
        [
          { index: 0, ...f({ arguments: '{"x":1}' }) },
          { index: 1, ...f({ arguments: ':2}' }) },
        ],
      ),
    ).toEqual([
      ['a', 'f', '{"x":1}'],
      ['b', 'g', '{"y":2}'],
    ])
  })
  it('repeat their id and an empty name', () => {
    expect(
      calls(
        [{ index: 0, id: 'a', ...f({ name: 'f', arguments: '{' }) }],
        [{ index: 0, id: 'a', ...f({ name: '', arguments: '}' }) }],
      ),
    ).toEqual([['a', 'f', '{}']])
  })
  it('come whole, without an index', () => {
    expect(
      calls([
        { id: 'a', ...f({ name: 'f', arguments: '{}' }) },
        { id: 'b', ...f({ name: 'f', arguments: '{"x":1}' }) },
      ]),
    ).toEqual([
      ['a', 'f', '{}'],
      ['b', 'f', '{"x":1}'],
    ])
  })
  it('come whole under one index', () => {
    expect(
      calls(
        [{ index: 0, id: 'a', ...f({ name: 'f', arguments: '{}' }) }],
        [{ index: 0, id: 'b', ...f({ name: 'g', arguments: '{}' }) }],
      ),
    ).toEqual([
      ['a', 'f', '{}'],
      ['b', 'g', '{}'],
    ])
  })
  it('without an index go on where the last stopped', () => {
    expect(
      calls(
        [{ id: 'a', ...f({ name: 'f', arguments: '{"x"' }) }],
        [f({ arguments: ':1}' })],
        [{ id: 'a', ...f({ arguments: ' ' }) }],
      ),
    ).toEqual([['a', 'f', '{"x":1} ']])
  })
  it('without an id get one', () => {
    expect(calls([f({ name: 'f', arguments: { x: 1 } }), f({ name: 'f' })])).toEqual([
      ['call_G-1_0', 'f', '{"x":1}'],
      ['call_G-1_1', 'f', '{}'],
    ])
  })
  it('wait for a name that comes late, and without one are none', () => {
    expect(
      calls([{ index: 0, id: 'a', ...f({ arguments: '{' }) }], [{ index: 0, ...f({ name: 'f', arguments: '}' }) }]),
    ).toEqual([['a', 'f', '{}']])
    expect(calls([{ index: 0, id: 'a', ...f({ arguments: '{}' }) }])).toEqual([])
  })
  it('are told in the older form', () => {
    const chunks = [
      delta({ function_call: { name: 'f', arguments: '{"x"' } }),
      delta({ function_call: { arguments: ':1}' } }),
      stop('function_call'),
    ]
    expect(last(decode(chunks))).toMatchObject({
      finish_reason: 'tool_calls',
      output: [{ type: 'function_call', name: 'f', arguments: '{"x":1}' }],
    })
  })
})

describe('a whole completion', () => {
  const whole = (message: Fields, more: Fields = {}) =>
    decodeResponse(
      { id: 'c1', created: 9, model: 'native', choices: [{ index: 0, message, finish_reason: 'stop' }], ...more },
      decodeContext,
    )
  it('is a response', () => {
    const tool_calls = [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }]
    expect(
      whole({ role: 'assistant', reasoning_content: 't', content: 'x', tool_calls }, { usage: counted }),
    ).toMatchObject({
      id: 'c1',
      status: 'completed',
      finish_reason: 'tool_calls',
      model: 'native',
      created_at: 9,
      output: [
        { type: 'reasoning', content: [{ type: 'reasoning_text', text: 't' }] },
        { type: 'message', content: [{ type: 'output_text', text: 'x' }] },
        { type: 'function_call', call_id: 'a', name: 'f', arguments: '{}' },
      ],
      usage: { input_tokens: 3 },
    })
  })
  it('may be spoken', () => {
    expect(whole({ content: null, audio: { id: 'a', data: 'AA==', transcript: 'hey' } })).toMatchObject({
      output: [{ content: [{ type: 'output_audio', b64_json: 'AA==', format: 'wav', transcript: 'hey' }] }],
    })
  })
  it.each<readonly [string, Fields, string]>([
    ['an error', { error: { code: 'c', message: 'm' } }, 'c'],
    ['no choice', { choices: [] }, 'upstream_empty_response'],
    ['nothing', {}, 'upstream_empty_response'],
  ])('that has %s failed', (_, json, code) => {
    expect(decodeResponse(json, decodeContext)).toMatchObject({ status: 'failed', error: { code } })
  })
})
