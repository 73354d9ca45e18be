// What one websocket session may do to the gateway, from either side: end itself, and nothing else.
import net from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { startTestGateway, token, type TestGateway } from '../support/gateway'

const create = { type: 'response.create', model: 'openai/gpt-5-nano', input: 'hi' }

async function connect(gateway: TestGateway): Promise<WebSocket> {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/responses/ws`, {
    headers: { authorization: `Bearer ${token}` },
  })
  onTestFinished(() => socket.terminate())
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  return socket
}

async function ask(gateway: TestGateway, message: unknown): Promise<unknown> {
  const socket = await connect(gateway)
  socket.send(typeof message === 'string' ? message : JSON.stringify(message))
  return new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse((data as Buffer).toString()))))
}

const refusedHandshake = { error: { code: 'upstream_websocket_handshake_failed' } }
const live = (more: object) => ({
  config: {
    providers: [{ id: 'openai', api_key: 'key-0123456789', base_url: 'http://127.0.0.1:9/v1', ...more }],
  },
})

describe('a session that cannot go on is an error event', () => {
  it('for a message nested deeper than can be sent on', async () => {
    const gateway = await startTestGateway()
    const input = '['.repeat(200_000) + ']'.repeat(200_000)
    const message = `{"type":"response.create","model":"openai/gpt-5-nano","input":${input}}`
    expect(await ask(gateway, message)).toMatchObject({ error: { code: 'invalid_json' } })
  })
  it('for a key that fits into no header', async () => {
    const gateway = await startTestGateway(live({ api_key: 'key-\n-0123456789' }))
    expect(await ask(gateway, create)).toMatchObject(refusedHandshake)
  })
  it('for a provider without an address', async () => {
    const pricing = { input_per_mtok: 0, output_per_mtok: 0 }
    const gateway = await startTestGateway({
      config: {
        providers: [{ id: 'local', adapter: 'openai-compatible', api_key: 'key-0123456789' }],
        models: [
          {
            id: 'openai/m',
            providers: [{ provider: 'local', model: 'm', endpoints: ['responses', 'responses.ws'], pricing }],
          },
        ],
      },
    })
    expect(await ask(gateway, { ...create, model: 'openai/m' })).toMatchObject(refusedHandshake)
    const response = await gateway.post({ model: 'openai/m', input: 'hi' })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ upstream_error: { code: 'local_base_url_missing' } })
  })
  it('for an upstream whose refusal never ends', async () => {
    const upstream = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.write('HTTP/1.1 503 Busy\r\n\r\n')
        const timer = setInterval(() => socket.write('x'.repeat(1024)), 5)
        socket.on('close', () => clearInterval(timer))
      })
    })
    await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void upstream.close())
    const { port } = upstream.address() as net.AddressInfo
    const gateway = await startTestGateway(live({ base_url: `http://127.0.0.1:${port}/v1` }))
    expect(await ask(gateway, create)).toMatchObject({ status: 503, ...refusedHandshake })
  })
})

describe('a client that sends and never reads', () => {
  it('is not read any further', async () => {
    const gateway = await startTestGateway()
    const socket = await connect(gateway)
    socket.pause()
    const message = 'x'.repeat(1000)
    const taken = async () => {
      const { sessions } = await gateway.handlers['sessions.list']({ limit: 1 })
      return sessions[0]?.turns ?? 0
    }
    for (let i = 0; i < 60_000; i += 1) socket.send(message)
    let before = -1
    for (let now = 0; now === 0 || now !== before; now = await taken()) {
      before = now
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(60_000)
  })
})

describe('an upgrade that is no websocket handshake', () => {
  it('is refused, and its session is closed', async () => {
    const gateway = await startTestGateway()
    const { host, hostname, port } = new URL(gateway.url)
    const socket = net.connect(Number(port), hostname)
    onTestFinished(() => void socket.destroy())
    const headers = `Host: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nAuthorization: Bearer ${token}\r\n`
    socket.write(`GET /v1/responses/ws HTTP/1.1\r\n${headers}\r\n`)
    const answer = await new Promise((resolve) => socket.once('data', (data) => resolve(data.toString('latin1'))))
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(await gateway.settled()).toMatchObject({ status: 400, closed: true })
  })
})
