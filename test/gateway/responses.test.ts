import { describe, expect, it } from 'vitest'
import { startTestGateway, eventsOf } from '../support/gateway'
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
import { onTestFinished } from 'vitest'

const ask = { model: 'openai/gpt-5-nano', input: 'hi' }

async function withUpstream(...args: Parameters<typeof startUpstream>) {
  const upstream = await startUpstream(...args)
  onTestFinished(upstream.close)
  return { upstream, gateway: await startTestGateway({ openai: upstream.url }) }
}

describe('a JSON answer carries the generation id and both usage spellings', () => {
  it('passes a live provider through', async () => {
    const { gateway, upstream } = await withUpstream((_request, response) =>
      answerJson(response, 200, responseObject('Hello')),
    )
    const response = await gateway.post({ ...ask, store: true, provider: { order: ['openai'] }, max_tokens: 7 })
    const body = (await response.json()) as Record<string, unknown>
    expect(response.status).toBe(200)
    expect(body).toMatchObject({
      id: response.headers.get('x-generation-id'),
      nativeResponseId: 'resp_upstream',
      model: 'openai/gpt-5-nano',
      provider: 'openai',
      created: 1_790_000_000,
      usage: { input_tokens: 3, prompt_tokens: 3, output_tokens: 2, completion_tokens: 2, total_tokens: 5 },
    })
    expect(body['id']).toMatch(/^G-[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(response.headers.get('x-gatescope-simulated')).toBeNull()
    const [seen] = upstream.requests
    expect(seen?.headers.authorization).toBe('Bearer sk-upstream-secret-key')
    expect(JSON.parse(seen?.body ?? '')).toEqual({
      model: 'gpt-5-nano',
      input: 'hi',
      store: true,
      max_output_tokens: 7,
    })
  })

  it('marks a simulated answer', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post(ask)
    expect(response.headers.get('x-gatescope-simulated')).toBe('true')
    expect(await response.json()).toMatchObject({ object: 'response', status: 'completed' })
    expect(await gateway.settled()).toMatchObject({
      verdict: 'complete',
      transport: 'json',
      simulated: true,
      provider: 'openai',
    })
  })
})

describe('an event stream goes through as it comes', () => {
  it('rewrites only response snapshots, and drops [DONE] and comments', async () => {
    const odd =
      'event: response.output_text.delta\ndata: {"type":"response.output_text.delta",  "delta":"é👋", "odd": 1.0}\n\n'
    const { gateway } = await withUpstream((_request, response) => {
      response.writeHead(200, sseHead)
      response.end(`${sse(createdEvent)}: a comment\n\n${odd}${sse(completedEvent('é👋'))}data: [DONE]\n\n`)
    })
    const response = await gateway.post({ ...ask, stream: true })
    const text = await response.text()
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    expect(text).toContain(odd)
    expect(text).not.toMatch(/DONE|a comment/)
    const events = eventsOf(text)
    expect(events.map((e) => e.type)).toEqual(['response.created', 'response.output_text.delta', 'response.completed'])
    const id = response.headers.get('x-generation-id')
    expect(events[0]).toMatchObject({ response: { id, nativeResponseId: 'resp_upstream' } })
    expect(events[2]).toMatchObject({ response: { id, usage: { prompt_tokens: 3, input_tokens: 3 } } })
  })

  it('hands every event over before the next one is sent', async () => {
    let next: () => void = () => {}
    const { gateway } = await withUpstream((_request, response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent))
      next = () => response.end(sse(completedEvent('')))
    })
    const response = await gateway.post({ ...ask, stream: true })
    const reader = response.body!.getReader()
    const first = await reader.read()
    expect(new TextDecoder().decode(first.value)).toContain('response.created')
    next()
    expect(new TextDecoder().decode((await reader.read()).value)).toContain('response.completed')
  })

  it('records exactly what the client got', async () => {
    const { gateway } = await withUpstream((_request, response) => {
      response.writeHead(200, sseHead)
      response.end(sse(createdEvent) + sse(deltaEvent('a')) + sse(deltaEvent('b', 2)) + sse(completedEvent('ab', 3)))
    })
    const text = await (await gateway.post({ ...ask, stream: true })).text()
    const summary = await gateway.settled()
    const frames = await gateway.frames(summary.id)
    expect(frames.map((f) => f.seq)).toEqual(frames.map((_, i) => i))
    expect(frames.flatMap((f) => (f.kind === 'received' ? [f.text] : [])).join('')).toBe(text)
    expect(frames.map((f) => f.kind)).toEqual([
      'opened',
      'sent',
      'routed',
      'attempted',
      'answered',
      'responded',
      // What the provider said of the response is not what the client was told.
      'upstream',
      'received',
      'received',
      'received',
      'upstream',
      'received',
      'ended',
      'closed',
    ])
    expect(summary).toMatchObject({
      verdict: 'complete',
      transport: 'sse',
      events: 4,
      totalTokens: 5,
      provider: 'openai',
      model: 'openai/gpt-5-nano',
    })
  })
})

