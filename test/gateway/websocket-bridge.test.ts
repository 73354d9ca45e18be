// A websocket session with providers that have none: turns over SSE, continued from what the gateway keeps.
import { describe, expect, it, onTestFinished } from 'vitest'
import { compactItems } from '../../gateway/api/compaction'
import { startTestGateway } from '../support/gateway'
import { connectSocket, create as createHi } from '../support/socket'
import {
  answerJson,
  completedEvent,
  createdEvent,
  deltaEvent,
  sse,
  sseHead,
  startUpstream,
  type SeenRequest,
} from '../support/upstream'
import type { ServerResponse } from 'node:http'

type Play = (response: ServerResponse, call: number, request: SeenRequest) => void

const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
const create = { ...createHi, model: 'acme/model' }
const user = (content: string) => ({ role: 'user', content })
const nested = (depth: number) =>
  Array.from({ length: depth }).reduce<object>((inner) => ({ type: 'object', properties: { a: inner } }), {})
const types = (events: readonly { type: string }[]) => events.map((e) => e.type)
const idOf = (event: unknown) => (event as { response: { id: string } }).response.id

async function start(
  play: Play,
  { gateway: settings = {}, providers = ['acme'], faults = [] as readonly object[] } = {},
) {
  const bodies: Record<string, unknown>[] = []
  const upstream = await startUpstream((request, response) => {
    bodies.push(JSON.parse(request.body) as Record<string, unknown>)
    play(response, bodies.length, request)
  })
  onTestFinished(upstream.close)
  const gateway = await startTestGateway({
    config: {
      gateway: { websocket_bridge: true, ...settings },
      faults,
      providers: providers.map((id) => ({
        id,
        adapter: 'openai-compatible',
        base_url: upstream.url,
        api_key: `sk-${id}-secret-key`,
      })),
      models: [
        {
          id: 'acme/model',
          providers: providers.map((provider, i) => ({ provider, model: 'm1', pricing, weight: i === 0 ? 1 : 1e-9 })),
        },
      ],
    },
  })
  return { bodies, gateway, upstream, client: await connectSocket(gateway.url) }
}

const responseOf = (n: number, output: readonly object[]) => ({
  ...completedEvent(`text ${n}`),
  response: { id: `resp_${n}`, object: 'response', status: 'completed', output, usage: null },
})
const message = (n: number) => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: `text ${n}` }],
})
const answer: Play = (response, n) => {
  response.writeHead(200, sseHead)
  const first = { ...createdEvent, response: { id: `resp_${n}`, status: 'in_progress' } }
  response.end(
    `: ping\n\n${sse(first)}${sse(deltaEvent(`text ${n}`))}${sse(responseOf(n, [message(n)]))}data: [DONE]\n\n`,
  )
}

