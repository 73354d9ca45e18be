// A session whose upstream refuses, closes or breaks: on real sockets, with a scripted provider on the far side.
import type { IncomingMessage } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WebSocket } from 'ws'
import { startTestGateway, type TestGateway } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
import { completedEvent, createdEvent, deltaEvent, startUpstream } from '../support/upstream'

type Play = (socket: WebSocket, turn: number, message: Record<string, unknown>, request: IncomingMessage) => void

/** `play` answers each message that arrives, counted over all sockets. */
async function start(play: Play, gatewaySettings: Record<string, unknown> = {}) {
  const seen: Record<string, unknown>[] = []
  const closes: { code: number; reason: string }[] = []
  const upstream = await startUpstream(
    () => {},
    (socket, request) => {
      socket.on('close', (code, reason) => closes.push({ code, reason: String(reason) }))
      socket.on('error', () => {})
      socket.on('message', (data) => {
        const message = JSON.parse((data as Buffer).toString()) as Record<string, unknown>
        seen.push(message)
        play(socket, seen.length, message, request)
      })
    },
  )
  onTestFinished(upstream.close)
  const gateway = await startTestGateway({
    config: {
      gateway: gatewaySettings,
      providers: [{ id: 'openai', base_url: upstream.url, api_key: 'sk-upstream-secret-key' }],
    },
  })
  return { upstream, gateway, seen, closes, client: await connectSocket(gateway.url) }
}

const say = (socket: WebSocket, ...events: readonly object[]) => {
  for (const event of events) socket.send(JSON.stringify(event))
}
const answer = (socket: WebSocket) => say(socket, createdEvent, deltaEvent('x'), completedEvent('x'))
const types = (events: readonly { type: string }[]) => events.map((e) => e.type)
const closedError = { status: 502, error: { type: 'gateway_error', code: 'upstream_websocket_closed' } }

async function attemptsOf(gateway: TestGateway, client: Awaited<ReturnType<typeof connectSocket>>) {
  client.socket.close(1000)
  const { id } = await gateway.settled()
  const frames = await gateway.frames(id)
  return {
    frames,
    attempts: frames.flatMap((f) =>
      f.kind === 'attempted' || f.kind === 'rejected' ? [`${f.kind} ${f.attempt}`] : [],
    ),
    ended: frames.flatMap((f) => (f.kind === 'ended' ? [`${f.turn} ${f.how}`] : [])),
  }
}

describe('an upstream that closes in a turn', () => {
  it('after the opening: the turn is sent again, and the record tells both attempts', async () => {
    const { gateway, client, seen } = await start((socket, turn) => {
      if (turn > 1) return answer(socket)
      say(socket, createdEvent)
      socket.close(1012, 'restart')
    })
    expect(types(await client.turn(create))).toEqual([
      'response.created',
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ])
    expect(seen).toHaveLength(2)
    expect(seen[1]).toEqual(seen[0])
    const { attempts, ended } = await attemptsOf(gateway, client)
    expect(attempts).toEqual(['attempted 1', 'rejected 1', 'attempted 2'])
    expect(ended).toEqual(['1 complete'])
  })
  it('after output: the turn ends, nothing is sent again, the next turn works', async () => {
    const { gateway, client, seen } = await start((socket, turn) => {
      if (turn > 1) return answer(socket)
      say(socket, createdEvent, deltaEvent('x'))
      socket.close(1011)
    })
    expect((await client.turn(create)).at(-1)).toMatchObject(closedError)
    expect(types(await client.turn(create)).at(-1)).toBe('response.completed')
    expect(seen).toHaveLength(2)
    const { ended } = await attemptsOf(gateway, client)
    expect(ended).toEqual(['1 cut', '2 complete'])
  })
  it('with 1009: not again, the message will not have shrunk', async () => {
    const { client, seen } = await start((socket) => socket.close(1009))
    expect(await client.turn(create)).toMatchObject([
      { ...closedError, error: { message: 'Upstream websocket closed unexpectedly (1009).' } },
    ])
    expect(seen).toHaveLength(1)
  })
  it('five times in a row: the client is told why, then let go with the upstream’s own code', async () => {
    const { client } = await start((socket) => {
      say(socket, createdEvent, deltaEvent('x'))
      socket.close(4321, 'ü'.repeat(61))
    })
    for (let turn = 1; turn <= 5; turn += 1) expect((await client.turn(create)).at(-1)).toMatchObject(closedError)
    expect(await client.closed).toEqual({ code: 4321, reason: 'ü'.repeat(61) })
  })
  it('while idle: nobody hears of it', async () => {
    const { client, upstream } = await start(answer)
    await client.turn(create)
    upstream.sockets[0]?.close(1000)
    await new Promise((resolve) => upstream.sockets[0]?.once('close', resolve))
    expect(types(await client.turn(create))).toEqual([
      'response.created',
      'response.output_text.delta',
      'response.completed',
    ])
    expect(upstream.sockets).toHaveLength(2)
  })
})

