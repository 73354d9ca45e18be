// A recorded websocket session played to a client: turn by turn, at the distance it had from its message.
import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  closed,
  ended,
  message,
  opened,
  responded,
  routed,
  sent,
  type Moment,
} from '../support/frames'
import { startTestGateway, temporaryFolder, type TestGateway } from '../support/gateway'
import { createLibrary } from '../support/library'
import { connectSocket, create } from '../support/socket'
import { createVirtualClock } from '../support/virtual-clock'

async function startWithClock(moments: readonly Moment[]) {
  const dataDir = temporaryFolder()
  createLibrary(dataDir).leave('G-1', moments)
  const clock = createVirtualClock()
  return { clock, gateway: await startTestGateway({ options: { dataDir, clock } }) }
}

describe('a websocket session that is played', () => {
  it('every message gets what it got, turn by turn, and then there is nothing left', async () => {
    const gateway = await startTestGateway()
    const messages = ['one', 'two', 'three'].map((input) => ({
      ...create,
      input,
      metadata: { gatescope_scenario: 'unicode' },
    }))
    const first = await connectSocket(gateway.url)
    const events: unknown[] = []
    for (const text of messages) events.push(await first.turn(text))
    first.socket.close(1000)
    const { id } = await gateway.settled()
    for (let run = 0; run < 2; run += 1) {
      const again = await connectSocket(gateway.url.replace('/v1', `/replay/${id}/max/v1`))
      const played: unknown[] = []
      for (const text of messages) played.push(await again.turn(text))
      expect(played).toEqual(events)
      again.send(create)
      expect(await again.next()).toMatchObject({ type: 'error', status: 410, error: { code: 'replay_exhausted' } })
      again.socket.close(1000)
      expect(await again.closed).toMatchObject({ code: 1000 })
    }
    expect((await gateway.handlers['sessions.list']({ limit: 10 })).total).toBe(1)
  })
  const turn = (at: number, n: number): Moment[] => [
    [at, sent(create, n)],
    [at, routed(n)],
    [at, attempted('openai', 1, n)],
    [at, answered(1, n)],
    [at + 10, message({ type: 'response.created' }, n)],
    [at + 20, message({ type: 'response.completed' }, n)],
    [at + 20, ended('complete', '', n)],
  ]
  const begun: Moment[] = [
    [0, opened('websocket')],
    [0, responded(101, '', 0)],
  ]
  const socketTo = (gateway: TestGateway, path = '') =>
    connectSocket(gateway.url.replace('/v1', `/replay/G-1/${path}v1`))

  it('an answer comes as long after its message as it did, however late the message is', async () => {
    const { clock, gateway } = await startWithClock([
      ...begun,
      ...turn(100, 1),
      ...turn(5000, 2),
      [9000, closed('client')],
    ])
    const client = await socketTo(gateway)
    for (const wait of [70_000, 3]) {
      clock.advance(wait)
      client.send(create)
      await client.settled()
      clock.advance(10)
      expect(await client.next()).toEqual({ type: 'response.created' })
      clock.advance(10)
      expect(await client.next()).toEqual({ type: 'response.completed' })
    }
  })
  it.each([
    ['with its code and reason', 1013, 'try_again', 1013, 'try_again'],
    ['without a farewell where it had none', 1006, '', 1006, ''],
  ])('the socket closes as it closed: %s', async (_, code, reason, seen, said) => {
    const { gateway } = await startWithClock([
      ...begun,
      ...turn(1, 1),
      [30, { kind: 'closed', by: 'gateway', code, reason }],
    ])
    const client = await socketTo(gateway, 'max/')
    expect(await client.turn(create)).toHaveLength(2)
    expect(await client.closed).toEqual({ code: seen, reason: said })
  })
  it('a turn the client left in its middle breaks off there', async () => {
    const { gateway } = await startWithClock([
      ...begun,
      ...turn(1, 1).slice(0, 5),
      [15, ended('aborted', '')],
      [15, closed('client')],
    ])
    const client = await socketTo(gateway, 'max/')
    client.send(create)
    expect(await client.next()).toEqual({ type: 'response.created' })
    expect(await client.closed).toMatchObject({ code: 1006 })
  })
  it('a message that was refused beside a turn does not hold the turn up when it does not come', async () => {
    const [before, after] = [turn(100, 1).slice(0, 5), turn(100, 1).slice(5)]
    const aside: Moment[] = [
      [111, sent(create, 2)],
      [111, message({ type: 'error' }, 2)],
    ]
    const { gateway } = await startWithClock([...begun, ...before, ...aside, ...after, [300, closed('client')]])
    const client = await socketTo(gateway, 'max/')
    expect(await client.turn(create)).toEqual([{ type: 'response.created' }, { type: 'response.completed' }])
    expect(await client.turn(create)).toEqual([{ type: 'error' }])
  })
  it('a handshake that was refused is refused again', async () => {
    const body = '{"error":{"code":"websocket_limit_reached"}}'
    const { gateway } = await startWithClock([
      [0, opened('websocket')],
      [1, responded(503, 'application/json', 0)],
      [1, { kind: 'received', turn: 0, text: body, out: 0 }],
      [1, closed()],
    ])
    await expect(socketTo(gateway, 'max/')).rejects.toThrow('503')
  })
})
