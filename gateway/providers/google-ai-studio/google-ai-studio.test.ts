import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldAliases, isFields, type Fields } from '#shared/open-responses/canonical'
import { eventData, eventName, type StreamEvent } from '#shared/open-responses/events'
import { requestSchema } from '#shared/open-responses/request'
import { BlockSplitter } from '#shared/sse/split'
import { catalogueOf } from '../../../test/support/catalogue'
import { ResponseWriter } from '../../dialects/response-writer'
import { playScenario } from '../../simulator/scenario'
import { scenarios } from '../../simulator/scenarios/index'
import type { DecodeContext } from '../provider'
import { answer, early, media, spoken, streamOf } from './fixtures/answers'
import { call, conversations, model, result, says, signedTurns, user } from './fixtures/conversations'
import { reasoning, schemas, settings } from './fixtures/requests'
import { googleAiStudio } from './index'
import { encodeBody } from './request'
import { toSchema } from './schema'

const context: DecodeContext = { generationId: 'G-1', model: 'gemini-x', createdAt: 7, reasoning: 'text' }
const codec = googleAiStudio.codecFor({ provider: providerAt('http://h'), model: 'gemini-x' })

function providerAt(base_url: string) {
  const provider = catalogueOf({ providers: [{ id: 'google-ai-studio', base_url, api_key: 'AIza-k' }] }).providers.get(
    'google-ai-studio',
  )
  if (!provider) throw new Error('no provider')
  return provider
}

const canonical = (fields: object) => foldAliases(requestSchema.parse({ model: 'm', input: 'hi', ...fields }))
const bodyOf = (fields: object, model = 'gemini-2.5-flash') =>
  JSON.parse(JSON.stringify(encodeBody(canonical(fields), model))) as Fields
const contentsOf = (input: object[], model?: string) => bodyOf({ input }, model)['contents']
const configOf = (fields: object, model?: string) => bodyOf(fields, model)['generationConfig']
function decode(chunks: readonly Uint8Array[], given = context): StreamEvent[] {
  const decoder = codec.createStreamDecoder?.(given)
  if (!decoder) throw new Error('no decoder')
  const events: StreamEvent[] = []
  const splitter = new BlockSplitter()
  for (const chunk of chunks)
    splitter.feed(chunk, (bytes) => {
      const block = new TextDecoder().decode(bytes)
      const data = eventData(block)
      if (data !== '') events.push(...decoder.feed({ name: eventName(block), data }))
    })
  return [...events, ...decoder.end()]
}
const decodeAll = (answers: readonly unknown[], given = context) =>
  decode([new TextEncoder().encode(streamOf(answers))], given)
const typesOf = (events: readonly StreamEvent[]) => events.map((e) => e.type.replace('response.', ''))
const responseOf = (events: readonly StreamEvent[]) => events.at(-1)?.['response'] as Fields
const outputOf = (answers: readonly unknown[]) => responseOf(decodeAll(answers))['output'] as Fields[]

describe('the address of a request', () => {
  const urlOf = (base: string, name: string, stream = true) =>
    codec.encodeRequest(canonical({ stream }), { provider: providerAt(base), model: name, apiKey: 'AIza-k' }).url
  it.each([
    ['http://h', 'gemini-2.5-pro', 'http://h/v1beta/models/gemini-2.5-pro'],
    ['http://h/v1', 'm', 'http://h/v1/models/m'],
    ['http://h/v1beta', 'models/m', 'http://h/v1beta/models/m'],
    ['http://h/v1beta', 'tunedModels/a b?', 'http://h/v1beta/tunedModels/a%20b%3F'],
  ])('at %s for %s', (base, name, url) => {
    expect(urlOf(base, name)).toBe(`${url}:streamGenerateContent?alt=sse`)
    expect(urlOf(base, name, false)).toBe(`${url}:generateContent`)
  })
  it('never holds the key, which has its own header', () => {
    const target = { provider: providerAt('http://h'), model: 'm', apiKey: 'AIza-k' }
    expect(codec.encodeRequest(canonical({}), target).headers).toMatchObject({ 'x-goog-api-key': 'AIza-k' })
    expect(codec.encodeRequest(canonical({}), { ...target, apiKey: null }).headers).not.toHaveProperty('x-goog-api-key')
  })
})

