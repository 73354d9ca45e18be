// The first moments of an upstream socket: a dial ends, whatever the far side does with it.
import { createHash } from 'node:crypto'
import net from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import { startTestGateway } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
import { completedEvent, createdEvent, startUpstream } from '../support/upstream'

const answer = (socket: WebSocket) => {
  for (const event of [createdEvent, completedEvent('x')]) socket.send(JSON.stringify(event))
}

describe('a dial', () => {
  const listen = async (onSocket: (socket: net.Socket) => void, limitMs = 150) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      onSocket(socket)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { port } = server.address() as net.AddressInfo
    const gateway = await startTestGateway({
      config: {
        gateway: { attempt_timeout_ms: limitMs },
        providers: [{ id: 'openai', base_url: `http://127.0.0.1:${port}/v1`, api_key: 'sk-upstream-secret-key' }],
      },
    })
    return connectSocket(gateway.url)
  }
  const timedOut = [
    { status: 502, error: { code: 'upstream_websocket_handshake_failed', message: 'No websocket within 150 ms.' } },
  ]
  it('that is accepted and never answered ends', async () => {
    const client = await listen(() => {})
    expect(await client.turn(create)).toMatchObject(timedOut)
    expect((await client.turn(create)).at(-1)).toMatchObject(timedOut[0] ?? {})
  })
  it('that is answered byte by byte for ever ends too', async () => {
    const client = await listen((socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nx: ')
      const timer = setInterval(() => socket.write('x'), 20)
      socket.on('close', () => clearInterval(timer))
    })
    expect(await client.turn(create)).toMatchObject(timedOut)
  })
  it('that takes its time holds the one turn, refuses others, and sends it once', async () => {
    let holding: (go: () => void) => void = () => {}
    const held = new Promise<() => void>((resolve) => (holding = resolve))
    const seen: string[] = []
    const onSocket = (socket: WebSocket) =>
      void socket.on('message', (data) => {
        seen.push(String(data as Buffer))
        answer(socket)
      })
    const upstream = await startUpstream(() => {}, onSocket, holding)
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url)
    client.send(create)
    client.send(create)
    expect(await client.next()).toMatchObject({ status: 409 })
    const go = await held
    go()
    await client.until('response.completed')
    expect(seen).toHaveLength(1)
  })
  it('that comes with its first message loses none of it', async () => {
    const sayAtOnce = (socket: net.Socket) =>
      void socket.once('data', (head) => {
        const key = /sec-websocket-key: (\S+)/i.exec(head.toString('latin1'))?.[1] ?? ''
        const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
        const text = Buffer.from(JSON.stringify({ type: 'first.words' }))
        socket.write(
          Buffer.concat([
            Buffer.from(
              `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
            ),
            Buffer.from([0x81, text.length]),
            text,
          ]),
        )
      })
    const client = await listen(sayAtOnce, 10_000)
    client.send(create)
    expect(await client.next()).toEqual({ type: 'first.words' })
  })
})
