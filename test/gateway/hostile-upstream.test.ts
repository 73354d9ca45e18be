// Providers that do not keep to the protocol: the client gets its answer, and nothing is left running or leaks.
import net from 'node:net'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf, startTestGateway, token, type TestGateway } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
import { answerJson, completedEvent, createdEvent, deltaEvent, sse, sseHead, startUpstream } from '../support/upstream'
import { createVirtualClock } from '../support/virtual-clock'

const ask = { model: 'openai/gpt-5-nano', input: 'hi' }
const failed = {
  type: 'response.failed',
  sequence_number: 2,
  response: { id: 'resp_upstream', status: 'failed', error: { code: 'server_error', message: 'no' } },
}

async function against(play: (response: ServerResponse) => void) {
  const upstream = await startUpstream((_request, response) => play(response))
  onTestFinished(upstream.close)
  return { upstream, gateway: await startTestGateway({ openai: upstream.url }) }
}

function recorded({ dataDir }: TestGateway): string {
  const folder = path.join(dataDir, 'sessions')
  return readdirSync(folder)
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('')
}

describe('a stream that does not end with its last event', () => {
  it.each([
    ['silent', () => undefined],
    ['with comments for ever', (response: ServerResponse) => setInterval(() => response.write(': ping\n\n'), 20)],
  ])('%s: ends for the client at once, and the provider is hung up on', async (_, afterwards) => {
    const { upstream, gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent) + sse(completedEvent('x')))
      const timer = afterwards(response)
      response.on('close', () => clearInterval(timer))
    })
    const text = await (await gateway.post({ ...ask, stream: true })).text()
    expect(eventsOf(text).map((e) => e.type)).toEqual(['response.created', 'response.completed'])
    expect(await gateway.settled()).toMatchObject({ verdict: 'complete' })
    await upstream.requests[0]?.closed
  })
  it('an error event may be followed by response.failed, and by nothing else', async () => {
    const { gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      const error = { type: 'error', code: 'server_error', message: 'no' }
      response.end(
        [createdEvent, error, deltaEvent('late'), failed, deltaEvent('later'), completedEvent('x')].map(sse).join(''),
      )
    })
    const text = await (await gateway.post({ ...ask, stream: true })).text()
    expect(eventsOf(text).map((e) => e.type)).toEqual(['response.created', 'error', 'response.failed'])
    expect(await gateway.settled()).toMatchObject({ verdict: 'failed_mid_stream', error: 'server_error' })
  })
  it('an event without an end is cut off, and so is the provider', async () => {
    const { upstream, gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent))
      response.write(`data: ${'x'.repeat(17 << 20)}`)
    })
    const text = await (await gateway.post({ ...ask, stream: true })).text()
    expect(eventsOf(text).at(-1)).toMatchObject({ type: 'error', code: 'upstream_event_too_large' })
    await upstream.requests[0]?.closed
  })
})

describe('a body that is no answer', () => {
  it('an error body without an end is read as far as it is shown', async () => {
    const { upstream, gateway } = await against((response) => {
      response.writeHead(500, { 'content-type': 'text/plain' })
      const timer = setInterval(() => response.write('x'.repeat(16 << 10)), 5)
      response.on('close', () => clearInterval(timer))
    })
    const response = await gateway.post(ask)
    expect(response.status).toBe(502)
    await upstream.requests[0]?.closed
  })
  it('a JSON array', async () => {
    const { gateway } = await against((response) => answerJson(response, 200, [1, 2]))
    const response = await gateway.post(ask)
    expect(await response.json()).toMatchObject({ upstream_error: { code: 'invalid_upstream_body' } })
  })
  it.each([true, false])('one compressed unasked (stream: %j)', async (stream) => {
    const { gateway } = await against((response) => {
      response.writeHead(200, { ...sseHead, 'content-encoding': 'gzip' })
      response.end(gzipSync(sse(createdEvent) + sse(completedEvent('x'))))
    })
    const response = await gateway.post({ ...ask, stream })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ upstream_error: { code: 'invalid_upstream_encoding' } })
  })
  it('a whole body where a stream was asked for is told as the stream it could have been', async () => {
    const { gateway } = await against((response) => answerJson(response, 200, completedEvent('x').response))
    const response = await gateway.post({ ...ask, stream: true })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const types = eventsOf(await response.text()).map((event) => event.type)
    expect(types).toEqual([
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
    expect(await gateway.settled()).toMatchObject({ verdict: 'complete', transport: 'sse', totalTokens: 5 })
  })
  it('a stream where a whole body was asked for is put together', async () => {
    const { gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.end(sse(createdEvent) + sse(deltaEvent('x')) + sse(completedEvent('x')))
    })
    const response = await gateway.post(ask)
    expect(await response.json()).toMatchObject({ status: 'completed', output: [{ content: [{ text: 'x' }] }] })
  })
  it('one that breaks off cannot be put together, and fails the attempt', async () => {
    const { gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.end(sse(createdEvent) + sse(deltaEvent('x')))
    })
    const response = await gateway.post(ask)
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({
      failure_sample: [{ status: 200, upstream_error_code: 'gateway_stream_materialization_error' }],
    })
  })
  it('an error that comes with 200 is a failure', async () => {
    const { gateway } = await against((response) =>
      answerJson(response, 200, { error: { code: 'busy', message: 'no' } }),
    )
    const response = await gateway.post(ask)
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({
      failed_statuses: [200],
      upstream_error: { code: 'busy', message: 'no' },
    })
  })
})