describe('the conversation', () => {
  it.each(conversations)('has %s', (_, input, contents) => expect(contentsOf(input)).toEqual(contents))
  it('keeps instructions, system and developer text beside it', () => {
    const body = bodyOf({ instructions: 'I', input: [says('system', 'S'), says('user', 'a'), says('developer', 'D')] })
    expect(body).toEqual({ systemInstruction: { parts: [{ text: 'I\n\nS\n\nD' }] }, contents: [user({ text: 'a' })] })
  })
})

describe('a thought signature goes back in the part it came with', () => {
  it.each(signedTurns)('%s', (_, input, parts) => expect(contentsOf(input)).toEqual([model(...parts)]))
  it('and where another model made the call, newer models are told so', () => {
    const input = [call('c1', 'f'), call('c2', 'f'), result('c1', 'x')]
    expect(contentsOf(input, 'gemini-3-pro-preview')).toMatchObject([
      model({ thoughtSignature: 'skip_thought_signature_validator' }, { functionCall: { id: 'c2' } }),
      { role: 'user' },
    ])
    expect(JSON.stringify(contentsOf(input, 'gemini-2.5-pro'))).not.toContain('thoughtSignature')
  })
  it('whatever parts are signed, through the client and back', () => {
    const parts = [
      { text: 'hm', thought: true, thoughtSignature: 's1' },
      { text: 'on', thoughtSignature: 's2' },
      { functionCall: { id: 'c', name: 'f', args: {} }, thoughtSignature: 's3' },
      { functionCall: { name: 'f', args: {} } },
    ]
    expect(contentsOf(outputOf([answer(parts, 'STOP')]))).toEqual([model(...parts)])
    const image = [{ inlineData: { mimeType: 'image/png', data: 'QQ==' }, thoughtSignature: 's1' }]
    expect(contentsOf(outputOf([answer(image, 'STOP')]))).toEqual([model(...image)])
  })
})

describe('settings', () => {
  it('have Gemini’s names', () => {
    expect(configOf(settings.given)).toEqual(settings.config)
    expect(bodyOf({ metadata: { a: 'b' }, user: 'u', store: true, provider: { only: ['a'] } })).toEqual({
      contents: [user({ text: 'hi' })],
    })
    expect(bodyOf({ provider_options: { google: { cached_content: 'cachedContents/7' } } })).toMatchObject({
      cachedContent: 'cachedContents/7',
    })
  })
  it.each(reasoning)('reasoning %j of %s', (asked, name, thinkingConfig) => {
    expect(configOf({ reasoning: asked }, name)).toEqual({ thinkingConfig })
  })
  it.each<readonly [object, object]>([
    [{ type: 'json_object' }, {}],
    [{ type: 'json_schema', name: 'n', schema: { type: 'string' } }, { responseSchema: { type: 'string' } }],
    [{ type: 'json_schema', name: 'n', schema: { $ref: '#/$defs/a' } }, { responseJsonSchema: { $ref: '#/$defs/a' } }],
  ])('the format %j', (format, more) => {
    expect(configOf({ text: { format } })).toEqual({ responseMimeType: 'application/json', ...more })
  })
})

describe('tools', () => {
  const tool = (name: string, parameters?: object) => ({
    type: 'function',
    name,
    ...(parameters ? { parameters } : {}),
  })
  const city = { type: 'object', properties: { city: { type: 'string' } }, additionalProperties: false }
  it('are declared in one list, with parameters only where there are some', () => {
    const map = { type: 'object', additionalProperties: { type: 'number' } }
    const { tools } = bodyOf({ tools: [{ ...tool('f', city), description: 'd' }, tool('g'), tool('h', map)] })
    const declared = [
      { name: 'f', description: 'd', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
      { name: 'g' },
      { name: 'h', parametersJsonSchema: map },
    ]
    expect(tools).toEqual([{ functionDeclarations: declared }])
  })
  it.each<readonly [unknown, object]>([
    ['auto', { mode: 'AUTO' }],
    ['none', { mode: 'NONE' }],
    ['required', { mode: 'ANY' }],
    [
      { type: 'function', name: 'g' },
      { mode: 'ANY', allowedFunctionNames: ['g'] },
    ],
    [
      { type: 'function', function: { name: 'g' } },
      { mode: 'ANY', allowedFunctionNames: ['g'] },
    ],
    [{ type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'g' }] }, { mode: 'AUTO' }],
  ])('are chosen by %j', (tool_choice, functionCallingConfig) => {
    expect(bodyOf({ tools: [tool('f'), tool('g')], tool_choice })['toolConfig']).toEqual({ functionCallingConfig })
    expect(bodyOf({ tool_choice })).toEqual({ contents: [user({ text: 'hi' })] })
  })
  it('that are not allowed stay away', () => {
    const tool_choice = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'g' }] }
    expect(bodyOf({ tools: [tool('f'), tool('g')], tool_choice })).toMatchObject({
      tools: [{ functionDeclarations: [{ name: 'g' }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
    })
  })
  it.each(schemas)('take the schema %j', (schema, said) => expect(toSchema(schema)).toEqual(said))
})

