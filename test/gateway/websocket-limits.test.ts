// What a session may take: bytes, sockets, time at the door. Limits are told in words before anything is closed.
import net from 'node:net'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { Delivery } from '../../gateway/bridge/delivery'
import { startTestGateway, token } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
import { completedEvent, createdEvent, deltaEvent, startUpstream } from '../support/upstream'

describe('a client that reads slowly', () => {
  const count = 20_000
  const filler = 'x'.repeat(1000)
  it('pauses its upstream, and in the end has got everything in order', async () => {
    let finished = false
    const upstream = await startUpstream(
      () => {},
      (socket) =>
        socket.on('message', () => {
          socket.send(JSON.stringify(createdEvent))
          for (let i = 1; i <= count; i += 1) socket.send(JSON.stringify(deltaEvent(filler, i)))
          socket.send(JSON.stringify(completedEvent('x', count + 1)), () => (finished = true))
        }),
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url)
    client.socket.pause()
    client.send(create)
    const paused = await waitForPulse(gateway)
    expect(paused.bufferedBytes).toBeGreaterThan(1 << 20)
    expect(paused.bufferedBytes).toBeLessThan(4 << 20)
    expect(finished).toBe(false)
    client.socket.resume()
    for (let n = 0; n <= count + 1; n += 1) expect((await client.next())['sequence_number']).toBe(n)
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
  })
})

