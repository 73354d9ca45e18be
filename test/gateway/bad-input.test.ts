// Whatever comes from either side: the documented error, a recorded session with its verdict, and a gateway that goes on.
import type { ServerResponse } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf, startTestGateway, type TestGateway } from '../support/gateway'
import { createdEvent, deltaEvent, sse, sseHead, startUpstream } from '../support/upstream'

const ask = { model: 'openai/gpt-5-nano', input: 'hi' }

async function expectAlive(gateway: TestGateway) {
  expect((await gateway.post({ model: 'simulator/empty', input: 'still there?' })).status).toBe(200)
}

describe('a request that cannot be served says which field and which rule', () => {
  it.each([
    ['malformed JSON', '{"model": ', 400, { error: 'invalid_json' }],
    ['no object', '[]', 400, { error: 'validation_error' }],
    [
      'a missing model',
      { input: 'x' },
      400,
      { error: 'validation_error', details: [{ path: ['model'], keyword: 'invalid_type' }] },
    ],
    ['a blank model', { model: '  ', input: 'x' }, 400, { error: 'model_required' }],
    [
      'a wrong type',
      { ...ask, stream: 'yes' },
      400,
      { error: 'validation_error', details: [{ path: ['stream'], keyword: 'invalid_type' }] },
    ],
    [
      'a number out of range',
      { ...ask, temperature: 2.4 },
      400,
      { error: 'validation_error', details: [{ path: ['temperature'], keyword: 'too_big' }] },
    ],
    [
      'an unknown model',
      { model: 'openai/nope', input: 'x' },
      400,
      { error: 'unsupported_model_or_endpoint', reason: 'model_not_found_or_inactive' },
    ],
    [
      'an unknown parameter',
      { ...ask, foo: 1 },
      400,
      {
        error: 'validation_error',
        details: [{ path: ['foo'], keyword: 'unknown_param', message: 'Unknown parameter: foo' }],
      },
    ],
    [
      'a filter that leaves no provider',
      { ...ask, provider: { only: ['nobody'] } },
      400,
      { error: 'validation_error', reason: 'request_provider_filter_no_match' },
    ],
  ])('%s', async (_name, body, status, expected) => {
    const gateway = await startTestGateway()
    const response = await gateway.post(body)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({
      ...expected,
      ok: false,
      status_code: status,
      error_type: 'user',
      error_origin: 'user',
      generation_id: response.headers.get('x-generation-id'),
    })
    expect(response.headers.get('x-gateway-error-attribution')).toBe('user')
    const summary = await gateway.settled()
    expect(summary).toMatchObject({
      id: response.headers.get('x-generation-id'),
      verdict: 'failed',
      status,
      error: (expected as { error: string }).error,
    })
    await expectAlive(gateway)
  })

  it('a 20 MiB body is refused with 413, and the session keeps no megabytes', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post({ ...ask, input: 'x'.repeat(20 << 20) })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({
      error: 'payload_too_large',
      description: 'The request body is larger than 16 MiB.',
    })
    const summary = await gateway.settled()
    expect(summary).toMatchObject({ verdict: 'failed', error: 'payload_too_large' })
    expect(JSON.stringify(await gateway.frames(summary.id)).length).toBeLessThan(10_000)
    await expectAlive(gateway)
  })

  it('a body that is not declared JSON is refused with 415', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post(ask, { headers: { 'content-type': 'text/plain' } })
    expect(response.status).toBe(415)
    expect(await gateway.settled()).toMatchObject({ verdict: 'failed', error: 'unsupported_media_type' })
  })
})

