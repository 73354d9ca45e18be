// The console sends to another gateway through this one: watched and recorded like any request, with a key that stays where it
// was typed for. No client of the data plane can make this gateway send anywhere (GATEWAYS-RESEARCH 6).
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Params } from '#shared/contract/commands'
import { startTestGateway, waitForSession, type Setup, type TestGateway } from '../support/gateway'
import {
  answerJson,
  completedEvent,
  createdEvent,
  deltaEvent,
  responseObject,
  sse,
  sseHead,
  startUpstream,
} from '../support/upstream'

const key = 'sk-typed-0123456789'
const body = { model: 'acme/any-model:fast', input: 'hi', provider: { only: ['openai'], sort: 'price' } }

/** Another gateway: it answers as it is asked, and has a price and a routing of its own. */
async function startOther() {
  const told = { ...responseObject('Hello', 'G-THEIRS'), cost_nanos: 12, routing_diagnostics: { theirs: true } }
  const other = await startUpstream(
    (request, response) => {
      if (!request.body.includes('"stream":true')) return answerJson(response, 200, told)
      response.writeHead(200, sseHead)
      response.end([createdEvent, deltaEvent('Grüße'), completedEvent('Grüße')].map(sse).join(''))
    },
    (socket, request) => {
      socket.on('message', (data) => {
        received.push({ url: request.url, bearer: request.headers.authorization, text: (data as Buffer).toString() })
        for (const event of [createdEvent, completedEvent('Grüße')]) socket.send(JSON.stringify(event))
      })
    },
  )
  onTestFinished(other.close)
  const received: { url: string | undefined; bearer: string | undefined; text: string }[] = []
  return { ...other, received }
}

type Send = Partial<Params<'request.send'>>
let sent = 0

function send({ handlers }: Pick<TestGateway, 'handlers'>, fields: Send): Promise<null> {
  sent += 1
  const request = { requestId: `request-${sent}`, transport: 'json', body: JSON.stringify(body) } as const
  return handlers['request.send']({ ...request, ...fields })
}

async function recorded(gateway: TestGateway) {
  const summary = await gateway.settled()
  const frames = await gateway.frames(summary.id)
  return { summary, frames, text: JSON.stringify(frames) }
}

async function withOther(setup: Setup = {}) {
  const other = await startOther()
  const gateway = await startTestGateway(setup)
  return { other, gateway, target: { kind: 'custom', baseUrl: other.url } as const }
}

