// A recorded session played to a client: what it got once it gets again, and nobody is asked for it.
import http from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TapeEdit } from '#shared/replay/edits'
import type { FrameBody } from '#shared/session/frame'
import {
  answered,
  attempted,
  closed,
  ended,
  framesOf,
  opened,
  responded,
  routed,
  sent,
  sse,
  type Moment,
} from '../support/frames'
import { startTestGateway, temporaryFolder, token, type TestGateway } from '../support/gateway'
import { createLibrary } from '../support/library'
import { connectSocket } from '../support/socket'
import { completedEvent, createdEvent, deltaEvent, sse as block, sseHead, startUpstream } from '../support/upstream'
import { createVirtualClock } from '../support/virtual-clock'
import { createReplays } from '../../gateway/replay/replays'
import { createIds } from '../../gateway/ids'
import { systemClock } from '../../gateway/ports'

const authorization = `Bearer ${token}`
const json = { authorization, 'content-type': 'application/json' }

const play = (gateway: TestGateway, id: string, body: unknown, speed = 'max/', init: RequestInit = {}) =>
  fetch(`${gateway.url.replace('/v1', `/replay/${id}/${speed}v1`)}/responses`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(body),
    ...init,
  })

const connection = new Set(['connection', 'keep-alive', 'date', 'transfer-encoding', 'x-gatescope-replay'])
const headersOf = (answer: Response) => [...answer.headers].filter(([name]) => !connection.has(name))

async function saveVariant(gateway: TestGateway, id: string, ...edits: TapeEdit[]): Promise<string> {
  return (await gateway.handlers['tape.save']({ id, edits })).id
}

describe('over HTTP a client gets again', () => {
  it.each([
    ['a stream', { model: 'simulator/incomplete', stream: true }, 200],
    ['a whole body', { model: 'simulator/incomplete' }, 200],
    ['a refusal', { model: 'openai/none' }, 400],
    ['a failure of every provider', { model: 'simulator/rate-limited' }, 502],
    ['a failure in the middle of a stream', { model: 'simulator/cut', stream: true }, 200],
    ['a stream for third parties, up to the mark at its end', { model: 'simulator/unicode', stream: true }, 200],
  ])('%s: status, headers and bytes', async (name, body, status) => {
    const profile = name.includes('third') ? 'open-responses' : 'documented'
    const gateway = await startTestGateway({ config: { gateway: { profile } } })
    const asked = { input: 'Where is order 48213?', ...body }
    const first = await gateway.post(asked)
    const text = await first.text()
    const { id } = await gateway.settled()
    const again = await play(gateway, id, asked)
    expect([again.status, headersOf(again)]).toEqual([status, headersOf(first)])
    expect(again.headers.get('x-gatescope-replay')).toBe(id)
    expect(await again.text()).toBe(text)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(profile === 'open-responses')
  })
  it('and again, as often as it asks', async () => {
    const gateway = await startTestGateway()
    const asked = { model: 'simulator/empty', input: 'x' }
    const text = await (await gateway.post(asked)).text()
    const { id } = await gateway.settled()
    for (let i = 0; i < 3; i += 1) expect(await (await play(gateway, id, asked)).text()).toBe(text)
  })
})

describe('a replay goes nowhere', () => {
  it('no provider is asked and nothing is recorded', async () => {
    let calls = 0
    const upstream = await startUpstream((_request, response) => {
      calls += 1
      response.writeHead(200, sseHead)
      response.end([createdEvent, deltaEvent('Hi'), completedEvent('Hi')].map(block).join(''))
    })
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const asked = { model: 'openai/gpt-5-nano', input: 'x', stream: true }
    const text = await (await gateway.post(asked)).text()
    const { id } = await gateway.settled()
    await upstream.close()
    const before = await gateway.handlers['sessions.list']({ limit: 10 })
    expect(await (await play(gateway, id, asked)).text()).toBe(text)
    expect(calls).toBe(1)
    await gateway.close()
    expect(await gateway.handlers['sessions.list']({ limit: 10 })).toEqual(before)
  })
})

