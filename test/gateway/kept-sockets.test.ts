// The console keeps a websocket open from one turn to the next: over a real socket of our own data plane, a few at a time, and
// no longer than a window is there.
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Params } from '#shared/contract/commands'
import type { SessionSummary } from '#shared/session/summary'
import { mostKept } from '../../gateway/admin/kept-sockets'
import { consoleOf } from '../support/console'
import { startTestGateway, token, waitForSession, type TestGateway } from '../support/gateway'
import { completedEvent, startUpstream } from '../support/upstream'

const message = (fields: object = {}) =>
  JSON.stringify({ type: 'response.create', model: 'openai/gpt-5-nano', input: 'hi', ...fields })

const open = (requestId: string, fields: Partial<Params<'request.send'>> = {}): Params<'request.send'> => ({
  requestId,
  transport: 'websocket',
  body: message(),
  keepOpen: true,
  ...fields,
})

const session = (gateway: TestGateway, requestId: string, wanted: (s: SessionSummary) => boolean) =>
  waitForSession(gateway, (s) => s.clientRequestId === requestId && wanted(s))

const answered = (gateway: TestGateway, requestId: string, turns = 1) =>
  session(gateway, requestId, (s) => s.turns === turns && s.verdict === 'complete' && s.stored === s.frames)

const keptBy = async ({ handlers }: TestGateway) => (await handlers['socket.list']({})).requestIds

async function responseIdOf(gateway: TestGateway, id: string): Promise<string> {
  const frames = await gateway.frames(id)
  const last = frames.filter((frame) => frame.kind === 'received').at(-1)
  return (JSON.parse(last?.text ?? '') as { response: { id: string } }).response.id
}

describe('a websocket that is kept open', () => {
  it('takes one turn after another, each continuing the last, until it is closed', async () => {
    const gateway = await startTestGateway()
    await gateway.handlers['request.send'](open('one'))
    const first = await answered(gateway, 'one')
    expect(first.closed).toBe(false)
    expect(await keptBy(gateway)).toEqual(['one'])
    const previous = await responseIdOf(gateway, first.id)
    const next = message({ input: 'and now?', previous_response_id: previous })
    await gateway.handlers['socket.send']({ requestId: 'one', body: next })
    await answered(gateway, 'one', 2)
    expect(await responseIdOf(gateway, first.id)).not.toBe(previous)
    await gateway.handlers['socket.close']({ requestId: 'one' })
    await session(gateway, 'one', (s) => s.closed)
    const frames = await gateway.frames(first.id)
    expect(frames.at(-1)).toMatchObject({ kind: 'closed', by: 'client', code: 1000 })
    expect(frames.filter((frame) => frame.kind === 'sent').map(({ text }) => text)).toEqual([message(), next])
    expect(await keptBy(gateway)).toEqual([])
  })
  it('says so when it is open no more', async () => {
    const gateway = await startTestGateway()
    const none = { code: 'socket_not_open' }
    const send = (requestId: string) => gateway.handlers['socket.send']({ requestId, body: message() })
    await expect(send('none')).rejects.toMatchObject(none)
    await gateway.handlers['request.send'](open('one'))
    await answered(gateway, 'one')
    await gateway.handlers['request.stop']({ requestId: 'one' })
    await session(gateway, 'one', (s) => s.closed)
    await expect(send('one')).rejects.toMatchObject(none)
  })
  it('answers a turn that breaks a rule and stays open', async () => {
    const gateway = await startTestGateway()
    await gateway.handlers['request.send'](open('one'))
    await answered(gateway, 'one')
    await gateway.handlers['socket.send']({ requestId: 'one', body: message({ model: 'openai/gpt-5' }) })
    const refused = await session(gateway, 'one', (s) => s.error === 'model_mismatch')
    expect(refused.closed).toBe(false)
    expect(await keptBy(gateway)).toEqual(['one'])
  })
  it('is one of few: the one used longest ago makes room, unless its turn is in flight', async () => {
    const quick = await startUpstream(
      () => {},
      (socket) => socket.on('message', () => socket.send(JSON.stringify(completedEvent('Hello')))),
    )
    onTestFinished(quick.close)
    const gateway = await startTestGateway({ openai: quick.url })
    for (let n = 1; n <= mostKept; n += 1) {
      await gateway.handlers['request.send'](open(`${n}`))
      await answered(gateway, `${n}`)
    }
    await gateway.handlers['socket.send']({ requestId: '1', body: message() })
    await answered(gateway, '1', 2)
    await gateway.handlers['request.send'](open('more'))
    await session(gateway, '2', (s) => s.closed)
    expect(await keptBy(gateway)).toEqual(['3', '4', '5', '6', '7', '8', '1', 'more'])
  })
  it('is refused while all are in use', async () => {
    const silent = await startUpstream(
      () => {},
      () => {},
    )
    onTestFinished(silent.close)
    const gateway = await startTestGateway({ openai: silent.url })
    for (let n = 1; n <= mostKept; n += 1) await gateway.handlers['request.send'](open(`${n}`))
    await expect(gateway.handlers['request.send'](open('more'))).rejects.toMatchObject({ code: 'too_many_sockets' })
    await expect(gateway.handlers['request.send'](open('1'))).rejects.toMatchObject({ code: 'request_running' })
  })
  it('is not asked for: a socket then closes after its turn, as before', async () => {
    const gateway = await startTestGateway()
    await gateway.handlers['request.send'](open('one', { keepOpen: false }))
    expect(await session(gateway, 'one', (s) => s.closed)).toMatchObject({ turns: 1, verdict: 'complete' })
  })
  it('closes with the last window, and not before', async () => {
    const gateway = await startTestGateway({ options: { console: { port: 0, assets: '/nowhere' } } })
    const [one, two] = [await consoleOf({ ...gateway, token }), await consoleOf({ ...gateway, token })]
    await one.call('request.send', open('one'))
    await answered(gateway, 'one')
    await one.leave()
    expect(await two.call('socket.list', {})).toEqual({ requestIds: ['one'] })
    await two.leave()
    await session(gateway, 'one', (s) => s.closed)
    expect(await keptBy(gateway)).toEqual([])
  })
  it('closes with the gateway', async () => {
    const gateway = await startTestGateway()
    await gateway.handlers['request.send'](open('one'))
    const { id } = await answered(gateway, 'one')
    await gateway.close()
    const again = await startTestGateway({ options: { dataDir: gateway.dataDir } })
    const { sessions } = await again.handlers['sessions.list']({ limit: 1 })
    expect(sessions).toMatchObject([{ id, closed: true, verdict: 'complete' }])
  })
})
