// A request that failed over twice must never look like one that did not.
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf, startTestGateway } from '../support/gateway'
import {
  answerJson,
  completedEvent,
  createdEvent,
  responseObject,
  sse,
  sseHead,
  startUpstream,
} from '../support/upstream'

const pricing = { input_per_mtok: 1, output_per_mtok: 2 }
const order = { order: ['a', 'b', 'c'] }
const ask = { model: 'lab/m', input: 'secret words', provider: order }

/** Three providers of one model: the first two refuse, the third serves unless `all` fail. */
async function withThree({ all = false, a = 429 } = {}) {
  const upstream = await startUpstream(({ path, body }, response) => {
    const provider = path.split('/')[1]
    if (provider === 'a')
      return answerJson(response, a, { error: { code: 'busy', message: 'slow' } }, { 'retry-after': '2' })
    if (provider === 'b' || all) return answerJson(response, 500, { error: { message: 'boom' } })
    if (!body.includes('"stream":true')) return answerJson(response, 200, responseObject('Hello'))
    response.writeHead(200, sseHead)
    response.end(sse(createdEvent) + sse(completedEvent('Hello')))
  })
  onTestFinished(upstream.close)
  const base = upstream.url.replace(/\/v1$/, '')
  const ids = ['a', 'b', 'c']
  const gateway = await startTestGateway({
    config: {
      providers: ids.map((id) => ({
        id,
        adapter: 'openai-compatible',
        base_url: `${base}/${id}/v1`,
        api_key: `key-of-${id}-0123`,
      })),
      models: [{ id: 'lab/m', providers: ids.map((provider) => ({ provider, model: `m-${provider}`, pricing })) }],
    },
  })
  return { gateway, upstream }
}

describe('every answer tells its attempts in its headers', () => {
  it('a served one names who served and who did not', async () => {
    const { gateway } = await withThree()
    const { headers } = await gateway.post(ask)
    expect(headers.get('x-gateway-attempts')).toBe('3')
    expect(headers.get('x-gateway-provider')).toBe('c')
    expect(headers.get('x-gateway-model')).toBe('m-c')
    expect(headers.get('x-gateway-rejected')).toBe('a=429, b=500')
    expect(headers.get('server-timing')).toMatch(
      /^gw;dur=[\d.]+, route;dur=[\d.]+, a1;dur=[\d.]+;desc="a 429", a2;dur=[\d.]+;desc="b 500", a3;dur=[\d.]+;desc="c 200", total;dur=[\d.]+$/,
    )
  })
  it('a refused one too, and its record keeps them', async () => {
    const { gateway } = await withThree({ all: true })
    const { headers } = await gateway.post(ask)
    const { id } = await gateway.settled()
    const responded = (await gateway.frames(id)).flatMap((f) => (f.kind === 'responded' ? [f.headers] : []))
    for (const name of ['x-gateway-attempts', 'x-gateway-rejected', 'server-timing', 'retry-after'])
      expect(responded[0]?.[name]).toBe(headers.get(name) ?? undefined)
    expect(responded[0]).toMatchObject({ 'x-gateway-attempts': '3' })
  })
  it('so does a streamed one', async () => {
    const { gateway } = await withThree()
    const { headers } = await gateway.post({ ...ask, stream: true })
    expect([headers.get('x-gateway-attempts'), headers.get('x-gateway-rejected')]).toEqual(['3', 'a=429, b=500'])
    expect(headers.get('server-timing')).toContain('a3;dur=')
  })
  it('and a failed one', async () => {
    const { gateway } = await withThree({ all: true })
    const response = await gateway.post(ask)
    expect(response.status).toBe(502)
    expect(response.headers.get('x-gateway-attempts')).toBe('3')
    expect(response.headers.get('x-gateway-rejected')).toBe('a=429, b=500, c=500')
    expect(response.headers.get('x-gateway-provider')).toBeNull()
  })
  it('dropped providers are among the rejected, with the reason', async () => {
    const { gateway } = await withThree()
    const { headers } = await gateway.post({ ...ask, provider: { only: ['c'] } })
    expect(headers.get('x-gateway-rejected')).toBe('a=not_in_provider.only, b=not_in_provider.only')
    expect(headers.get('x-gateway-attempts')).toBe('1')
  })
  it('one that never was routed had no attempt', async () => {
    const { gateway } = await withThree()
    const { headers } = await gateway.post({ model: 'lab/m' })
    expect(headers.get('x-gateway-attempts')).toBe('0')
  })
})