describe('a replay does not fit', () => {
  const exchange: Moment[] = [
    [0, opened()],
    [1, sent({ stream: true })],
    [2, responded(200, 'text/event-stream')],
    [9, closed()],
  ]
  async function start() {
    const dataDir = temporaryFolder()
    const library = createLibrary(dataDir)
    library.leave('G-1', exchange)
    library.leave('G-2', [
      [0, opened('websocket')],
      [1, responded(101, '', 0)],
      [9, closed('client')],
    ])
    return startTestGateway({ options: { dataDir } })
  }
  it.each<readonly [string, string, unknown, RequestInit, number, string]>([
    [
      'without a token',
      'G-1/v1/responses',
      {},
      { headers: { 'content-type': 'application/json' } },
      401,
      'unauthorised',
    ],
    ['a session that is not there', 'G-9/v1/responses', {}, {}, 404, 'session_not_found'],
    ['an id that is a path', '..%2Ftoken/v1/responses', {}, {}, 404, 'session_not_found'],
    ['another route', 'G-1/v1/models', {}, {}, 404, 'not_found'],
    ['a route the session was not on', 'G-1/v1/responses/compact', {}, {}, 400, 'replay_mismatch'],
    ['a speed that is none', 'G-1/0.01/v1/responses', {}, {}, 404, 'not_found'],
    ['no session at all', 'v1/responses', {}, {}, 404, 'not_found'],
    ['another method', 'G-1/v1/responses', undefined, { method: 'GET' }, 405, 'method_not_allowed'],
    ['a body where it was a stream', 'G-1/v1/responses', { stream: false }, {}, 400, 'replay_mismatch'],
    ['HTTP where it was a websocket', 'G-2/v1/responses', {}, {}, 400, 'replay_mismatch'],
    [
      'a web page',
      'G-1/v1/responses',
      {},
      { headers: { ...json, origin: 'http://evil.example' } },
      403,
      'origin_not_allowed',
    ],
  ])('%s', async (_, path, body, init, status, error) => {
    const gateway = await start()
    const url = gateway.url.replace('/v1', `/replay/${path}`)
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await fetch(url, { method: 'POST', headers: json, ...text, ...init })
    expect([answer.status, await answer.json()]).toMatchObject([status, { error, status_code: status }])
  })
  it('a websocket where it was HTTP, and one without a token', async () => {
    const gateway = await start()
    const url = gateway.url.replace('/v1', '/replay/G-1/v1')
    await expect(connectSocket(url)).rejects.toThrow('400')
    await expect(connectSocket(url, { headers: {} })).rejects.toThrow('401')
    await expect(connectSocket(gateway.url.replace('/v1', '/replay/G-9/v1'))).rejects.toThrow('404')
  })
  it('tells its address of sessions there are', async () => {
    const gateway = await start()
    expect(await gateway.handlers['replay.address']({ id: 'G-1' })).toEqual({
      baseUrl: gateway.url.replace('/v1', '/replay/G-1/v1'),
    })
    await expect(gateway.handlers['replay.address']({ id: 'G-9' })).rejects.toMatchObject({ code: 'session_not_found' })
  })
})

const delta = (text: string) => {
  const event = { type: 'response.output_text.delta', delta: text }
  return sse(event)
}
const stream: readonly Moment[] = [
  [0, opened()],
  [5, sent({ stream: true })],
  [5, routed()],
  [5, attempted('openai')],
  [5, answered()],
  [5, responded(200, 'text/event-stream')],
  [5, sse({ type: 'response.created' })],
  [15, delta('a')],
  [15, delta('b')],
  [1015, delta('c')],
  [2015, sse({ type: 'response.completed' })],
  [2015, ended('complete', '')],
  [2016, closed()],
]
const textOf = (...bodies: readonly FrameBody[]) =>
  bodies.map((body) => (body.kind === 'received' ? body.text : '')).join('')

async function startWithClock(moments: readonly Moment[]) {
  const dataDir = temporaryFolder()
  createLibrary(dataDir).leave('G-1', moments)
  const clock = createVirtualClock()
  return { clock, gateway: await startTestGateway({ options: { dataDir, clock } }) }
}

describe('what is played comes when it came', () => {
  it.each([
    ['', 1],
    ['2x/', 2],
    ['0.5/', 0.5],
  ])('at %s%d', async (path, speed) => {
    const { clock, gateway } = await startWithClock(stream)
    const answer = await play(gateway, 'G-1', { stream: true }, path)
    const reader = answer.body?.getReader()
    const next = async () => Buffer.from((await reader?.read())?.value ?? []).toString()
    expect(await next()).toBe(textOf(sse({ type: 'response.created' })))
    clock.advance(10 / speed)
    expect(await next()).toBe(textOf(delta('a'), delta('b')))
    clock.advance(999 / speed)
    clock.advance(1 / speed)
    expect(await next()).toBe(textOf(delta('c')))
    clock.advance(1000 / speed)
    expect(await next()).toBe(textOf(sse({ type: 'response.completed' })))
    expect(await next()).toBe('')
  })
  it('or at the speed the query says', async () => {
    const { gateway } = await startWithClock(stream)
    const url = gateway.url.replace('/v1', '/replay/G-1/v1/responses?speed=max')
    const answer = await fetch(url, { method: 'POST', headers: json, body: '{"stream":true}' })
    expect(await answer.text()).toBe(textOf(...stream.map(([, body]) => body)))
  })
  it('and stops when the client hangs up', async () => {
    const { clock, gateway } = await startWithClock(stream)
    const abort = new AbortController()
    await gateway.handlers['sessions.list']({ limit: 1 })
    const others = clock.waiting()
    const answer = await play(gateway, 'G-1', { stream: true }, '', { signal: abort.signal })
    expect(clock.waiting()).toBe(others + 1)
    abort.abort()
    await answer.text().catch(() => {})
    await expect.poll(() => clock.waiting()).toBe(others)
  })
})