describe('a request to another gateway', () => {
  it('goes there as it came, past every provider, and is recorded', async () => {
    const { other, gateway, target } = await withOther()
    await send(gateway, { target, key })
    const { summary, frames, text } = await recorded(gateway)
    const [request] = other.requests
    expect(request).toMatchObject({ path: '/v1/responses', headers: { authorization: `Bearer ${key}` } })
    expect(JSON.parse(request?.body ?? '')).toEqual(body)
    const { host } = new URL(other.url)
    expect(summary).toMatchObject({ verdict: 'complete', provider: host, simulated: false, status: 200 })
    expect(frames.map(({ kind }) => kind)).toEqual([
      'opened',
      'sent',
      'routed',
      'attempted',
      'upstream',
      'answered',
      'responded',
      'received',
      'ended',
      'closed',
    ])
    expect(text).not.toContain(key)
  })
  it('is answered in that gateway’s own words on price and routing', async () => {
    const { gateway, target } = await withOther()
    await send(gateway, { target, key, body: JSON.stringify({ ...body, debug: { enabled: true }, meta: true }) })
    const { frames } = await recorded(gateway)
    const answer = frames.find((frame) => frame.kind === 'received')
    expect(JSON.parse(answer?.kind === 'received' ? answer.text : '')).toMatchObject({
      nativeResponseId: 'G-THEIRS',
      cost_nanos: 12,
      routing_diagnostics: { theirs: true },
    })
  })
  it('is streamed', async () => {
    const { gateway, target } = await withOther()
    await send(gateway, { target, key, transport: 'sse', body: JSON.stringify({ ...body, stream: true }) })
    expect((await recorded(gateway)).summary).toMatchObject({ transport: 'sse', verdict: 'complete', events: 3 })
  })
  it('opens a websocket there, under the model’s whole name', async () => {
    const { other, gateway, target } = await withOther()
    const message = { type: 'response.create', model: 'openai/gpt-5-nano', input: [] }
    await send(gateway, { target, key, transport: 'websocket', body: JSON.stringify(message) })
    const { summary, text } = await recorded(gateway)
    expect(summary).toMatchObject({ transport: 'websocket', verdict: 'complete', provider: new URL(other.url).host })
    expect(other.received).toMatchObject([{ url: '/v1/responses/ws', bearer: `Bearer ${key}` }])
    expect(JSON.parse(other.received[0]?.text ?? '')).toEqual({ ...message, store: false })
    expect(text).not.toContain(key)
  })
  it('leaves its clock to that gateway, and meets the faults that are asked for', async () => {
    const { other, gateway, target } = await withOther()
    const clock = { ...body, tools: [{ type: 'gateway:datetime' }] }
    await send(gateway, { target, key, body: JSON.stringify(clock) })
    await recorded(gateway)
    expect(JSON.parse(other.requests[0]?.body ?? '')).toEqual(clock)
    await gateway.handlers['faults.add']({ fault: { provider: new URL(other.url).host, status: 503 } })
    await send(gateway, { target, key })
    const failed = await gateway.settled((s) => s.verdict === 'failed')
    expect(failed.attempts).toMatchObject([{ status: 503, outcome: 'failed' }])
    expect(other.requests).toHaveLength(1)
  })
  it('may fail there again and again, and is sent all the same', async () => {
    const down = await startUpstream((_request, response) =>
      answerJson(response, 503, { error: 'gateway_error', description: `No, ${key}.` }),
    )
    onTestFinished(down.close)
    const gateway = await startTestGateway()
    for (let n = 1; n <= 12; n += 1) {
      await send(gateway, { target: { kind: 'custom', baseUrl: down.url }, key, requestId: `again-${n}` })
      const { id, error } = await gateway.settled((s) => s.clientRequestId === `again-${n}`)
      expect(error).toBe('gateway_error')
      expect(JSON.stringify(await gateway.frames(id))).not.toContain(key)
    }
    expect(down.requests).toHaveLength(12)
  })
  it('is not led elsewhere', async () => {
    const other = await startOther()
    const leading = await startUpstream((_request, response) =>
      response.writeHead(307, { location: `${other.url}/responses` }).end(),
    )
    onTestFinished(leading.close)
    const gateway = await startTestGateway()
    await send(gateway, { target: { kind: 'custom', baseUrl: leading.url }, key })
    expect((await recorded(gateway)).summary.verdict).toBe('failed')
    expect(other.requests).toEqual([])
  })
})

describe('the hosted gateway', () => {
  const hosted = { kind: 'hosted' } as const
  const configured = (base_url: string) => ({
    config: { providers: [{ id: 'phaseo', base_url, api_key: 'sk-configured-012345' }] },
  })
  it('is asked with the key that is configured for it', async () => {
    const other = await startOther()
    const gateway = await startTestGateway(configured(other.url))
    expect(await gateway.handlers['target.read']({ target: hosted })).toEqual({
      baseUrl: other.url,
      key: 'configured',
      problem: null,
    })
    await send(gateway, { target: hosted })
    expect((await recorded(gateway)).summary.provider).toBe('phaseo')
    expect(other.requests[0]?.headers.authorization).toBe('Bearer sk-configured-012345')
  })
  it('needs a key, and its usual address is known', async () => {
    const gateway = await startTestGateway()
    expect(await gateway.handlers['target.read']({ target: hosted })).toMatchObject({
      baseUrl: 'https://api.phaseo.app/v1',
      key: null,
      problem: { field: 'key', message: expect.stringContaining('Key is missing') },
    })
    await expect(send(gateway, { target: hosted })).rejects.toMatchObject({ code: 'invalid_target' })
  })
})

