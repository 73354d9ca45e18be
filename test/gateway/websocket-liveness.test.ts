// Whether the far ends of a session are still there: pings on both legs, half-open sockets, sleep, age, and the end of the
// gateway itself. Real sockets; time is moved by the test.
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import type { AddressInfo } from 'node:net'
import { startTestGateway } from '../support/gateway'
import { connectSocket, create, roundTrip } from '../support/socket'
import { completedEvent, createdEvent } from '../support/upstream'
import { createVirtualClock } from '../support/virtual-clock'

const beatMs = 25_000

/** A provider on a socket; `autoPong: false` is one whose machine is gone. */
async function startProvider(autoPong: boolean[], onMessage: (socket: WebSocket, message: string) => void) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const sockets: WebSocket[] = []
  server.on('connection', (socket) => {
    // Read at each ping: what answers may stop to.
    Object.assign(socket, { _autoPong: autoPong[sockets.length] ?? true })
    sockets.push(socket)
    socket.on('message', (data) => onMessage(socket, String(data as Buffer)))
  })
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.terminate()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, sockets }
}

const answer = (socket: WebSocket) => {
  for (const event of [createdEvent, completedEvent('x')]) socket.send(JSON.stringify(event))
}

async function start({
  autoPong = [],
  onMessage = answer,
  client: options = {},
}: {
  autoPong?: boolean[]
  onMessage?: (socket: WebSocket, message: string) => void
  client?: { autoPong?: boolean }
} = {}) {
  const clock = createVirtualClock()
  const provider = await startProvider(autoPong, onMessage)
  const gateway = await startTestGateway({ openai: provider.url, options: { clock } })
  const client = await connectSocket(gateway.url, options)
  /** One beat of the heart, and everybody's answer to it. */
  const beat = async () => {
    clock.advance(beatMs)
    for (const socket of [client.socket, ...provider.sockets]) if (socket.readyState === 1) await roundTrip(socket)
  }
  /** Everything recorded so far, once it is on disk. */
  const frames = async () => {
    for (;;) {
      clock.advance(30)
      await new Promise((resolve) => setImmediate(resolve))
      const { sessions } = await gateway.handlers['sessions.list']({ limit: 1 })
      const [session] = sessions
      if (session && session.frames > 0 && session.stored === session.frames) return gateway.frames(session.id)
    }
  }
  return { clock, gateway, client, sockets: provider.sockets, beat, frames }
}

describe('both legs are pinged, in turns and between them', () => {
  it('and live as long as pings are answered, however long nothing is said', async () => {
    const { client, sockets, beat, frames } = await start({ onMessage: (s) => s.send(JSON.stringify(createdEvent)) })
    let pings = 0
    client.socket.on('ping', () => (pings += 1))
    client.send(create)
    await client.until('response.created')
    for (let i = 0; i < 8; i += 1) await beat()
    expect(pings).toBeGreaterThanOrEqual(8)
    expect(sockets[0]?.readyState).toBe(1)
    answer(sockets[0] as WebSocket)
    await client.until('response.completed')
    const pulses = (await frames()).flatMap((f) => (f.kind === 'pulse' ? [f] : []))
    expect(pulses.at(-1)).toMatchObject({ turn: 1, moment: 'silence', bufferedBytes: 0 })
    expect(pulses.at(-1)?.silentMs).toBeGreaterThan(6 * 20_000)
    expect(pulses.at(-1)?.clientPongMs).toBeLessThanOrEqual(beatMs)
    expect(pulses.at(-1)?.upstreamPongMs).toBeLessThanOrEqual(beatMs)
  })
  it('an upstream that is only half there is replaced, and the turn sent again', async () => {
    let turns = 0
    const { client, sockets, beat, frames } = await start({
      autoPong: [false, true],
      onMessage: (socket) => {
        turns += 1
        if (turns > 1) answer(socket)
      },
    })
    client.send(create)
    while (turns === 0) await client.settled()
    for (let i = 0; i < 3; i += 1) await client.settled().then(beat)
    await client.until('response.completed')
    expect([sockets.length, turns]).toEqual([2, 2])
    expect((await frames()).flatMap((f) => (f.kind === 'pulse' ? [f.moment] : []))).toContain('dead_upstream')
  })
  it('a client that is only half there takes its turn along', async () => {
    const { clock, client, sockets, gateway } = await start({
      onMessage: (s) => s.send(JSON.stringify(createdEvent)),
      client: { autoPong: false },
    })
    client.send(create)
    await client.until('response.created')
    const closed = once(sockets[0] as WebSocket, 'close')
    for (let i = 0; i < 2; i += 1) {
      clock.advance(beatMs)
      await roundTrip(sockets[0] as WebSocket)
    }
    expect(client.socket.readyState).toBe(1)
    clock.advance(beatMs)
    expect(String((await closed)[1])).toBe('client_closed')
    expect((await client.closed).code).toBe(1006)
    const summary = gateway.settled()
    clock.advance(100)
    const flushing = setInterval(() => clock.advance(100), 5)
    onTestFinished(() => clearInterval(flushing))
    expect(await summary).toMatchObject({ verdict: 'aborted' })
  })
})