describe('an edited tape', () => {
  it('has the name it was given', async () => {
    const { gateway } = await startWithClock(stream)
    const { id } = await gateway.handlers['tape.save']({
      id: 'G-1',
      edits: [{ kind: 'drop', seq: 8 }],
      name: 'One less',
    })
    expect((await gateway.handlers['sessions.list']({ limit: 10 })).labels[id]).toMatchObject({ name: 'One less' })
  })
  it('is a session of its own, and plays as it is edited', async () => {
    const { gateway } = await startWithClock(stream)
    const id = await saveVariant(gateway, 'G-1', { kind: 'drop', seq: 8 }, { kind: 'duplicate', seq: 9 })
    const { sessions } = await gateway.handlers['sessions.list']({ limit: 10 })
    expect(sessions.find((s) => s.id === id)).toMatchObject({
      origin: { kind: 'variant', of: 'G-1' },
      verdict: 'complete',
      frames: stream.length,
    })
    expect(await (await play(gateway, id, { stream: true })).text()).toBe(
      textOf(
        sse({ type: 'response.created' }),
        delta('a'),
        delta('c'),
        delta('c'),
        sse({ type: 'response.completed' }),
      ),
    )
    expect(await gateway.frames('G-1')).toEqual(framesOf(...stream))
  })
  it('has the name it is given', async () => {
    const { gateway } = await startWithClock(stream)
    const { id } = await gateway.handlers['tape.save']({ id: 'G-1', edits: [], name: 'no end' })
    const { labels } = await gateway.handlers['sessions.list']({ limit: 10 })
    expect(labels[id]).toMatchObject({ name: 'no end' })
  })
  it('that is cut breaks the connection where it is cut', async () => {
    const { gateway } = await startWithClock(stream)
    const id = await saveVariant(gateway, 'G-1', { kind: 'cut', seq: 7 })
    const answer = await play(gateway, id, { stream: true })
    expect(answer.status).toBe(200)
    const seen: Buffer[] = []
    const read = async () => {
      for await (const chunk of answer.body ?? []) seen.push(Buffer.from(chunk as Uint8Array))
    }
    await expect(read()).rejects.toThrow()
    expect(Buffer.concat(seen).toString()).toBe(textOf(sse({ type: 'response.created' }), delta('a')))
  })
  it('with an edit that cannot be made is not kept', async () => {
    const { gateway } = await startWithClock(stream)
    for (const edit of [
      { kind: 'drop', seq: 0 },
      { kind: 'cut', seq: 99 },
    ] as const)
      await expect(saveVariant(gateway, 'G-1', edit)).rejects.toMatchObject({ code: 'invalid_edit' })
    await expect(saveVariant(gateway, 'G-9')).rejects.toMatchObject({ code: 'session_not_found' })
    expect((await gateway.handlers['sessions.list']({ limit: 10 })).total).toBe(1)
  })
})

describe('a client that reads slowly', () => {
  it('is not given more than it takes, and gets everything in the end', async () => {
    const pieces = 120
    let read = 0
    const one = delta('x'.repeat(200_000))
    const head = framesOf([0, opened()], [0, sent({ stream: true })], [0, responded(200, 'text/event-stream')])
    const engine = {
      clock: systemClock,
      ids: createIds(Date.now),
      log: () => {},
      token: null,
      settings: { profile: 'documented' } as const,
    }
    const replays = createReplays(engine, async function* () {
      yield { frames: head }
      for (; read < pieces; read += 1) yield { frames: framesOf([1, one]) }
      yield { frames: framesOf([2, sse({ type: 'response.completed' })], [2, closed()]) }
    })
    const server = http.createServer((request, response) => void replays.answer(request, response))
    onTestFinished(() => server.close().closeAllConnections())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const answer = await new Promise<http.IncomingMessage>((resolve) => {
      const path = '/replay/G-1/max/v1/responses'
      http.request({ host: '127.0.0.1', port, path, method: 'POST' }, resolve).end('{"stream":true}')
    })
    await new Promise((resolve) => answer.once('readable', resolve))
    expect(read).toBeLessThan(pieces)
    let length = 0
    for await (const chunk of answer) length += (chunk as Buffer).length
    expect(length).toBe(
      textOf(...Array.from({ length: pieces }, () => one), sse({ type: 'response.completed' })).length,
    )
  })
})
