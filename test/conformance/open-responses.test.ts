// The rules of Open Responses (PROTOCOL 2 to 5, GATEWAY.md 9.16) over HTTP, for every wire format behind the gateway: what
// a client may rely on that knows the specification and nothing of this gateway.
import http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkOrder } from '../support/event-order'
import { startTestGateway, token, type TestGateway } from '../support/gateway'
import { everywhere, models, startLaboratory, withEach } from '../support/laboratory'
import { compactionSchema, errorSchema, eventSchema, faultsOf, responseSchema } from '../support/open-responses'
import { answerJson, completedEvent, createdEvent, deltaEvent, sse, sseHead, startUpstream } from '../support/upstream'

type Fields = { readonly [key: string]: unknown }
type Event = Fields & { readonly type: string; readonly response?: Fields; readonly error?: Fields }

const say = (content: unknown, role = 'user', more: Fields = {}) => ({ type: 'message', role, content, ...more })
const playing = (scenario: string) => ({ metadata: { gatescope_scenario: scenario } })

/** Every write of the answer on its own. */
function writesOf({ url }: TestGateway, body: Fields): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const request = http.request(`${url}/responses`, { method: 'POST', headers }, (response) => {
      const writes: string[] = []
      response.setEncoding('utf8')
      response.on('data', (write: string) => writes.push(write))
      response.on('end', () => resolve(writes))
    })
    request.on('error', reject)
    request.end(JSON.stringify({ input: [say('Count from 1 to 5.')], ...body, stream: true }))
  })
}

/** Events of a stream that keeps the rules of the transport: whole events in every write, named, `[DONE]` at the end. */
function readStream(writes: readonly string[]): Event[] {
  for (const write of writes) expect(write.endsWith('\n\n')).toBe(true)
  const blocks = writes.join('').split('\n\n').slice(0, -1)
  expect(blocks.pop()).toBe('data: [DONE]')
  return blocks.map((block) => {
    const [, name, data = ''] = /^event: (.+)\ndata: (.+)$/.exec(block) ?? []
    const event = JSON.parse(data) as Event
    expect(event.type).toBe(name)
    return event
  })
}

const stream = async (gateway: TestGateway, body: Fields) => readStream(await writesOf(gateway, body))

const post = async (gateway: TestGateway, body: Fields) =>
  (await (await gateway.post({ input: [say('Say hello.')], ...body })).json()) as Fields

const weather = {
  type: 'function',
  name: 'get_weather',
  parameters: { type: 'object', properties: { location: { type: 'string' } }, required: ['location'] },
}
const schema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
const asked: Readonly<Record<string, Fields>> = {
  'a question': {},
  'a system message': { input: [say('You are a pirate.', 'system'), say('Say hello.')] },
  'several turns': {
    input: [
      say('My name is Alice.'),
      say('I look.', 'assistant', { phase: 'commentary' }),
      say('Hi!', 'assistant'),
      say('Who?'),
    ],
  },
  'an image': {
    input: [
      say([
        { type: 'input_text', text: 'What is this?' },
        { type: 'input_image', image_url: 'data:image/png;base64,iVBORw0KGgo=' },
      ]),
    ],
  },
  'a tool': { input: [say('What is the weather?')], tools: [weather], tool_choice: 'auto' },
  'a forced tool': { tools: [weather], tool_choice: { type: 'function', name: 'get_weather' } },
  'a format': { text: { format: { type: 'json_schema', name: 'city', schema } } },
  settings: { temperature: 0.2, reasoning: { effort: 'low' }, max_output_tokens: 64, instructions: 'Be brief.' },
}

describe('a response has all that is required of it', () => {
  it.each(Object.entries(asked))('when asked with %s', async (_name, request) => {
    const gateway = await startLaboratory('open-responses')
    const told = await withEach(async (model) => {
      const response = await post(gateway, { model, ...request })
      return [response['status'], faultsOf(responseSchema, response)]
    })
    expect(told).toEqual(everywhere(['completed', []]))
  })

  it('and repeats the tools with every key of theirs', async () => {
    const gateway = await startLaboratory('open-responses')
    const { tools, output } = await post(gateway, { model: models[0], ...asked['a tool'] })
    expect(tools).toEqual([{ ...weather, description: null, strict: null }])
    expect(output).toMatchObject([{ type: 'function_call', name: 'get_weather', arguments: '{"location":"sample"}' }])
  })

  it('whatever its provider left out or sent as null', async () => {
    const upstream = await startUpstream((_request, response) => answerJson(response, 200, sparse))
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url, config: { gateway: { profile: 'open-responses' } } })
    expect(faultsOf(responseSchema, await post(gateway, { model: 'gpt-5-nano' }))).toEqual([])
  })
})

