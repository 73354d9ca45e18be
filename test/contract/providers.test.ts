// What every provider adapter keeps, whatever its wire format: one suite that loops over the list. A new provider is covered
// by its line in the list (GATEWAY.md 7, PROTOCOL.md 3).
import { readdirSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldAliases, isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import { isTerminal, type StreamEvent } from '#shared/open-responses/events'
import { gatewayFields, requestSchema, unknownParameters } from '#shared/open-responses/request'
import { readConversation, textOf } from '../../gateway/dialects/conversation'
import type { Usage } from '../../gateway/dialects/response-writer'
import { adapters } from '../../gateway/providers/index'
import type { Codec, ProviderAdapter, Target } from '../../gateway/providers/provider'
import { playScenario } from '../../gateway/simulator/scenario'
import { scenarios } from '../../gateway/simulator/scenarios/index'
import { plan, writePlan } from '../support/answers'
import { catalogueOf } from '../support/catalogue'
import { bytesOf, decodeContext, decodeStream, emulateStream, finalResponse, readSaid } from '../support/codec'
import { checkOrder, walk } from '../support/event-order'

const folder = path.resolve(import.meta.dirname, '../../gateway/providers')
const key = 'secret-4f1c'
const base = 'http://127.0.0.1:9'

function targetOf(adapter: string, dialect: string, model: string, baseUrl = base): Target {
  const provider = catalogueOf({
    providers: [{ id: 'p', adapter, dialect, base_url: baseUrl, api_key: key }],
  }).providers.get('p')
  if (!provider) throw new Error('no provider')
  return { provider, model, apiKey: key }
}

type Spoken = {
  readonly name: string
  readonly adapter: ProviderAdapter
  readonly codec: Codec
  readonly target: Target
}

/** Each wire format an adapter can speak, once: it may depend on the configuration or on the model. */
const spoken: Spoken[] = [...adapters].flatMap(([id, adapter]) => {
  const found = new Map<string, Spoken>()
  for (const dialect of ['responses', 'chat-completions'])
    for (const model of ['some-model', 'gpt-audio-mini']) {
      const target = targetOf(id, dialect, model)
      const codec = adapter.codecFor(target)
      if (!found.has(codec.dialect))
        found.set(codec.dialect, { name: `${id} in ${codec.dialect}`, adapter, codec, target })
    }
  return [...found.values()]
})

describe('the list', () => {
  it('has adapters, and they speak', () => {
    expect(adapters.size).toBeGreaterThan(2)
    expect(spoken.length).toBeGreaterThanOrEqual(adapters.size)
  })
})

describe.each([...adapters])('%s describes itself', (id, { descriptor }) => {
  it('under the name of its folder, with all that the console shows', () => {
    expect(descriptor.id).toBe(id)
    expect(descriptor.label.trim()).not.toBe('')
    expect(descriptor.docs).toMatch(/^https:\/\//)
    expect(descriptor.baseUrl).toMatch(/^$|^simulator:$|^https:\/\/[^?#]*[^/?#]$/)
    expect(descriptor.keyVariable === null || /^[A-Z][A-Z0-9_]*$/.test(descriptor.keyVariable)).toBe(true)
    expect(descriptor.keyPrefixes.every((prefix) => prefix.length >= 3)).toBe(true)
  })
  it('in the same files as all others', () => {
    const files = readdirSync(path.join(folder, id))
    expect(files).toContain('index.ts')
    expect(files.filter((file) => !/^[a-z-]+(\.test)?\.ts$|^fixtures$/.test(file))).toEqual([])
    expect(files.filter((file) => file.endsWith('.test.ts') && file !== `${id}.test.ts`)).toEqual([])
    // A format of its own is a whole one.
    if (files.includes('request.ts'))
      expect(files).toEqual(
        expect.arrayContaining(['request.ts', 'response.ts', 'stream.ts', 'emulate.ts', `${id}.test.ts`]),
      )
  })
})

const own = {
  debug: { enabled: true },
  meta: true,
  usage: true,
  provider: { only: ['p'] },
  routing: { ignore: ['q'] },
  session_id: 's',
  echo_upstream_request: true,
}
const asked = (fields: Fields, keep: boolean): CanonicalRequest =>
  foldAliases(requestSchema.parse({ model: 'm', input: 'hi', ...fields }), keep)

const requestFields = fc.record(
  {
    stream: fc.boolean(),
    instructions: fc.string(),
    max_output_tokens: fc.integer({ min: 1, max: 9_999 }),
    temperature: fc.constantFrom(0, 0.5, 2),
    reasoning: fc.record({ effort: fc.constantFrom('none', 'low', 'high') }),
    metadata: fc.dictionary(fc.string(), fc.string()),
    tools: fc.constant([{ type: 'function', name: 'f', parameters: { type: 'object', properties: {} } }]),
    tool_choice: fc.constantFrom('auto', 'required', { type: 'function', function: { name: 'f' } }),
    text: fc.constantFrom(
      { format: { type: 'json_object' } },
      { format: { type: 'json_schema', name: 'n', schema: {} } },
    ),
  },
  { requiredKeys: [] },
)

describe.each(spoken)('a request to $name', ({ adapter, codec, target }) => {
  const { isGateway } = adapter.descriptor
  const encode = (fields: Fields, to = target) => codec.encodeRequest(asked(fields, isGateway), to)

  it('carries the credential in exactly one header, never in the address or the body', () => {
    fc.assert(
      fc.property(requestFields, (fields) => {
        const { url, headers, body } = encode(fields)
        expect(Object.values(headers).filter((value) => value.includes(key))).toHaveLength(1)
        expect(url).not.toContain(key)
        expect(body).not.toContain(key)
        const without = Object.keys(encode(fields, { ...target, apiKey: null }).headers)
        expect(Object.keys(headers)).toHaveLength(without.length + 1)
      }),
    )
  })
  it('carries the gateway’s own fields only to a gateway', () => {
    fc.assert(
      fc.property(requestFields, (fields) => {
        const body = JSON.parse(encode({ ...fields, ...own }).body) as Fields
        expect(gatewayFields.filter((name) => name in body)).toEqual(isGateway ? gatewayFields : [])
      }),
    )
  })
  it('goes to the configured server, whether or not its address ends in the version', () => {
    const { url, headers } = encode({ stream: true })
    expect(url.startsWith(`${base}/`)).toBe(true)
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'accept-encoding': 'identity' })
    const version = url.slice(base.length).split('/')[1] ?? ''
    const to = targetOf(adapter.descriptor.id, target.provider.dialect, target.model, `${base}/${version}`)
    expect(encode({ stream: true }, to).url).toBe(url)
  })
  it('is understood by what stands in for the provider', () => {
    fc.assert(
      fc.property(requestFields, fc.string({ minLength: 1, unit: 'binary' }), (fields, text) => {
        const { stream, request } = codec.emulator.readRequest(encode({ ...fields, input: text }))
        expect(stream).toBe(fields.stream === true)
        expect(request['model']).toBe(target.model)
        const input = request['input'] as CanonicalRequest['input']
        const turn = readConversation({ model: '', input }).at(-1)
        expect(turn?.role).toBe('user')
        expect(textOf(turn?.parts ?? [])).toBe(text)
      }),
    )
  })
  it('on a websocket carries the credential in one header as well', () => {
    const handshake = codec.encodeHandshake?.(target)
    if (!handshake) return expect(codec.encodeHandshake).toBeNull()
    expect(handshake.url.startsWith(`${base}/`)).toBe(true)
    expect(handshake.url).not.toContain(key)
    expect(Object.values(handshake.headers).filter((value) => value.includes(key))).toHaveLength(1)
  })
  it('names what the format cannot carry by documented names', () => {
    expect(codec.unsupported.flatMap((name) => unknownParameters({ [name.split('.')[0] ?? '']: null }))).toEqual([])
  })
})

/** What the format has no word for: a refusal is text there, thinking is not counted apart. */
const saysRefusals = ({ dialect }: Codec) => dialect === 'responses' || dialect === 'chat-completions'
const countsThoughts = ({ dialect }: Codec) => dialect !== 'messages'

function expectSame(codec: Codec, response: Fields, written: Fields): void {
  const [said, meant] = [readSaid(response), readSaid(written)]
  if (meant.refusal === '' || saysRefusals(codec)) expect(said).toEqual(meant)
  else {
    expect(said.text + said.refusal).toBe(meant.refusal)
    expect(said.reasoning).toBe(meant.reasoning)
  }
  expect(tokensOf(codec, response)).toEqual(tokensOf(codec, written))
  const ids = callIds(response)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => typeof id === 'string' && id !== '')).toBe(true)
}