describe('an upstream that breaks leaves a verdict, not a hang', () => {
  async function stream(play: (response: ServerResponse) => void, attemptTimeout = 60_000) {
    const upstream = await startUpstream((_request, response) => play(response))
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url, config: liveConfig(upstream.url, attemptTimeout) })
    const response = await gateway.post({ ...ask, stream: true })
    const text = await response.text()
    return {
      response,
      text,
      events: text.startsWith('{') ? [] : eventsOf(text),
      summary: await gateway.settled(),
      gateway,
    }
  }
  const liveConfig = (base_url: string, attempt_timeout_ms: number) => ({
    gateway: { attempt_timeout_ms },
    providers: [{ id: 'openai', base_url, api_key: 'sk-upstream-secret-key' }],
  })

  it('a reset before the head: 502, failed', async () => {
    const { response, summary, gateway } = await stream((r) => r.destroy())
    expect(response.status).toBe(502)
    expect(summary).toMatchObject({ verdict: 'failed', error: 'upstream_error' })
    await expectAlive(gateway)
  })

  it('silence before the head: 502 after the attempt’s time, failed', async () => {
    const { response, text, summary } = await stream(() => {}, 300)
    expect(response.status).toBe(502)
    expect(JSON.parse(text)).toMatchObject({ error: 'upstream_error', upstream_error: { code: 'upstream_timeout' } })
    expect(summary.verdict).toBe('failed')
  })

  it('a reset in the stream: an error event in both shapes, truncated', async () => {
    const { events, summary } = await stream((r) => {
      r.writeHead(200, sseHead)
      r.write(sse(createdEvent) + sse(deltaEvent('par')), () => r.destroy())
    })
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      code: 'upstream_stream_truncated',
      error: { code: 'upstream_stream_truncated' },
    })
    expect(summary).toMatchObject({ verdict: 'truncated', events: 3 })
    expect(summary.proof).toContain('after 2 events')
  })

  it('half an event, then the end: nothing of it reaches the client, truncated', async () => {
    const { text, summary } = await stream((r) => {
      r.writeHead(200, sseHead)
      r.end(`${sse(createdEvent)}event: response.output_text.delta\ndata: {"type":"resp`)
    })
    expect(text).not.toContain('data: {"type":"resp\n')
    expect(eventsOf(text).map((e) => e.type)).toEqual(['response.created', 'error'])
    expect(summary.verdict).toBe('truncated')
    expect(summary.proof).toMatch(/bytes into the next/)
  })

  it('a clean end without a terminal event: truncated', async () => {
    const { events, summary } = await stream((r) => {
      r.writeHead(200, sseHead)
      r.end(sse(createdEvent) + sse(deltaEvent('a')))
    })
    expect(events.at(-1)?.type).toBe('error')
    expect(summary.verdict).toBe('truncated')
  })

  it('silence in the stream: an error event, failed mid-stream', async () => {
    const { events, summary } = await stream((r) => {
      r.writeHead(200, sseHead)
      r.write(sse(createdEvent) + sse(deltaEvent('a')))
    }, 300)
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'upstream_timeout' })
    expect(summary.verdict).toBe('failed_mid_stream')
  })

  it('response.failed in the stream: passed through, failed mid-stream', async () => {
    const gateway = await startTestGateway()
    const text = await (await gateway.post({ model: 'simulator/fail-mid-stream', input: 'x', stream: true })).text()
    expect(eventsOf(text).at(-1)).toMatchObject({
      type: 'response.failed',
      response: { error: { code: 'server_error' } },
    })
    expect(await gateway.settled()).toMatchObject({ verdict: 'failed_mid_stream', error: 'server_error' })
  })

  it('an HTML page instead of JSON: 502 with its first words', async () => {
    const gateway = await startTestGateway()
    const response = await gateway.post({ model: 'simulator/not-json', input: 'x' })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({
      failure_sample: [{ status: 502, upstream_payload_preview: expect.stringContaining('<h1>') }, {}],
    })
  })
})

describe('every simulator scenario ends as its title says, over SSE', () => {
  const slow = new Set(['long-output', 'slow-first-token', 'hiccup'])
  it('and none of them harms the gateway', async () => {
    const gateway = await startTestGateway({ config: { gateway: { attempt_timeout_ms: 400 } } })
    const names = gateway.status().scenarios.map((s) => s.name)
    expect(names.length).toBeGreaterThanOrEqual(15)
    const verdicts = new Map<string, string>()
    for (const name of names.filter((n) => !slow.has(n))) {
      await (await gateway.post({ model: `simulator/${name}`, input: 'hello', stream: true })).text()
      verdicts.set(name, (await gateway.settled((s) => s.model === `simulator/${name}`)).verdict)
    }
    const of = (verdict: string) => [...verdicts].filter(([, v]) => v === verdict).map(([name]) => name)
    expect(of('complete')).toEqual([
      'reply',
      'reasoning',
      'tool-call',
      'parallel-tools',
      'fallback',
      'markdown',
      'unicode',
      'refusal',
      'incomplete',
      'empty',
      'burst',
      'unknown-event',
    ])
    expect(of('failed')).toEqual([
      'bad-parameter',
      'bad-key',
      'payment-required',
      'region-forbidden',
      'model-missing',
      'rate-limited',
      'server-error',
      'overloaded',
      'not-json',
      'connection-reset',
      'no-answer',
    ])
    expect(of('truncated')).toEqual(['cut', 'half-event', 'no-terminal-event'])
    expect(of('failed_mid_stream')).toEqual(['stall', 'fail-mid-stream', 'error-event'])
  })
})