describe('a key that was typed', () => {
  it('is remembered for its origin alone, until it is forgotten', async () => {
    const { other, gateway, target } = await withOther()
    const elsewhere = await startOther()
    await send(gateway, { target, key })
    await gateway.settled()
    expect(await gateway.handlers['target.read']({ target })).toMatchObject({ key: 'typed', problem: null })
    await send(gateway, { target: { ...target, baseUrl: `${other.url}/` }, requestId: 'again' })
    await gateway.settled((s) => s.clientRequestId === 'again')
    expect(other.requests.map((r) => r.headers.authorization)).toEqual([`Bearer ${key}`, `Bearer ${key}`])
    const refused = { code: 'invalid_target', details: { field: 'key' } }
    await expect(send(gateway, { target: { kind: 'custom', baseUrl: elsewhere.url } })).rejects.toMatchObject(refused)
    await gateway.handlers['target.forget']({ target })
    await expect(send(gateway, { target })).rejects.toMatchObject(refused)
    expect(elsewhere.requests).toEqual([])
  })
})

describe('what cannot be sent is refused before anything is sent, by its field and rule', () => {
  it.each([
    [{ target: { kind: 'custom', baseUrl: 'ftp://host' }, key }, 'base_url', /must begin with http/],
    [{ target: { kind: 'custom', baseUrl: '' }, key }, 'base_url', /is missing/],
    [{ target: { kind: 'custom', baseUrl: 'http://127.0.0.1:9' } }, 'key', /Key is missing/],
    [{ target: { kind: 'custom', baseUrl: 'http://127.0.0.1:9' }, key: 'two\nlines' }, 'key', /visible ASCII/],
  ] as const)('%j', async (fields, field, message) => {
    const gateway = await startTestGateway()
    await expect(send(gateway, fields)).rejects.toMatchObject({
      code: 'invalid_target',
      message: expect.stringMatching(message),
      details: { field },
    })
    expect((await gateway.handlers['sessions.list']({ limit: 10 })).total).toBe(0)
  })
  it('also by a gateway that only simulates', async () => {
    const { gateway, target, other } = await withOther({ options: { simulate: true } })
    await expect(send(gateway, { target, key })).rejects.toMatchObject({ details: { field: 'target' } })
    expect(other.requests).toEqual([])
  })
})

describe('a client of the data plane', () => {
  it('names no target: not in the body, not in a header', async () => {
    const { other, gateway } = await withOther()
    const plain = { model: 'openai/gpt-5-nano', input: 'hi' }
    const refused = await gateway.post({ ...plain, target: { kind: 'custom', baseUrl: other.url } })
    expect(refused.status).toBe(400)
    const headers = { 'x-gatescope-target': other.url, 'x-gateway-target': other.url }
    expect((await gateway.post(plain, { headers })).headers.get('x-gatescope-simulated')).toBe('true')
    expect(other.requests).toEqual([])
  })
  it('guesses none', async () => {
    const { gateway } = await withOther()
    const headers = { authorization: `Bearer ${'0'.repeat(64)}` }
    expect((await gateway.post({ model: 'openai/gpt-5-nano', input: 'hi' }, { headers })).status).toBe(401)
  })
})

describe('two requests at once', () => {
  it('each reach their own target', async () => {
    const { other, gateway, target } = await withOther()
    const second = await startOther()
    await Promise.all([
      send(gateway, { target, key, requestId: 'one' }),
      send(gateway, { target: { kind: 'custom', baseUrl: second.url }, key: 'sk-second-0123456', requestId: 'two' }),
    ])
    await waitForSession(gateway, (s) => s.clientRequestId === 'one' && s.closed)
    await waitForSession(gateway, (s) => s.clientRequestId === 'two' && s.closed)
    expect(other.requests.map((r) => r.headers.authorization)).toEqual([`Bearer ${key}`])
    expect(second.requests.map((r) => r.headers.authorization)).toEqual(['Bearer sk-second-0123456'])
  })
})