const callIds = (response: Fields): unknown[] =>
  (response['output'] as Fields[]).filter((item) => item['type'] === 'function_call').map((item) => item['call_id'])

function tokensOf(codec: Codec, response: Fields): unknown[] {
  const { input_tokens, output_tokens, total_tokens, ...details } = response['usage'] as Fields
  const inputs = details['input_tokens_details'] as Fields
  const outputs = details['output_tokens_details'] as Fields
  const thoughts = countsThoughts(codec) ? outputs['reasoning_tokens'] : null
  return [input_tokens, output_tokens, total_tokens, inputs['cached_tokens'], thoughts]
}

describe.each(spoken)('an answer of $name', ({ codec }) => {
  it('as a stream says what was said', () => {
    fc.assert(
      fc.property(plan, (said) => {
        const written = writePlan(said)
        const events = decodeStream(codec, [bytesOf(emulateStream(codec, written))])
        expect(() => checkOrder(events)).not.toThrow()
        expect(isTerminal(events.at(-1)?.type ?? '')).toBe(true)
        expectSame(codec, finalResponse(events), finalResponse(written))
      }),
    )
  })
  it('as a body says what was said', () => {
    fc.assert(
      fc.property(plan, (said) => {
        const response = finalResponse(writePlan(said))
        const body = JSON.parse(JSON.stringify(codec.emulator.body(response))) as Fields
        expectSame(codec, codec.decodeResponse(body, decodeContext), response)
      }),
    )
  })
  it('is the same however its bytes are cut and its lines end', () => {
    const cuts = fc.array(fc.nat(), { maxLength: 12 })
    fc.assert(
      fc.property(plan, cuts, fc.boolean(), (said, places, crlf) => {
        const text = emulateStream(codec, writePlan(said))
        const bytes = bytesOf(crlf ? text.replaceAll('\n', '\r\n') : text)
        const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end))
        expect(decodeStream(codec, chunks)).toEqual(decodeStream(codec, [bytesOf(text)]))
      }),
      { numRuns: 50 },
    )
  })
  it('tells thoughts the way the profile wants them', () => {
    const written = writePlan({ thoughts: ['hm'], words: ['a'], refusal: [], calls: [], finish: 'stop', usage: one })
    if (!codec.createStreamDecoder) return expect(codec.dialect).toBe('responses')
    for (const reasoning of ['text', 'summary'] as const) {
      const events = decodeStream(codec, [bytesOf(emulateStream(codec, written))], { ...decodeContext, reasoning })
      const told = events.filter((event) => /reasoning\w*\.delta$/.test(event.type)).map((event) => event.type)
      expect(new Set(told)).toEqual(new Set([`response.reasoning_${reasoning === 'text' ? '' : 'summary_'}text.delta`]))
    }
  })
})