describe('a session with a provider that has no websocket', () => {
  it('is not served unless the configuration says so', async () => {
    const { client } = await start(answer, { gateway: { websocket_bridge: false } })
    expect(await client.turn(create)).toMatchObject([{ error: { code: 'invalid_response_create' } }])
  })
  it('continues by response id over three turns, each with all that was said', async () => {
    const { bodies, client, gateway } = await start(answer)
    let previous: string | null = null
    for (const [i, text] of ['one', 'two', 'three'].entries()) {
      const events = await client.turn({ ...create, input: [user(text)], previous_response_id: previous })
      expect(types(events)).toEqual(['response.created', 'response.output_text.delta', 'response.completed'])
      previous = idOf(events.at(-1))
      expect(previous).toBe(`resp_${i + 1}`)
    }
    expect(bodies[2]).toEqual({
      model: 'm1',
      stream: true,
      input: [user('one'), message(1), user('two'), message(2), user('three')],
    })
    client.socket.close()
    const summary = await gateway.settled()
    expect(summary).toMatchObject({ transport: 'websocket', turns: 3, verdict: 'complete', provider: 'acme' })
    const frames = await gateway.frames(summary.id)
    expect(frames.flatMap((f) => (f.kind === 'attempted' ? [f.request.method] : []))).toEqual(['POST', 'POST', 'POST'])
    expect(frames.filter((f) => f.kind === 'ended')).toHaveLength(3)
  })
  it('sends the events of the Responses API as they came', async () => {
    const odd = '{"type":"response.brand_new",  "z":[1,{"a":null}]}'
    const { client } = await start((response) => {
      response.writeHead(200, sseHead)
      response.write(`data: ${odd}\n\n`)
      response.end(sse(completedEvent('x')))
    })
    const texts: string[] = []
    client.socket.on('message', (data) => texts.push(String(data as Buffer)))
    await client.turn(create)
    expect(texts).toEqual([odd, JSON.stringify(completedEvent('x'))])
  })
  it('warms up without asking anybody, and is continued from that', async () => {
    const { bodies, client } = await start(answer)
    const warm = await client.turn({ ...create, input: [user('before')], instructions: 'be kind', generate: false })
    expect(types(warm)).toEqual(['response.created', 'response.completed'])
    expect(warm[1]).toMatchObject({ response: { status: 'completed', output: [], instructions: 'be kind' } })
    expect(bodies).toEqual([])
    await client.turn({ ...create, input: [user('now')], previous_response_id: idOf(warm[1]) })
    expect(bodies[0]).toMatchObject({ input: [user('before'), user('now')] })
  })
  it('does not continue what it does not know: tried once more without, when that can be', async () => {
    const { bodies, client } = await start(answer)
    const gone = { status: 400, error: { code: 'previous_response_not_found', param: 'previous_response_id' } }
    expect(await client.turn({ ...create, input: 'hi', previous_response_id: 'resp_x' })).toMatchObject([gone])
    client.send({ ...create, previous_response_id: 'resp_x' })
    expect(await client.next()).toMatchObject(gone)
    await client.until('response.completed')
    expect(bodies).toHaveLength(1)
  })
  it('fails a turn whose tool output answers no call, and takes one that does', async () => {
    const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' }
    const output = { type: 'function_call_output', call_id: 'call_1', output: '7' }
    const { bodies, client } = await start((response, n) => {
      response.writeHead(200, sseHead)
      response.end(sse(responseOf(n, [call])))
    })
    expect(await client.turn({ ...create, input: [output] })).toMatchObject([
      { status: 400, error: { param: 'input' } },
    ])
    const first = await client.turn(create)
    await client.turn({ ...create, input: [output], previous_response_id: idOf(first.at(-1)) })
    expect(bodies[1]).toMatchObject({ input: [...create.input, call, output] })
  })
  it('for third-party clients a failed continuation is gone', async () => {
    const { client } = await start(
      (response, n) =>
        n === 2
          ? answerJson(response, 500, { error: { code: 'oops', message: 'no' } })
          : answer(response, n, {} as SeenRequest),
      { gateway: { profile: 'open-responses' } },
    )
    const first = idOf((await client.turn(create)).at(-1))
    const again = { ...create, previous_response_id: first }
    expect(await client.turn(again)).toMatchObject([
      { status: 500, error: { code: 'oops', message: 'no', param: null } },
    ])
    expect(await client.turn(again)).toMatchObject([{ error: { code: 'previous_response_not_found' } }])
  })

  it('is there for the next provider of a turn that one refused, in either profile', async () => {
    const refuseSecond: Play = (response, n, request) =>
      n === 2 ? answerJson(response, 429, { error: { message: 'later' } }) : answer(response, n, request)
    for (const profile of ['documented', 'open-responses']) {
      const { client, bodies } = await start(refuseSecond, { gateway: { profile }, providers: ['acme', 'spare'] })
      const first = idOf((await client.turn(create)).at(-1))
      const second = await client.turn({ ...create, previous_response_id: first, input: [user('more')] })
      expect(second.at(-1)).toMatchObject({ type: 'response.completed' })
      expect(bodies.at(-1)?.['input']).toHaveLength(3)
    }
  })
})