describe('a stream', () => {
  it('of thoughts, text and calls', () => {
    const events = decodeAll(spoken.answers)
    expect(typesOf(events).filter((type) => type.endsWith('.delta'))).toEqual([
      'reasoning_text.delta',
      'reasoning_text.delta',
      'output_text.delta',
      'output_text.delta',
      ...Array.from({ length: 3 }, () => 'function_call_arguments.delta'),
    ])
    expect(events.map((e) => e['sequence_number'])).toEqual(events.map((_, i) => i))
    expect(responseOf(events)).toMatchObject(spoken.response)
  })
  it('with images, sound and code that ran', () => {
    expect(outputOf([answer(media.parts, 'STOP')])).toMatchObject([{ content: media.content }])
  })
  it.each<readonly [string, string, string | null]>([
    ['STOP', 'completed', null],
    ['MAX_TOKENS', 'incomplete', 'max_output_tokens'],
    ...['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'IMAGE_SAFETY'].map(
      (reason) => [reason, 'incomplete', 'content_filter'] as const,
    ),
    ...['OTHER', 'LANGUAGE', 'MALFORMED_FUNCTION_CALL', 'UNEXPECTED_TOOL_CALL', 'A_NEW_ONE'].map(
      (reason) => [reason, 'failed', null] as const,
    ),
  ])('that stops with %s is %s', (reason, status, why) => {
    const last = answer([{ text: 'x' }], reason)
    for (const response of [responseOf(decodeAll([last])), codec.decodeResponse(last, context)]) {
      expect(response).toMatchObject({ status, incomplete_details: why && { reason: why } })
      expect(response['usage']).toMatchObject({ input_tokens: 9, output_tokens: 4, total_tokens: 13 })
      if (status === 'failed') expect(JSON.stringify(response['error'])).toContain(reason)
    }
  })
  it('whose prompt is blocked is incomplete, without output', () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' }, ...early }
    const expected = { status: 'incomplete', output: [], incomplete_details: { reason: 'content_filter' } }
    expect(responseOf(decodeAll([blocked]))).toMatchObject(expected)
    expect(codec.decodeResponse(blocked, context)).toMatchObject(expected)
  })
  it('ends when it says so, or with the usage that follows', () => {
    const decoder = codec.createStreamDecoder?.(context)
    const feed = (value: object) => typesOf(decoder?.feed({ name: '', data: JSON.stringify(value) }) ?? [])
    expect(feed(answer([{ text: 'x' }], 'STOP', { usageMetadata: undefined })).at(-1)).toBe('output_text.delta')
    expect(feed({ usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2 } }).at(-1)).toBe('completed')
    expect(feed(answer([{ text: 'y' }]))).toEqual([])
    expect(decoder?.end()).toEqual([])
    expect(typesOf(decodeAll([answer([], 'STOP', { usageMetadata: undefined })])).at(-1)).toBe('completed')
  })
  it('without a reason to end was cut', () => {
    expect(typesOf(decodeAll([answer([{ text: 'x' }])])).at(-1)).toBe('output_text.delta')
    expect(decodeAll([])).toEqual([])
  })
  it.each<readonly [string, unknown, object]>([
    ['an error', { error: { code: 503, status: 'UNAVAILABLE', message: 'm' } }, { code: 'UNAVAILABLE', message: 'm' }],
    ['an error in a list', [{ error: { code: 500, message: 'm' } }], { code: '500', message: 'm' }],
    ['no object', 5, { code: 'invalid_upstream_event' }],
  ])('with %s in it fails', (_, event, error) => {
    const events = decodeAll([answer([{ text: 'x' }]), event, answer([], 'STOP')])
    expect(typesOf(events).at(-1)).toBe('failed')
    expect(responseOf(events)).toMatchObject({ status: 'failed', error })
  })
  it('of broken JSON fails, `[DONE]` is nothing', () => {
    const decoder = codec.createStreamDecoder?.(context)
    expect(decoder?.feed({ name: '', data: '[DONE]' })).toEqual([])
    expect(typesOf(decoder?.feed({ name: '', data: '{"candidates":' }) ?? []).at(-1)).toBe('failed')
  })
  it('is the same however its bytes are cut, and whatever ends its lines', () => {
    const answers = [answer([{ text: 'Grüße 👋🏽' }]), answer([{ functionCall: { name: 'f' } }], 'STOP')]
    const whole = decodeAll(answers)
    const cuts = fc.array(fc.nat(2_000), { maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom('\n', '\r\n', '\r'), cuts, (newline, at) => {
        const bytes = new TextEncoder().encode(streamOf(answers, newline))
        const ends = [...at.map((n) => n % bytes.length).sort((a, b) => a - b), bytes.length]
        expect(decode(ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end)))).toEqual(whole)
      }),
    )
  })
})