const one: Usage = { input: 1, output: 1 }

const played = scenarios.map((scenario) => {
  const request = { model: 'model', input: 'Where is it?' }
  const { steps } = playScenario(scenario, { request, attempt: 1, seed: 's', now: 1_790_000_000 })
  const written = steps.map((step) => step.event)
  return { title: scenario.name, written, response: written.at(-1)?.['response'] }
})
const plays = spoken.flatMap((entry) => played.map((play) => ({ ...entry, ...play })))
/** Formats without a refusal of their own may end in another way than the simulator meant. */
const keepsEnd = (codec: Codec, title: string) => title !== 'refusal' || saysRefusals(codec)
const deltas = (list: readonly StreamEvent[]) =>
  list.map((e) => (/(output_text|refusal)\.delta$/.test(e.type) ? String(e['delta']) : '')).join('')

describe('every scenario', () => {
  it.each(plays.filter((play) => play.written.length > 0))(
    '$title through $name keeps its text and its end',
    ({ codec, title, written }) => {
      const events = decodeStream(codec, [bytesOf(emulateStream(codec, written))])
      expect(() => walk(events)).not.toThrow()
      expect(deltas(events)).toBe(deltas(written))
      const [end, last] = [written, events].map((list) => list.at(-1)?.type ?? '')
      if (!isTerminal(end ?? '')) expect(isTerminal(last ?? '')).toBe(false)
      else if (end === 'error') expect(['error', 'response.failed']).toContain(last)
      else if (keepsEnd(codec, title)) expect(last).toBe(end)
    },
  )
  it.each(plays.filter((play) => isFields(play.response) && isTerminal(play.written.at(-1)?.type ?? '')))(
    '$title through $name keeps its outcome as a body',
    ({ codec, title, response }) => {
      const body = JSON.parse(JSON.stringify(codec.emulator.body(response as Fields))) as Fields
      const { status } = codec.decodeResponse(body, decodeContext)
      if (keepsEnd(codec, title)) expect(status).toBe((response as Fields)['status'])
    },
  )
})