describe('the attempts stand in bodies when asked for', () => {
  const attempts = [
    { attempt: 1, provider: 'a', status: 429, code: 'busy', verdict: 'next_provider', retry_after_ms: 2000 },
    { attempt: 2, provider: 'b', status: 500, verdict: 'next_provider' },
    { attempt: 3, provider: 'c', status: 200, verdict: 'served' },
  ]
  it('under meta of a body', async () => {
    const { gateway } = await withThree()
    const body = await (await gateway.post({ ...ask, meta: true })).json()
    expect(body).toMatchObject({ meta: { attempts, routing: { selected_provider: 'c' } } })
  })
  it('under meta of the last event', async () => {
    const { gateway } = await withThree()
    const events = eventsOf(await (await gateway.post({ ...ask, stream: true, debug: { enabled: true } })).text())
    expect(events.at(-1)).toMatchObject({ response: { meta: { attempts }, routing_diagnostics: { model: 'lab/m' } } })
    expect(JSON.stringify(events[0])).not.toContain('attempts')
  })
  it('under debug of an error, without what people wrote', async () => {
    const { gateway } = await withThree({ all: true })
    const debug = { enabled: true, return_upstream_request: true, return_upstream_response: true }
    const text = await (await gateway.post({ ...ask, debug })).text()
    expect(JSON.parse(text)).toMatchObject({
      debug: {
        provider_attempts: [{ provider: 'a' }, { provider: 'b' }, { provider: 'c', verdict: 'exhausted' }],
        attempt_errors: [{ provider: 'a', status: 429 }, { provider: 'b' }, { provider: 'c' }],
        upstream: [
          { provider: 'a', request: { model: 'm-a', input: '[redacted]' }, response: { error: { code: 'busy' } } },
          {},
          {},
        ],
      },
    })
    expect(text).not.toContain('secret words')
    expect(text).not.toContain('key-of-')
  })
  it('and nowhere otherwise', async () => {
    const { gateway } = await withThree()
    const body = (await (await gateway.post(ask)).json()) as object
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['meta']))
    expect(Object.keys(body)).not.toEqual(expect.arrayContaining(['debug']))
  })
})

describe('every answer tells its price', () => {
  const cost = { cost_nanos: 7000, currency: 'USD', usage: { pricing_breakdown: { total_nanos: 7000 } } }
  it('in a body', async () => {
    const { gateway } = await withThree()
    expect(await (await gateway.post(ask)).json()).toMatchObject(cost)
  })
  it('in the last event of a stream', async () => {
    const { gateway } = await withThree()
    const events = eventsOf(await (await gateway.post({ ...ask, stream: true })).text())
    expect(events.at(-1)).toMatchObject({ response: cost })
  })
})

describe('names that fit into no header', () => {
  const serve = async (model: string) => {
    const upstream = await startUpstream((_request, response) =>
      answerJson(response, 200, { choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }),
    )
    onTestFinished(upstream.close)
    const local = { id: 'local', adapter: 'openai-compatible', dialect: 'chat-completions' }
    return startTestGateway({
      config: {
        gateway: { profile: 'open-responses' },
        providers: [{ ...local, base_url: upstream.url, api_key: 'key-of-local-0123' }],
        models: [{ id: 'lab/m', providers: [{ provider: 'local', model, pricing }] }],
      },
    })
  }
  it.each(['a\nb', '工具', '\ud800', 'x'.repeat(40_000)])('of a tool that is left out (%j)', async (type) => {
    const gateway = await serve('m')
    const response = await gateway.post({ model: 'lab/m', input: 'hi', tools: [{ type }] })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-gatescope-note')).toMatch(/^local: dropped tools of type [%\w]+$/)
  })
  it('of a model', async () => {
    const response = await (await serve('m \ud800é')).post({ model: 'lab/m', input: 'hi' })
    expect(response.headers.get('x-gateway-model')).toBe('m %EF%BF%BD%C3%A9')
  })
})