describe('errors that the gateway answers by itself', () => {
  it('a connection that is used up is replaced; the old one is told so', async () => {
    const { client, closes, upstream } = await start((socket, turn) => {
      if (turn > 1) return answer(socket)
      say(socket, { type: 'error', status: 400, error: { code: 'websocket_connection_limit_reached' } })
    })
    client.send(create)
    expect(types([await client.next(), await client.next()])).toEqual(['error', 'response.created'])
    await client.until('response.completed')
    expect(upstream.sockets).toHaveLength(2)
    expect(closes[0]).toEqual({ code: 1000, reason: 'reconnecting' })
  })
  it('a continuation that is gone is tried once more without it, and both attempts are on record', async () => {
    const gone = { type: 'error', status: 400, error: { code: 'previous_response_not_found', message: 'gone' } }
    const { gateway, client, seen } = await start((socket, turn) => (turn > 1 ? answer(socket) : say(socket, gone)))
    client.send({ ...create, previous_response_id: 'resp_old' })
    expect(await client.next()).toEqual(gone)
    await client.until('response.completed')
    expect(seen.map((m) => m['previous_response_id'])).toEqual(['resp_old', null])
    const { attempts } = await attemptsOf(gateway, client)
    expect(attempts).toEqual(['attempted 1', 'rejected 1', 'attempted 2'])
    expect(await gateway.settled()).toMatchObject({
      verdict: 'complete',
      error: null,
      attempts: [{ outcome: 'failed' }, { outcome: 'answered' }],
    })
  })
  it('third-party clients get it as it is', async () => {
    const gone = { type: 'error', status: 400, error: { code: 'previous_response_not_found', message: 'gone' } }
    const { client, seen } = await start((socket) => say(socket, gone), { profile: 'open-responses' })
    expect(await client.turn({ ...create, model: 'gpt-5-nano', previous_response_id: 'resp_old' })).toEqual([gone])
    expect(seen).toHaveLength(1)
    expect(await client.turn('{')).toMatchObject([{ type: 'error', status: 400, error: { param: null } }])
  })
  it('the failure that trails an error is forwarded and does not end the next turn', async () => {
    const response = { id: 'resp_1', status: 'failed', error: { code: 'server_error', message: 'x' } }
    const { client } = await start((socket, turn) => {
      if (turn === 1)
        say(socket, { ...createdEvent, response: { id: 'resp_1' } }, { type: 'error', error: { code: 'server_error' } })
      else {
        say(socket, { type: 'response.failed', response })
        say(socket, { ...createdEvent, response: { id: 'resp_2' } }, completedEvent('x'))
      }
    })
    expect((await client.turn(create)).at(-1)?.type).toBe('error')
    client.send(create)
    expect(types([await client.next(), await client.next(), await client.next()])).toEqual([
      'response.failed',
      'response.created',
      'response.completed',
    ])
  })
})

describe('a leg that breaks the protocol', () => {
  it('ends the turn readably, and is replaced for the next one', async () => {
    const { client } = await start((socket, turn) => {
      if (turn === 1) socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })
      else answer(socket)
    })
    expect(await client.turn(create)).toMatchObject([{ status: 502, error: { code: 'upstream_websocket_error' } }])
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
  })
  it('a message larger than anybody may send is one', async () => {
    const { client } = await start((socket) => socket.send('x'.repeat((64 << 20) + 1)))
    expect(await client.turn(create)).toMatchObject([{ status: 502, error: { code: 'upstream_websocket_error' } }])
  })
  it('what is only binary is text all the same', async () => {
    const { client } = await start((socket) => {
      socket.send(Buffer.from(JSON.stringify({ type: 'response.brand_new', text: 'grüße' })))
      answer(socket)
    })
    expect((await client.turn(create))[0]).toEqual({ type: 'response.brand_new', text: 'grüße' })
  })
})

describe('a turn', () => {
  it('has a time limit, and the leg that did not meet it is given up', async () => {
    const { gateway, client, closes } = await start(
      (socket, turn) => (turn === 1 ? say(socket, createdEvent) : answer(socket)),
      {
        total_timeout_ms: 200,
      },
    )
    expect((await client.turn(create)).at(-1)).toMatchObject({ status: 504, error: { code: 'request_timeout' } })
    expect((await client.turn(create)).at(-1)?.type).toBe('response.completed')
    expect(closes[0]).toEqual({ code: 1000, reason: 'request_timeout' })
    const { ended } = await attemptsOf(gateway, client)
    expect(ended).toEqual(['1 timeout', '2 complete'])
  })
  it('may be followed by the next one in the tick of its terminal event', async () => {
    const { client } = await start(answer)
    const events: string[] = []
    await new Promise<void>((resolve) => {
      client.socket.on('message', (data) => {
        const { type } = JSON.parse(String(data as Buffer)) as { type: string }
        events.push(type)
        if (type !== 'response.completed') return
        if (events.filter((t) => t === 'response.completed').length === 20) resolve()
        else client.send(create)
      })
      client.send(create)
    })
    expect(events).not.toContain('error')
  })
})