describe.each(spoken)('a refusal of $name', ({ codec }) => {
  it.each([400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529])(
    'with status %i is read back',
    (status) => {
      const error = { code: 'some_code', type: 'some_error', message: 'No, not today.', param: null }
      const body = JSON.stringify(codec.emulator.error(status, error))
      const read = codec.decodeError(status, body)
      expect(read.message).toBe(error.message)
      expect(read.code).toMatch(/^[A-Za-z]/)
      // A format with words of its own for the status may translate the code; one that carries it gives it back.
      if (body.includes(error.code)) expect(read.code).toBe(error.code)
    },
  )
})

/** Well-formed bodies with something unexpected somewhere in them. */
function spoil(value: unknown, path: readonly number[], by: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return by
  const keys = Object.keys(value)
  const at = keys[step % Math.max(1, keys.length)]
  if (at === undefined) return by
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>
  copy[at] = spoil(copy[at], rest, by)
  return copy
}

describe.each(spoken)('whatever $name sends', ({ codec, target }) => {
  const spoiled = fc.record({ path: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), by: fc.jsonValue() })
  it('no stream makes the decoder throw or break the order', () => {
    const line = fc.oneof(fc.string(), fc.json(), fc.constant('[DONE]'), fc.constant('{}'))
    fc.assert(
      fc.property(
        plan,
        fc.array(spoiled, { maxLength: 3 }),
        fc.array(line, { maxLength: 4 }),
        (said, wrongs, lines) => {
          const decoder = codec.createStreamDecoder?.(decodeContext)
          if (!decoder) return
          const events: StreamEvent[] = []
          for (const [i, block] of emulateStream(codec, writePlan(said)).split('\n\n').entries()) {
            const name = /^event: (.*)$/m.exec(block)?.[1] ?? ''
            const data = /^data: (.*)$/m.exec(block)?.[1] ?? ''
            const wrong = wrongs[i % 4]
            const isJson = data.startsWith('{')
            const sent = wrong && isJson ? JSON.stringify(spoil(JSON.parse(data), wrong.path, wrong.by)) : data
            if (sent !== '') events.push(...decoder.feed({ name, data: sent }))
            const extra = lines[i]
            if (extra) events.push(...decoder.feed({ name, data: extra }))
          }
          events.push(...decoder.end())
          if (events.length > 0) expect(() => checkOrder(events)).not.toThrow()
        },
      ),
      { numRuns: 300 },
    )
  })
  it('no body, refusal or request makes a reader throw', () => {
    fc.assert(
      fc.property(plan, spoiled, fc.json(), fc.string(), (said, { path: at, by }, json, text) => {
        const whole = codec.emulator.body(finalResponse(writePlan(said)))
        for (const body of [spoil(whole, at, by), JSON.parse(json) as unknown])
          if (isFields(body)) expect(isFields(codec.decodeResponse(body, decodeContext))).toBe(true)
        for (const body of [json, text]) {
          expect(Object.keys(codec.decodeError(500, body))).toHaveLength(4)
          expect(isFields(codec.emulator.readRequest({ url: `${base}/x`, body }).request)).toBe(true)
        }
        const request = codec.encodeRequest(asked({}, false), target)
        const spoiledRequest = JSON.stringify(spoil(JSON.parse(request.body), at, by))
        expect(isFields(codec.emulator.readRequest({ url: request.url, body: spoiledRequest }).request)).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
