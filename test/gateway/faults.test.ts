// Faults as a client of the gateway meets them: over real sockets, from the configuration and from the console.
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseEvent, type StreamEvent } from '#shared/open-responses/events'
import { BlockSplitter } from '#shared/sse/split'
import { startTestGateway, waitForSession, type TestGateway } from '../support/gateway'
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

const ask = { model: 'openai/gpt-5-nano', input: 'hi' }
const stream = { ...ask, stream: true }

/** A live provider, behind these faults. */
async function behind(faults: readonly object[], gateway: Record<string, unknown> = {}) {
  const upstream = await startUpstream((request, response) => {
    if (!request.body.includes('"stream":true')) return answerJson(response, 200, responseObject('Hello'))
    response.writeHead(200, sseHead)
    response.end([createdEvent, deltaEvent('Grüße'), completedEvent('Grüße')].map(sse).join(''))
  })
  onTestFinished(upstream.close)
  const openai = { id: 'openai', base_url: upstream.url, api_key: 'sk-upstream-secret-key' }
  const started = await startTestGateway({ config: { providers: [openai], faults, gateway } })
  return { upstream, gateway: started }
}

/** By the rules of event streams, whatever their line ends. */
function readEvents(text: string): StreamEvent[] {
  const events: StreamEvent[] = []
  new BlockSplitter().feed(Buffer.from(text), (block) => {
    const event = parseEvent(Buffer.from(block).toString())
    if (event) events.push(event)
  })
  return events
}

const error = async (response: Response) => ({ status: response.status, ...((await response.json()) as object) })

describe('a fault before the answer', () => {
  it('a status with Retry-After reaches the client as the gateway’s own refusal, and nobody was dialled', async () => {
    const { upstream, gateway } = await behind([{ provider: 'openai', status: 429, retry_after: 2 }])
    const response = await gateway.post(ask)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await error(response)).toMatchObject({
      status: 502,
      error: 'upstream_error',
      failed_statuses: [429],
      upstream_error: { code: 'rate_limit_exceeded', message: 'Injected: HTTP 429.' },
    })
    expect(upstream.requests).toHaveLength(0)
  })
  it('is recorded as injected', async () => {
    const { gateway } = await behind([{ provider: 'openai', connect: 'refuse' }])
    await (await gateway.post(ask)).text()
    const { id } = await gateway.settled()
    const rejected = (await gateway.frames(id)).find((frame) => frame.kind === 'rejected')
    expect(rejected).toMatchObject({
      failure: { code: 'ECONNREFUSED', message: 'Injected: the connection was refused.' },
    })
  })
  it.each<readonly [object, object]>([
    [{ connect: 'refuse' }, { code: 'ECONNREFUSED' }],
    [{ connect: 'tls' }, { code: 'CERT_HAS_EXPIRED' }],
    [{ connect: 'reset' }, { code: 'ECONNRESET' }],
    [{ connect: 'timeout' }, { code: 'UND_ERR_CONNECT_TIMEOUT' }],
    [{ stall_ms: 60_000 }, { code: 'upstream_timeout' }],
  ])('%j fails the attempt', async (fault, failure) => {
    const { upstream, gateway } = await behind([{ provider: 'openai', ...fault }], { attempt_timeout_ms: 60 })
    const answer = await error(await gateway.post(stream))
    expect(answer).toMatchObject({ status: 502, upstream_error: failure })
    expect(JSON.stringify(answer)).toContain('Injected: ')
    expect(upstream.requests).toHaveLength(0)
  })
  it('happens as often as it may, then the provider serves', async () => {
    const { upstream, gateway } = await behind([{ provider: 'openai', status: 500, times: 2 }])
    const statuses: number[] = []
    for (let i = 0; i < 3; i += 1) statuses.push((await gateway.post(ask)).status)
    expect([statuses, upstream.requests.length]).toEqual([[502, 502, 200], 1])
  })
  it('of one attempt leaves the next one alone', async () => {
    const gateway = await startTestGateway({
      config: {
        faults: [
          { provider: 'simulator', status: 503, attempt: 1 },
          { provider: 'simulator-spare', status: 500, attempt: 1 },
        ],
      },
    })
    const response = await gateway.post({ model: 'simulator/reply', input: 'hi' })
    expect([response.status, response.headers.get('x-gateway-attempts')]).toEqual([200, '2'])
  })
  it('of another model or provider, or of no probability, does not happen', async () => {
    const { gateway } = await behind([
      { provider: 'openai', status: 500, model: 'openai/gpt-5' },
      { provider: 'simulator', status: 500 },
      { provider: 'openai', status: 500, probability: 0 },
    ])
    expect((await gateway.post(ask)).status).toBe(200)
    expect((await gateway.post({ ...ask, model: 'openai/gpt-5' })).status).toBe(502)
  })
})