const nothing = { content: null, encrypted_content: null, status: null }
const said = { type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', phase: null }
const unset = { temperature: null, tool_choice: null, tools: null, top_logprobs: null, metadata: null }
const sparse = {
  id: 'resp_1',
  object: 'response',
  status: 'completed',
  model: 'm',
  ...unset,
  service_tier: null,
  reasoning: { effort: 'low' },
  text: { format: null, verbosity: null },
  output: [
    { type: 'reasoning', id: 'rs_1', summary: [], ...nothing },
    { ...said, content: [{ type: 'output_text', text: 'Hello' }] },
  ],
}

const played = ['reply', 'reasoning', 'tool-call', 'parallel-tools', 'refusal', 'incomplete', 'empty', 'unicode']

describe('a stream', () => {
  it.each(played)('of the scenario %s tells every event whole, in its order', async (scenario) => {
    const gateway = await startLaboratory('open-responses')
    const told = await withEach(async (model) => {
      const events = await stream(gateway, { model, ...playing(scenario) })
      checkOrder(events)
      const responses = events.flatMap(({ response }) => (response ? [response] : []))
      return {
        faults: events.flatMap((event) => faultsOf(eventSchema, event)),
        ids: new Set(responses.map(({ id }) => id)).size,
        ends: events.at(-1)?.type === `response.${String(responses.at(-1)?.['status'])}`,
      }
    })
    expect(told).toEqual(everywhere({ faults: [], ids: 1, ends: true }))
  })

  it('is told in whole events even when its provider cuts them up', async () => {
    const lines = [createdEvent, deltaEvent('Hello'), completedEvent('Hello')].flatMap((e) => sse(e).split(/(?<=\n)/))
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, sseHead)
      const write = (i: number): void => {
        const line = lines[i]
        if (line === undefined) response.end()
        else response.write(line, () => setImmediate(write, i + 1))
      }
      write(0)
    })
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url, config: { gateway: { profile: 'open-responses' } } })
    const events = await stream(gateway, { model: 'gpt-5-nano' })
    expect(events.map(({ type }) => type)).toEqual([createdEvent.type, deltaEvent('').type, completedEvent('').type])
  })
})

describe('an error', () => {
  it.each<readonly [name: string, status: number, code: string, body: Fields]>([
    ['of the request', 400, 'validation_error', { model: models[0], temperature: 9 }],
    ['of the model', 400, 'unsupported_model_or_endpoint', { model: 'openai/none' }],
    ['of every provider', 502, 'upstream_error', { model: 'lab/refuses' }],
  ])('%s is an object of texts, beside the documented fields', async (_name, status, code, body) => {
    const gateway = await startLaboratory('open-responses')
    const response = await gateway.post({ input: 'x', ...body })
    const envelope = (await response.json()) as Fields
    expect([response.status, faultsOf(errorSchema, envelope)]).toEqual([status, []])
    expect(envelope).toMatchObject({ error: { code }, ok: false, status_code: status })
  })

  it.each([
    ['lab/errs', 'server_error'],
    ['lab/breaks', 'upstream_stream_truncated'],
  ])('inside the stream of %s is told in both shapes, and again by the response that failed', async (model, code) => {
    const gateway = await startLaboratory('open-responses')
    const events = await stream(gateway, { model })
    expect(events.flatMap((event) => faultsOf(eventSchema, event))).toEqual([])
    const [error, failed] = events.slice(-2)
    expect(error).toMatchObject({ type: 'error', code, error: { code } })
    expect(failed).toMatchObject({
      type: 'response.failed',
      response: { id: events[0]?.response?.['id'], status: 'failed', error: { code, message: error?.['message'] } },
    })
  })
})

describe('compaction', () => {
  const compact = ({ url }: TestGateway, body: Fields) =>
    fetch(`${url}/responses/compact`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ input: [say('What is the weather?')], ...body }),
    })

  it('gives items that go back in as they came', async () => {
    const gateway = await startLaboratory('open-responses')
    const told = await withEach(async (model) => {
      const compacted = (await (await compact(gateway, { model })).json()) as Fields
      const input = [...(compacted['output'] as Fields[]), say('Go on.')]
      const response = await post(gateway, { model, input })
      return [faultsOf(compactionSchema, compacted), faultsOf(responseSchema, response), response['status']]
    })
    expect(told).toEqual(everywhere([[], [], 'completed']))
  })

  it('needs a model', async () => {
    const response = await compact(await startLaboratory('open-responses'), {})
    expect([response.status, faultsOf(errorSchema, await response.json())]).toEqual([400, []])
  })
})

describe('the documented profile', () => {
  it('keeps the documents’ own shapes', async () => {
    const gateway = await startLaboratory('documented')
    expect(await post(gateway, { model: 'openai/none' })).toMatchObject({ error: 'unsupported_model_or_endpoint' })
    expect(await post(gateway, { model: models[0], ...asked['a format'] })).toMatchObject({
      text: { format: { schema } },
    })
    expect((await writesOf(gateway, { model: models[0] })).join('')).not.toContain('[DONE]')
    const broken = (await writesOf(gateway, { model: 'lab/breaks' })).join('')
    expect(broken).not.toContain('response.failed')
  })
})