describe('a provider over SSE that does not serve', () => {
  it('is followed by the next one of the plan, as long as nothing was said', async () => {
    const { client, gateway, bodies } = await start(
      (response, n, request) =>
        n === 1
          ? answerJson(response, 429, { error: { code: 'slow_down', message: 'later' } })
          : answer(response, n, request),
      { providers: ['acme', 'spare'] },
    )
    expect(types(await client.turn(create)).at(-1)).toBe('response.completed')
    expect(bodies).toHaveLength(2)
    client.socket.close()
    expect(await gateway.settled()).toMatchObject({
      provider: 'spare',
      attempts: [
        { provider: 'acme', status: 429 },
        { provider: 'spare', outcome: 'answered' },
      ],
    })
  })
  it('meets the faults of the attempt that is made, not of the one its leg was opened for', async () => {
    const fault = { provider: 'spare', attempt: 1, status: 418 }
    const { client, gateway, bodies } = await start(
      (response, n, request) =>
        n === 1
          ? answerJson(response, 429, { error: { code: 'slow_down', message: 'later' } })
          : answer(response, n, request),
      { providers: ['acme', 'spare'], faults: [fault] },
    )
    await client.turn(create)
    await client.turn(create)
    expect(bodies).toHaveLength(3)
    client.socket.close()
    const { id } = await gateway.settled()
    const frames = await gateway.frames(id)
    const rejected = frames.flatMap((f) => (f.kind === 'rejected' ? [[f.turn, f.attempt, f.failure.status]] : []))
    expect(rejected).toEqual([
      [1, 1, 429],
      [2, 1, 418],
    ])
  })
  it('is not said to have answered what the gateway answers by itself', async () => {
    const { client, gateway } = await start(answer, { gateway: { profile: 'open-responses' } })
    await client.turn(create)
    await client.turn({ ...create, previous_response_id: 'resp_gone' })
    client.socket.close()
    const summary = await gateway.settled()
    const frames = await gateway.frames(summary.id)
    expect(frames.flatMap((f) => (f.kind === 'answered' ? [f.turn] : []))).toEqual([1])
  })
  it('refuses in its own words, without its key', async () => {
    const echo = { error: { code: 'invalid_api_key', message: 'Incorrect API key: sk-acme-secret-key' } }
    const { client } = await start((response) => answerJson(response, 401, echo))
    const [event] = await client.turn(create)
    expect(event).toMatchObject({ status: 401, error: { code: 'invalid_api_key' } })
    expect(JSON.stringify(event)).not.toContain('sk-acme-secret-key')
    expect(await client.turn({ ...create, temperature: 'hot' })).toMatchObject([
      { status: 400, error: { param: 'temperature' } },
    ])
  })
  it('and breaks off is asked again once, unless it had begun to speak', async () => {
    const { client, bodies } = await start((response, n) => {
      response.writeHead(200, sseHead)
      if (n === 2) return void response.end(sse(createdEvent) + sse(completedEvent('x')))
      response.write(n === 1 ? sse(createdEvent) : sse(createdEvent) + sse(deltaEvent('x')))
      setTimeout(() => response.destroy(), 30)
    })
    expect(types(await client.turn(create))).toEqual(['response.created', 'response.created', 'response.completed'])
    expect((await client.turn(create)).at(-1)).toMatchObject({ error: { code: 'upstream_websocket_closed' } })
    expect(bodies).toHaveLength(3)
  })
  it('and answers with a whole body has that told as events', async () => {
    const body = { id: 'resp_w', object: 'response', status: 'completed', output: [message(1)] }
    const { client } = await start((response) => answerJson(response, 200, body))
    const events = await client.turn(create)
    expect(types(events)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(events[0]).toMatchObject({ response: { id: 'resp_w', output: [] } })
    expect(events.at(-1)).toMatchObject({ response: body })
  })
  it('and answers with a whole body that is none is refused as over HTTP, without its key', async () => {
    const refusals = [
      { error: { code: 'slow_down', message: 'later, sk-acme-secret-key' } },
      { id: 'resp_f', object: 'response', status: 'failed', output: [], error: { code: 'c', message: 'm' } },
      { id: 'resp_i', object: 'response', status: 'incomplete', output: [message(1)] },
    ]
    const { client } = await start((response, n) => answerJson(response, 200, refusals[n - 1]))
    const [refused] = await client.turn(create)
    expect(refused).toMatchObject({ type: 'error', error: { code: 'slow_down' } })
    expect(JSON.stringify(refused)).not.toContain('sk-acme-secret-key')
    expect((await client.turn(create)).at(-1)).toMatchObject({ type: 'response.failed', response: { id: 'resp_f' } })
    expect((await client.turn(create)).at(-1)).toMatchObject({ type: 'response.incomplete' })
  })
  it('is sent what an earlier compaction holds', async () => {
    const { bodies, client } = await start(answer, { gateway: { profile: 'open-responses' } })
    await client.turn({ ...create, input: [...compactItems([user('before')], 'cmp_1'), user('now')] })
    expect(bodies[0]).toMatchObject({ input: [user('before'), user('now')] })
  })
  it('is let go when the client leaves', async () => {
    const { client, upstream } = await start((response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent))
    })
    client.send(create)
    await client.until('response.created')
    client.socket.terminate()
    await upstream.requests[0]?.closed
  })
  it.each([
    ['a request nested deeper than can be encoded', nested(1800), '{}'],
    ['an answer nested deeper than can be written', {}, `{"output":${'['.repeat(9000)}${']'.repeat(9000)}}`],
  ])('%s ends its turn, not the gateway', async (_, schema, body) => {
    const { client, gateway } = await start((response) => answerJson(response, 200, body))
    const text = { format: { type: 'json_schema', name: 'n', schema } }
    expect(await client.turn({ ...create, text })).toMatchObject([
      { status: 500, error: { code: 'pipeline_execution_error' } },
    ])
    expect(gateway.log.join()).toContain('acme: RangeError')
  })
})