it('a body without a candidate fails; one without a reason to end is whole', () => {
  expect(codec.decodeResponse({}, context)).toMatchObject({ status: 'failed', output: [] })
  expect(codec.decodeResponse(answer([{ text: 'x' }]), context)).toMatchObject({ status: 'completed' })
})

describe('whatever JSON comes', () => {
  const key = fc.constantFrom(
    'candidates',
    'content',
    'parts',
    'functionCall',
    'args',
    'usageMetadata',
    'error',
    'inlineData',
    'text',
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.jsonValue(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }))
  it('nothing throws', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), fc.integer({ min: 400, max: 599 }), (values, status) => {
        decodeAll(values)
        for (const one of values) {
          codec.decodeError(status, JSON.stringify(one))
          codec.emulator.readRequest({ url: 'x', body: JSON.stringify(one) })
          if (isFields(one)) codec.decodeResponse(one, context)
        }
      }),
    )
  })
  it('nor when it is nested deeper than it can be written', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const data = `{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":${deep}}}}]}}]}`
    expect(typesOf(codec.createStreamDecoder?.(context).feed({ name: '', data }) ?? []).at(-1)).toBe('failed')
  })
})

describe('a refusal', () => {
  const names: Readonly<Record<number, string>> = {
    400: 'INVALID_ARGUMENT',
    401: 'UNAUTHENTICATED',
    403: 'PERMISSION_DENIED',
    404: 'NOT_FOUND',
    429: 'RESOURCE_EXHAUSTED',
    500: 'INTERNAL',
    503: 'UNAVAILABLE',
  }
  it.each(Object.entries(names))('with %s is named %s, also in a list', (status, name) => {
    const body = codec.emulator.error(Number(status), { message: 'm', code: 'c' })
    for (const sent of [body, [body]])
      expect(codec.decodeError(Number(status), JSON.stringify(sent))).toEqual({
        code: name,
        message: 'm',
        description: null,
        param: null,
      })
  })
  it.each<readonly [object, object]>([
    [{ fieldViolations: [{ field: 'contents', description: 'd' }] }, { param: 'contents', description: 'd' }],
    [{ violations: [{ quotaMetric: 'q', description: 'quota' }] }, { param: null, description: 'quota' }],
    [
      { reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
      { param: null, description: 'API_KEY_INVALID' },
    ],
  ])('says what its details say: %j', (detail, said) => {
    const error = { code: 400, status: 'INVALID_ARGUMENT', message: 'm', details: [{ '@type': 't' }, detail] }
    expect(codec.decodeError(400, JSON.stringify({ error }))).toEqual({
      code: 'INVALID_ARGUMENT',
      message: 'm',
      ...said,
    })
  })
  it('that is no JSON is its own message', () =>
    expect(codec.decodeError(502, '<h1>Bad Gateway</h1>')).toMatchObject({ message: '<h1>Bad Gateway</h1>' }))
})

describe('what the simulator sends comes back as it was', () => {
  const emulate = (events: readonly StreamEvent[]) => {
    const wire = codec.emulator.createStream()
    return decode([new TextEncoder().encode(events.map(wire.event).join('') + wire.end())])
  }
  /** What was said, with a refusal as the text it is in Gemini. */
  const saidBy = ({ output, status, incomplete_details, usage }: Fields) => {
    const items = output as Fields[]
    const textOf = (type: string) =>
      items
        .filter((item) => item['type'] === type)
        .flatMap((item) => [...((item['summary'] ?? []) as Fields[]), ...((item['content'] ?? []) as Fields[])])
        .map((part) => part['text'] ?? part['refusal'] ?? part['b64_json'])
        .join('')
    const calls = items.flatMap((i) =>
      i['type'] === 'function_call' ? [[i['call_id'], i['name'], i['arguments']]] : [],
    )
    return { message: textOf('message'), reasoning: textOf('reasoning'), calls, status, incomplete_details, usage }
  }
  const word = fc.string({ unit: 'binary', minLength: 1, maxLength: 9 })
  const image = { type: 'output_image', b64_json: 'QQ==', mime_type: 'image/png' }
  it('whatever it says, as a stream and as a body', () => {
    const steps = fc.array(fc.tuple(fc.constantFrom('text', 'refusal', 'reasoning', 'part', 'call'), word))
    const finish = fc.constantFrom('stop' as const, 'length' as const, 'content_filter' as const)
    fc.assert(
      fc.property(steps, finish, fc.nat(99), fc.nat(99), (list, end, output, thoughts) => {
        const writer = new ResponseWriter({ itemId: 'x', model: 'm', createdAt: 7, reasoning: 'summary' })
        for (const [i, [step, text]] of list.entries()) {
          if (step === 'part') writer.part(image)
          else if (step === 'call') {
            writer.openCall(i, `call_${i}`, 'f')
            writer.callArguments(i, JSON.stringify({ text }))
            writer.closeCall(i)
          } else writer[step as 'text' | 'refusal' | 'reasoning'](text)
        }
        writer.finish(end, { input: 5, cached: 1, output: output + thoughts, reasoning: thoughts })
        const written = writer.response ?? {}
        const events = emulate(writer.take())
        expect(saidBy(responseOf(events))).toEqual(saidBy(written))
        const body = JSON.parse(JSON.stringify(codec.emulator.body(written))) as Fields
        expect(saidBy(codec.decodeResponse(body, context))).toEqual(saidBy(written))
      }),
    )
  })
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('in the scenario %s', (_, scenario) => {
    const { steps } = playScenario(scenario, { request: { model: 'm', input: 'hi' }, attempt: 2, seed: 's', now: 7 })
    const written = steps.map((step) => step.event)
    const events = emulate(written)
    const deltas = (list: readonly StreamEvent[]) =>
      list.flatMap((e) => (typeof e['delta'] === 'string' ? [e['delta']] : [])).join('')
    expect(deltas(events)).toBe(deltas(written))
    const terminal = written.at(-1)?.['response'] as Fields | undefined
    if (terminal?.['status'] === 'failed' || written.at(-1)?.type === 'error')
      expect(typesOf(events).at(-1)).toBe('failed')
    else if (terminal) expect(saidBy(responseOf(events))).toEqual(saidBy(terminal))
    else expect(events.some((e) => /completed|incomplete|failed/.test(typesOf([e])[0] ?? ''))).toBe(false)
  })
  it('and a request is read as it was meant', () => {
    const asked = {
      stream: true,
      instructions: 'I',
      temperature: 0.5,
      max_output_tokens: 5,
      tools: [{ type: 'function', name: 'f', description: 'd', parameters: { type: 'object', properties: { a: {} } } }],
      input: [
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }] },
        { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'b' }] },
        call('f_0', 'f'),
        call('c1', 'f'),
        result('f_0', '{"b":2}'),
        result('c1', '{"b":3}'),
      ],
    }
    const request = codec.encodeRequest(canonical(asked), {
      provider: providerAt('http://h'),
      model: 'x',
      apiKey: null,
    })
    const { stream, ...rest } = asked
    expect(codec.emulator.readRequest(request)).toEqual({ stream, request: { model: 'x', ...rest } })
  })
})