describe('a provider that repeats the key', () => {
  const key = 'sk-upstream-secret-key'
  it.each([
    ['as code and parameter', JSON.stringify({ error: { message: 'no', code: key, param: key } })],
    ['where a text is cut', `${'x'.repeat(230)}${key}`],
    ['where the preview is cut', JSON.stringify({ error: { message: 'no' }, x: `${'y'.repeat(270)}${key}` })],
  ])('%s: neither client nor file gets any of it', async (_, body) => {
    const { gateway } = await against((response) => answerJson(response, 401, body))
    const answer = await (await gateway.post(ask)).text()
    await gateway.settled()
    expect(answer).not.toContain('sk-up')
    expect(recorded(gateway)).not.toContain('sk-up')
  })
  it('also one that JSON has to escape', async () => {
    const odd = 'my "hidden" \\ key'
    const { upstream } = await against((response) => answerJson(response, 401, { error: { message: odd, code: odd } }))
    const gateway = await startTestGateway({
      config: { providers: [{ id: 'openai', base_url: upstream.url, api_key: odd }] },
    })
    const answer = await (await gateway.post({ ...ask, metadata: { note: odd } })).text()
    await gateway.settled()
    expect(answer).not.toContain('hidden')
    expect(recorded(gateway)).not.toContain('hidden')
  })
  it.each([
    ['an error event', { type: 'error', error: { code: 'invalid_api_key', message: `no: ${key}` } }],
    ['response.failed', { ...failed, response: { ...failed.response, error: { code: 'x', message: `no: ${key}` } } }],
  ])('in %s, on every transport', async (_, event) => {
    const upstream = await startUpstream(
      (_request, response) => response.writeHead(200, sseHead).end(sse(createdEvent) + sse(event)),
      (socket) => socket.on('message', () => socket.send(JSON.stringify(event))),
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const streamed = await (await gateway.post({ ...ask, stream: true })).text()
    const whole = await (await gateway.post({ ...ask, debug: { return_upstream_response: true } })).text()
    const socket = JSON.stringify(await (await connectSocket(gateway.url)).turn(create))
    for (const answer of [streamed, whole, socket]) expect(answer).not.toContain(key)
    for (const answer of [streamed, socket]) expect(answer).toContain('no: [redacted]')
  })
})

describe('names in any script', () => {
  it('do not break the headers', async () => {
    const { upstream } = await against((response) => answerJson(response, 200, completedEvent('x').response))
    const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
    const gateway = await startTestGateway({
      config: {
        providers: [{ id: 'local', adapter: 'openai-compatible', base_url: upstream.url, api_key: 'key-0123456789' }],
        models: [{ id: 'local/m', providers: [{ provider: 'local', model: 'модель', pricing }] }],
      },
    })
    const response = await gateway.post({ model: 'local/m', input: 'hi' })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-gateway-model')).toBe(encodeURIComponent('модель'))
  })
})

describe('a client that does not finish', () => {
  const raw = (gateway: TestGateway, contentLength: number, body: string, times = 1) => {
    const { host, hostname, port } = new URL(gateway.url)
    const socket = net.connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    const head = `POST /v1/responses HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n`
    socket.write(
      `${head}Content-Type: application/json\r\nContent-Length: ${contentLength}\r\n\r\n${body}`.repeat(times),
    )
    return socket
  }
  it('its body: 504 after the time for one request', async () => {
    const gateway = await startTestGateway({ config: { gateway: { total_timeout_ms: 200 } } })
    const socket = raw(gateway, 100, '{"model"')
    const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString('latin1'))))
    expect(answer).toMatch(/^HTTP\/1\.1 504 /)
    expect(await gateway.settled()).toMatchObject({ verdict: 'failed', error: 'request_timeout' })
  })
  it('and leaves requests behind that wait in its connection: all are stopped', async () => {
    const { upstream, gateway } = await against((response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent))
    })
    const body = JSON.stringify({ ...ask, stream: true })
    const socket = raw(gateway, body.length, body, 3)
    await new Promise((resolve) => socket.once('data', resolve))
    await expect.poll(() => upstream.requests.length).toBe(3)
    socket.destroy()
    await Promise.all(upstream.requests.map((r) => r.closed))
    const closed = async () => {
      const { sessions } = await gateway.handlers['sessions.list']({ limit: 10 })
      return sessions.filter((s) => s.closed && s.verdict === 'aborted').length
    }
    await expect.poll(closed).toBe(3)
    expect(recorded(gateway).match(/"kind":"closed"/g)).toHaveLength(3)
  })
})

describe('a provider that answers 200 with what is no answer', () => {
  it('is rested after a while, as one that fails', async () => {
    const upstream = await startUpstream((_request, response) => answerJson(response, 200, '<html>'))
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url, options: { clock: createVirtualClock() } })
    for (let i = 0; i < 12; i += 1)
      await (await gateway.post({ model: 'openai/gpt-5-nano', input: 'hi' })).arrayBuffer()
    expect(upstream.requests.length).toBeLessThan(12)
  })
})