async function waitForPulse(gateway: Awaited<ReturnType<typeof startTestGateway>>) {
  for (;;) {
    const { sessions } = await gateway.handlers['sessions.list']({ limit: 1 })
    const frames = sessions[0] ? await gateway.frames(sessions[0].id) : []
    for (const frame of frames) if (frame.kind === 'pulse') return frame
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describe('the delivery', () => {
  async function pair() {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await once(server, 'listening')
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as net.AddressInfo).port}`)
    const [near] = (await once(server, 'connection')) as [WebSocket]
    await once(client, 'open')
    onTestFinished(() => {
      client.terminate()
      near.terminate()
      server.close()
    })
    const told: string[] = []
    const delivery = new Delivery(near, {
      paused: () => told.push('paused'),
      resumed: () => told.push('resumed'),
      overflowed: () => told.push('overflowed'),
      failed: () => told.push('failed'),
    })
    return { client, near, told, delivery }
  }
  it('ends at a hard limit, where pausing did not help; words of its own still fit', async () => {
    const { client, told, delivery } = await pair()
    client.pause()
    const megabyte = Buffer.alloc(1 << 20, 'x')
    let sent = 0
    while (sent < 100 && delivery.send(megabyte, false)) sent += 1
    expect(sent).toBeGreaterThan(50)
    expect(sent).toBeLessThan(70)
    expect(told).toEqual(['paused', 'overflowed'])
    expect(delivery.bufferedBytes).toBeLessThanOrEqual(64 << 20)
    expect(delivery.send(Buffer.from('{}'), true)).toBe(true)
  })
  it('one message of any size may go out when little is waiting', async () => {
    const { client, told, delivery } = await pair()
    let got = 0
    client.on('message', (data) => (got += (data as Buffer).length))
    expect(delivery.send(Buffer.alloc(65 << 20, 'x'), false)).toBe(true)
    while (got < 65 << 20) await new Promise((resolve) => setImmediate(resolve))
    while (delivery.isPaused) await new Promise((resolve) => setImmediate(resolve))
    expect(told).toEqual(['paused', 'resumed'])
  })
  it('a client that leaves is given nothing', async () => {
    const { client, near, delivery } = await pair()
    client.terminate()
    await once(near, 'close')
    expect(delivery.send(Buffer.from('{}'), false)).toBe(false)
  })
})

describe('messages', () => {
  it('over the limit are refused in words, not recorded whole, and never reach a provider', async () => {
    const upstream = await startUpstream(() => {})
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url)
    const refused = { status: 400, error: { code: 'payload_too_large', param: 'input' } }
    expect(await client.turn({ ...create, input: 'x'.repeat(16 << 20) })).toMatchObject([refused])
    expect(upstream.sockets).toHaveLength(0)
    client.socket.close()
    const frames = await gateway.frames((await gateway.settled()).id)
    const sent = frames.flatMap((f) => (f.kind === 'sent' ? [f.text] : []))
    expect(sent[0]?.length).toBeLessThan(70_000)
  })
  it('beyond what a socket takes at all are answered before it closes', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    client.socket.send('x'.repeat((64 << 20) + 1))
    expect(await client.next()).toMatchObject({ status: 400, error: { code: 'payload_too_large', param: 'input' } })
    expect((await client.closed).code).toBe(1009)
  })
  it('that are neither text nor UTF-8 are refused in words', async () => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    client.socket.send(Buffer.from([0xff, 0xfe]), { binary: true })
    expect(await client.next()).toMatchObject({ status: 400, error: { code: 'invalid_message_payload' } })
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
  })
  it.each([
    [{ type: 'response.steer', previous_response_id: 'resp_1', input: [] }, 'response.create'],
    [{ type: 'response.inject', response_id: 'resp_1', input: [] }, 'response.create'],
    [{ ...create, stream_id: 'a' }, 'stream_id'],
  ])('of newer kinds get an answer that names what is wrong: %j', async (message, named) => {
    const gateway = await startTestGateway()
    const client = await connectSocket(gateway.url)
    const [answer] = await client.turn(message)
    expect(answer).toMatchObject({ status: 400, error: { code: 'invalid_response_create' } })
    expect(JSON.stringify(answer)).toContain(named)
  })
  it('are never compressed, on neither side', async () => {
    let offered: string | undefined = 'not seen'
    const upstream = await startUpstream(
      () => {},
      (socket, request) => {
        offered = request.headers['sec-websocket-extensions']
        socket.on('message', () => socket.send(JSON.stringify(completedEvent('x'))))
      },
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url, { perMessageDeflate: true })
    await client.turn(create)
    expect([client.socket.extensions, offered]).toEqual(['', undefined])
  })
})

describe('the door', () => {
  const refusalOf = (
    url: string,
    headers: Record<string, string> = { authorization: `Bearer ${token}` },
    protocols: string[] = [],
  ) =>
    new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>((resolve) => {
      const socket = new WebSocket(`${url.replace('http', 'ws')}/responses/ws`, protocols, { headers })
      socket.on('error', () => {})
      socket.on('unexpected-response', (_request, response) => {
        let body = ''
        response.on('data', (chunk: Buffer) => (body += String(chunk)))
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body }))
      })
    })
  it('lets in as many sockets as are configured; a place that is left can be taken', async () => {
    const gateway = await startTestGateway({ config: { gateway: { websocket_limit: 2 } } })
    const first = await connectSocket(gateway.url)
    await connectSocket(gateway.url)
    const refusal = await refusalOf(gateway.url)
    expect(refusal).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
    expect(JSON.parse(refusal.body)).toMatchObject({ error: { code: 'websocket_limit_reached' } })
    expect((await refusalOf(gateway.url, {})).status).toBe(401)
    first.socket.close()
    await first.closed
    await connectSocket(gateway.url)
  })
  it('takes the key that a browser hides in a subprotocol, and never says it again', async () => {
    const gateway = await startTestGateway()
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/responses`, [
      `openai-insecure-api-key.${token}`,
      'realtime',
    ])
    onTestFinished(() => socket.terminate())
    await once(socket, 'open')
    expect(socket.protocol).toBe('realtime')
    socket.close()
    const frames = await gateway.frames((await gateway.settled()).id)
    expect(JSON.stringify(frames)).not.toContain(token)
    expect((await refusalOf(gateway.url, {}, ['openai-insecure-api-key.wrong'])).status).toBe(401)
  })
  it('does not wait for a refused client that stays', async () => {
    const gateway = await startTestGateway()
    const { hostname, port, host } = new URL(gateway.url)
    const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    onTestFinished(() => void socket.destroy())
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
    socket.write(
      `GET /v1/responses/ws HTTP/1.1\r\nHost: ${host}\r\n${upgrade}Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    )
    let text = ''
    socket.on('data', (data) => (text += String(data)))
    socket.on('error', () => {})
    await once(socket, 'end')
    expect(text).toMatch(/^HTTP\/1\.1 401 [\s\S]*x-request-id: G-/)
    // Still writable on this side: writing into a socket that was destroyed is answered with a reset.
    const gone = new Promise((resolve) => socket.on('close', resolve))
    const writing = setInterval(() => socket.write('x'), 50)
    onTestFinished(() => clearInterval(writing))
    await gone
  })
  it('tells its request id with the 101', async () => {
    const gateway = await startTestGateway()
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/responses/ws`, {
      headers: { authorization: `Bearer ${token}` },
    })
    onTestFinished(() => socket.terminate())
    const [response] = (await once(socket, 'upgrade')) as [{ headers: Record<string, string> }]
    expect(response.headers['x-request-id']).toMatch(/^G-/)
    expect(response.headers['x-generation-id']).toBe(response.headers['x-request-id'])
  })
})
