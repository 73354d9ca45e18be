// Providers whose answer never comes, or cannot be handed on: the client is told, and nothing is left running.
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf, startTestGateway, token } from '../support/gateway'
import { createdEvent, sse, sseHead, startUpstream } from '../support/upstream'

const ask = { model: 'openai/gpt-5-nano', input: 'hi' }

describe('an event that cannot be written again', () => {
  const deep = `event: response.completed\ndata: {"type":"response.completed","response":{"output":${'['.repeat(9000)}${']'.repeat(9000)}}}\n\n`
  it.each([
    ['', {}],
    [' in the middle of an injected fault', { faults: [{ provider: 'openai', stall_ms: 1, stall_after_events: 1 }] }],
  ])('breaks the stream off%s', async (_, config) => {
    const upstream = await startUpstream((_request, response) => {
      response.writeHead(200, sseHead)
      response.write(sse(createdEvent) + deep)
    })
    onTestFinished(upstream.close)
    const providers = [{ id: 'openai', base_url: upstream.url, api_key: 'sk-upstream-secret-key' }]
    const gateway = await startTestGateway({ config: { providers, ...config } })
    const text = await (await gateway.post({ ...ask, stream: true })).text()
    expect(eventsOf(text).at(-1)).toMatchObject({ type: 'error', code: 'upstream_stream_truncated' })
    await upstream.requests[0]?.closed
    expect(await gateway.settled()).toMatchObject({ verdict: 'truncated' })
  })
})

describe('a provider that never answers', () => {
  it.each(['/responses', '/responses/compact'])('%s: the client is told when the time is up', async (route) => {
    const upstream = await startUpstream(() => {})
    onTestFinished(upstream.close)
    const { url, ...gateway } = await startTestGateway({
      openai: upstream.url,
      config: { gateway: { profile: 'open-responses', total_timeout_ms: 200 } },
    })
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(url + route, { method: 'POST', headers, body: JSON.stringify(ask) })
    expect([response.status, await response.json()]).toMatchObject([504, { error: { code: 'request_timeout' } }])
    await upstream.requests[0]?.closed
    expect(await gateway.settled()).toMatchObject({ verdict: 'failed', error: 'request_timeout' })
  })
})
