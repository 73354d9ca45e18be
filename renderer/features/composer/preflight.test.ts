import { describe, expect, it, test } from 'vitest'
import { requestFields, requestJsonSchema } from '#shared/open-responses/request/fields'
import { webSearchTools } from '#shared/open-responses/request/tools'
import { checkRequest } from './check'
import { parseBody, type Json } from '../../views/document'
import { preflight, type Draft, type Gateway } from './preflight'
import { templates } from './templates'

const schema = requestJsonSchema()
const gateway: Gateway = {
  profile: 'documented',
  bridge: false,
  models: ['openai/gpt-5-nano', 'openai/gpt-5', 'google/gemini-2.5-flash', 'simulator/fallback'],
  fields: requestFields().map((field) => field.name),
}

function ask(draft: Draft, asked: Partial<Gateway> = {}) {
  const body = parseBody(draft.body)
  return preflight(draft, body === null ? [] : checkRequest(body, schema), { ...gateway, ...asked })
}
const http = (fields: Json, transport: 'json' | 'sse' = 'json'): Draft => ({
  transport,
  body: JSON.stringify({ model: 'openai/gpt-5-nano', input: 'x', ...fields }),
})
const turn = (fields: Json): Draft => ({
  transport: 'websocket',
  body: JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', input: 'x', ...fields }),
})

test('a template breaks no rule', () => {
  for (const template of templates) expect(ask(template), template.name).toEqual([])
})

const clock = { type: 'gateway:datetime' }
const broken: readonly (readonly [string, Draft, string, RegExp])[] = [
  ['a value out of range', http({ temperature: 2.4 }), 'validation_error', /between 0 and 2/],
  ['an unknown field', http({ temprature: 1 }), 'validation_error', /temprature is not a field/],
  ['a model nobody serves', http({ model: 'openai/gpt5' }), 'unsupported_model_or_endpoint', /openai\/gpt5/],
  ['a web search', http({ tools: [{ type: 'web_search' }] }), 'invalid_request', /switched off/],
  [
    'a web search as the choice',
    http({ tool_choice: { type: 'web_search_preview' } }),
    'invalid_request',
    /switched off/,
  ],
  ['a zone that is none', http({ tools: [{ ...clock, timezone: 'Mars' }] }), 'invalid_request', /Mars is not/],
  [
    'a phase of the user',
    http({ input: [{ role: 'user', content: 'x', phase: 'commentary' }] }),
    'validation_error',
    /phase/,
  ],
  ['the clock while streaming', http({ tools: [clock], stream: true }, 'sse'), 'stream', /stream: false/],
  ['a stream over JSON', http({ stream: true }), 'stream', /events/],
  ['no stream over SSE', http({}, 'sse'), 'stream', /one body/],
  ['a turn without its type', turn({ type: 'x' }), 'invalid_response_create', /type=response\.create/],
  ['a foreign model on a socket', turn({ model: 'google/gemini-2.5-flash' }), 'invalid_response_create', /OpenAI only/],
  [
    'what sockets leave out',
    turn({ stream: true, store: true }),
    'websocket',
    /stream out on websockets.*store to false/,
  ],
]

describe.each(broken)('%s', (_name, draft, code, words) => {
  it('is told with its code, and mended with one press', () => {
    const [rule, ...others] = ask(draft)
    expect(others).toEqual([])
    expect(rule).toMatchObject({ code, sentence: expect.stringMatching(words) })
    for (const mend of rule?.mends ?? []) expect(ask(mend.apply(draft)), mend.label).toEqual([])
    expect(rule?.mends.length).toBeGreaterThan(0)
  })
})

describe('what cannot be mended by a press', () => {
  it('is only told', () => {
    expect(ask({ transport: 'sse', body: '{' })).toMatchObject([{ code: 'invalid_json', mends: [] }])
    expect(ask({ transport: 'websocket', body: '{' })).toMatchObject([{ code: 'invalid_json', mends: [] }])
    expect(ask(http({ tools: [{ type: 'function' }] }))).toMatchObject([{ code: 'validation_error', mends: [] }])
    expect(ask({ transport: 'json', body: '{"model":"openai/gpt-5"}' })).toMatchObject([
      { sentence: 'input is missing.' },
    ])
  })
})

test('what the provider checks is not claimed to fail', () => {
  expect(ask(turn({ temperature: 9, mine: 1 }))).toMatchObject([{ kind: 'differs', code: 'unchecked' }])
})

test('a bridge serves other models on a socket, and the open profile reads bare names', () => {
  expect(ask(turn({ model: 'google/gemini-2.5-flash' }), { bridge: true })).toEqual([])
  expect(ask(turn({ model: 'gpt-5-nano' }), { profile: 'open-responses' })).toEqual([])
})

test('every web search tool of the API is known here', () => {
  for (const type of webSearchTools) expect(ask(http({ tools: [{ type }] }))).toHaveLength(1)
})