describe('a fault in the stream', () => {
  const verdictOf = async (gateway: TestGateway, response: Response) => {
    const events = readEvents(await response.text())
    const { id, verdict, proof } = await gateway.settled()
    const frames = await gateway.frames(id)
    const answered = frames.find((frame) => frame.kind === 'answered')
    const ended = frames.find((frame) => frame.kind === 'ended')
    return { events, verdict, proof, headers: answered?.headers, how: ended?.how }
  }
  it('cut: the client learns it as an event, and the recording says it was injected', async () => {
    const { gateway } = await behind([{ provider: 'openai', cut_after_events: 2 }])
    const { events, verdict, proof, headers } = await verdictOf(gateway, await gateway.post(stream))
    expect(events.map((e) => e.type)).toEqual(['response.created', 'response.output_text.delta', 'error'])
    expect([verdict, proof]).toEqual(['truncated', expect.stringContaining('injected_cut')])
    expect(headers).toMatchObject({ 'x-gatescope-fault': 'injected' })
  })
  it('a clean end without a terminal event is truncated, too', async () => {
    const { gateway } = await behind([{ provider: 'openai', end_after_events: 1 }])
    const { events, verdict } = await verdictOf(gateway, await gateway.post(stream))
    expect([events.map((e) => e.type), verdict]).toEqual([['response.created', 'error'], 'truncated'])
  })
  it('silence ends at the attempt’s limit', async () => {
    const { gateway } = await behind([{ provider: 'openai', stall_ms: 60_000, stall_after_events: 1 }], {
      attempt_timeout_ms: 60,
    })
    const { events, how } = await verdictOf(gateway, await gateway.post(stream))
    expect(events.at(-1)).toMatchObject({ type: 'error', code: 'upstream_timeout' })
    expect(how).toBe('timeout')
  })
  it('an error event goes through as the provider’s own', async () => {
    const { gateway } = await behind([{ provider: 'openai', error_after_events: 1 }])
    const { events, verdict } = await verdictOf(gateway, await gateway.post(stream))
    expect(events.map((e) => e.type)).toEqual(['response.created', 'error'])
    expect(verdict).toBe('failed_mid_stream')
  })
  it.each([
    { newline: 'crlf' },
    { newline: 'cr' },
    { comments: true },
    { data_lines: true },
    { chunks: 'bytes' },
    { chunks: 'characters' },
    { event_ms: 5 },
  ])('%j: the client gets the same events all the same', async (fault) => {
    const { gateway } = await behind([{ provider: 'openai', ...fault }])
    const { events, verdict, headers } = await verdictOf(gateway, await gateway.post(stream))
    expect(events.map((e) => e.type)).toEqual(['response.created', 'response.output_text.delta', 'response.completed'])
    expect([events[1]?.['delta'], verdict]).toEqual(['Grüße', 'complete'])
    expect(headers).toMatchObject({ 'x-gatescope-fault': 'injected' })
  })
  it('a client that goes away ends it, and the provider is hung up on', async () => {
    const { upstream, gateway } = await behind([{ provider: 'openai', event_ms: 20_000 }])
    const abort = new AbortController()
    const response = await gateway.post(stream, { signal: abort.signal })
    expect(response.status).toBe(200)
    abort.abort()
    expect(await gateway.settled()).toMatchObject({ closed: true })
    await upstream.requests[0]?.closed
  })
})

describe('the console adds faults and takes them away', () => {
  it('as it likes, while the gateway runs', async () => {
    const { gateway } = await behind([{ provider: 'openai', status: 500, times: 1 }])
    const { handlers } = gateway
    const { faults, kinds } = await handlers['faults.list']({})
    expect(faults).toEqual([{ id: 'fault_1', fault: { provider: 'openai', status: 500, times: 1 }, left: 1 }])
    expect(kinds.map((k) => k.name)).toContain('cut')
    expect(await handlers['faults.remove']({ id: 'fault_1' })).toBeNull()
    expect((await gateway.post(ask)).status).toBe(200)

    const added = await handlers['faults.add']({ fault: { provider: 'openai', connect: 'refuse' } })
    expect((await gateway.post(ask)).status).toBe(502)
    await handlers['faults.remove']({ id: added.id })
    expect((await gateway.post(ask)).status).toBe(200)
    await expect(handlers['faults.remove']({ id: added.id })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('a websocket session', () => {
  it('meets its faults as well', async () => {
    const gateway = await startTestGateway({
      config: {
        faults: [
          {
            provider: 'openai',
            error_after_events: 2,
            body: { type: 'error', status: 429, error: { code: 'x', message: 'y' } },
          },
        ],
      },
    })
    const { WebSocket } = await import('ws')
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/responses/ws`, {
      headers: { authorization: 'Bearer test-token-0123456789' },
    })
    onTestFinished(() => socket.terminate())
    const types: string[] = []
    await new Promise<void>((resolve) => {
      socket.on('open', () => socket.send(JSON.stringify({ type: 'response.create', ...ask })))
      socket.on('message', (data) => {
        types.push((JSON.parse((data as Buffer).toString()) as { type: string }).type)
        if (types.at(-1) === 'error') resolve()
      })
    })
    expect(types).toEqual(['response.created', 'response.in_progress', 'error'])
    socket.close()
    expect(await waitForSession(gateway, (s) => s.closed)).toMatchObject({ transport: 'websocket' })
  })
})

describe('a configuration', () => {
  it('whose fault is for nobody is told so at start', async () => {
    const gateway = await startTestGateway({ config: { faults: [{ provider: 'opnai', status: 500 }] } })
    expect(gateway.log).toContain('faults.0: there is no provider "opnai"; did you mean "openai"?')
  })
})