describe('failover goes on until bytes were sent', () => {
  const twoProviders = (a: string, b: string) => ({
    providers: [
      { id: 'first', adapter: 'openai', base_url: a, api_key: 'sk-first-secret-key' },
      { id: 'second', adapter: 'openai', base_url: b, api_key: 'sk-second-secret-key' },
    ],
    models: [
      {
        id: 'lab/model',
        providers: ['first', 'second'].map((provider) => ({
          provider,
          model: 'm',
          pricing: { input_per_mtok: 1, output_per_mtok: 1 },
        })),
      },
    ],
  })
  const asked = { model: 'lab/model', input: 'x', provider: { order: ['first', 'second'] } }

  it('serves from the second when the first refuses, and says so in the headers', async () => {
    const first = await startUpstream((_r, response) =>
      answerJson(
        response,
        429,
        { error: { code: 'rate_limit_exceeded', message: 'slow down' } },
        { 'retry-after': '7' },
      ),
    )
    const second = await startUpstream((_r, response) => answerJson(response, 200, responseObject('from second')))
    onTestFinished(first.close)
    onTestFinished(second.close)
    const gateway = await startTestGateway({ config: twoProviders(first.url, second.url) })
    const response = await gateway.post(asked)
    expect(response.status).toBe(200)
    expect(response.headers.get('x-gateway-attempts')).toBe('2')
    expect(response.headers.get('x-gateway-provider')).toBe('second')
    const summary = await gateway.settled()
    expect(summary.attempts).toMatchObject([
      { provider: 'first', status: 429, outcome: 'failed', code: 'rate_limit_exceeded' },
      { provider: 'second', status: 200, outcome: 'answered', code: null },
    ])
  })

  it('also after a connection that breaks inside a JSON body', async () => {
    const first = await startUpstream((_r, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' })
      response.write('{"id":"resp_', () => response.destroy())
    })
    const second = await startUpstream((_r, response) => answerJson(response, 200, responseObject('whole')))
    onTestFinished(first.close)
    onTestFinished(second.close)
    const gateway = await startTestGateway({ config: twoProviders(first.url, second.url) })
    expect(((await (await gateway.post(asked)).json()) as { provider: string }).provider).toBe('second')
  })

  it('answers 502 with every attempt when all fail, and Retry-After when all are busy', async () => {
    const busy = await startUpstream((_r, response) =>
      answerJson(
        response,
        429,
        { error: { code: 'rate_limit_exceeded', message: 'key sk-first-secret-key is busy' } },
        { 'retry-after': '7' },
      ),
    )
    onTestFinished(busy.close)
    const gateway = await startTestGateway({ config: twoProviders(busy.url, busy.url) })
    const response = await gateway.post(asked)
    const text = await response.text()
    expect(response.status).toBe(502)
    expect(response.headers.get('retry-after')).toBe('7')
    expect(JSON.parse(text)).toMatchObject({
      error: 'upstream_error',
      reason: 'all_candidates_failed',
      attempt_count: 2,
      failed_providers: ['first', 'second'],
      failed_statuses: [429],
      routing_diagnostics: {
        filterStages: expect.arrayContaining([expect.objectContaining({ stage: 'status_gate' })]),
      },
    })
    expect(text).not.toContain('sk-first-secret-key')
    expect(await gateway.settled()).toMatchObject({
      verdict: 'failed',
      error: 'upstream_error',
      status: 502,
      provider: null,
    })
  })
})

describe('a client that goes away stops the upstream', () => {
  it('within the same moment, also before the first byte', async () => {
    const { gateway, upstream } = await withUpstream(() => {})
    const abort = new AbortController()
    const request = gateway.post({ ...ask, stream: true }, { signal: abort.signal }).catch(() => 'aborted')
    while (upstream.requests.length === 0) await new Promise((resolve) => setImmediate(resolve))
    abort.abort()
    expect(await request).toBe('aborted')
    await upstream.requests[0]?.closed
    expect(await gateway.settled()).toMatchObject({ verdict: 'aborted' })
    expect(upstream.requests).toHaveLength(1)
  })

  it('and in the middle of a stream', async () => {
    const { gateway, upstream } = await withUpstream((_request, response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent) + sse(deltaEvent('a')))
    })
    const abort = new AbortController()
    const response = await gateway.post({ ...ask, stream: true }, { signal: abort.signal })
    await response.body!.getReader().read()
    abort.abort()
    await upstream.requests[0]?.closed
    const summary = await gateway.settled()
    expect(summary).toMatchObject({ verdict: 'aborted', events: 2 })
    expect(summary.proof).toContain('Your client closed after 2 events')
  })
})