describe('a dial that was refused', () => {
  it('leaves nothing behind that could be found dead', async () => {
    const clock = createVirtualClock()
    const gateway = await startTestGateway({ openai: 'http://127.0.0.1:1/v1', options: { clock } })
    const client = await connectSocket(gateway.url)
    expect((await client.turn(create)).at(-1)?.type).toBe('error')
    for (let i = 0; i < 5; i += 1) {
      clock.advance(beatMs)
      await client.settled()
    }
    client.socket.close()
    await client.closed
    const flushing = setInterval(() => clock.advance(100), 5)
    onTestFinished(() => clearInterval(flushing))
    const { id } = await gateway.settled()
    expect((await gateway.frames(id)).flatMap((f) => (f.kind === 'pulse' ? [f.moment] : []))).not.toContain(
      'dead_upstream',
    )
  })
})

describe('a machine that comes back from sleep', () => {
  it('asks at once, and lets go of what is silent for five seconds', async () => {
    const { clock, gateway, client, sockets } = await start({ client: { autoPong: false } })
    await client.turn(create)
    gateway.checkLiveness()
    await roundTrip(sockets[0] as WebSocket)
    clock.advance(4_999)
    await roundTrip(sockets[0] as WebSocket)
    expect(client.socket.readyState).toBe(1)
    clock.advance(1)
    expect((await client.closed).code).toBe(1006)
  })
  it('keeps what answers', async () => {
    const { clock, gateway, client, sockets } = await start()
    await client.turn(create)
    gateway.checkLiveness()
    for (const socket of [client.socket, sockets[0] as WebSocket]) await roundTrip(socket)
    clock.advance(5_000)
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
    expect(sockets).toHaveLength(1)
  })
  it('drops an upstream that does not', async () => {
    const { clock, gateway, client, sockets } = await start({ autoPong: [false] })
    await client.turn(create)
    gateway.checkLiveness()
    await client.settled()
    const closed = once(sockets[0] as WebSocket, 'close')
    clock.advance(5_000)
    await closed
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
    expect(sockets).toHaveLength(2)
  })
})

describe('a connection that grows old', () => {
  it('is given up while idle, before its hour is over; the next turn opens another', async () => {
    const { client, sockets, beat } = await start()
    await client.turn(create)
    const closed = once(sockets[0] as WebSocket, 'close')
    let beats = 0
    for (; sockets[0]?.readyState === 1 && beats < 140; beats += 1) await beat()
    expect(String((await closed)[1])).toBe('rotating')
    expect(beats * beatMs).toBeGreaterThan(51 * 60_000)
    expect(beats * beatMs).toBeLessThan(57 * 60_000)
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
    expect(sockets).toHaveLength(2)
  })
})

describe('a gateway that stops', () => {
  it('closes idle sessions at once, lets a turn end, and fails one that does not', async () => {
    const provider = await startProvider([], (socket, message) => {
      socket.send(JSON.stringify(createdEvent))
      if (message.includes('soon')) setTimeout(() => socket.send(JSON.stringify(completedEvent('x'))), 300)
    })
    const gateway = await startTestGateway({ openai: provider.url })
    const clients = await Promise.all([1, 2, 3].map(() => connectSocket(gateway.url)))
    const [idle, ending, hanging] = clients
    if (!idle || !ending || !hanging) throw new Error('three were opened')
    ending.send({ ...create, input: 'soon' })
    hanging.send({ ...create, input: 'never' })
    for (const client of [ending, hanging]) await client.until('response.created')
    const stopped = gateway.close()
    const away = { code: 1001, reason: 'gateway_closing' }
    expect(await idle.closed).toEqual(away)
    await ending.until('response.completed')
    expect(await ending.closed).toEqual(away)
    expect(await hanging.until('error')).toMatchObject({ status: 503, error: { code: 'gateway_closing' } })
    expect(await hanging.closed).toEqual(away)
    await stopped
  })
})
