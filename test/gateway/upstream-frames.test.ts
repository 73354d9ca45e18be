// Both hops of an exchange in the record: what a provider really said stands before what the client was told of it, and what
// is passed on as it came stands there once.
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ServerResponse } from 'node:http'
import { ResponseWriter } from '../../gateway/dialects/response-writer'
import { adapters } from '../../gateway/providers/index'
import type { Codec } from '../../gateway/providers/provider'
import type { Frame } from '#shared/session/frame'
import { catalogueOf } from '../support/catalogue'
import { emulateStream, finalResponse } from '../support/codec'
import { startTestGateway, type TestGateway } from '../support/gateway'
import { connectSocket, create } from '../support/socket'
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

const key = 'planted-key-0123456789'
const pricing = { input_per_mtok: 0, output_per_mtok: 0 }

type Far = { readonly adapter?: string; readonly dialect?: string }

function codecOf({ adapter, dialect = 'responses' }: Far): Codec {
  const provider = catalogueOf({ providers: [{ id: 'far', adapter, dialect, api_key: key }] }).providers.get('far')
  const found = provider && adapters.get(adapter ?? '')?.codecFor({ provider, model: 'm1' })
  if (!found) throw new Error(`no codec for ${adapter ?? 'nobody'}`)
  return found
}

function writeAnswer(text: string) {
  const writer = new ResponseWriter({ itemId: 'x', model: 'm1', createdAt: 1_790_000_000, reasoning: 'text' })
  writer.text('Hello ')
  writer.text(text)
  writer.finish('stop', { input: 3, output: 2 })
  return writer.take()
}

/** Blocks and body that a provider of this wire format would send. */
function wireOf(codec: Codec, text = 'world') {
  const events = writeAnswer(text)
  const stream = emulateStream(codec, events)
  return { stream, body: JSON.stringify(codec.emulator.body(finalResponse(events)), null, 2) }
}

async function start(play: (response: ServerResponse, call: number) => void, { adapter, dialect }: Far = {}) {
  let calls = 0
  const upstream = await startUpstream((_request, response) => play(response, (calls += 1)))
  onTestFinished(upstream.close)
  const far = { base_url: upstream.url, api_key: key, adapter: adapter ?? 'openai-compatible', dialect }
  const providers = ['far', 'spare'].map((id) => ({ id, ...far }))
  const places = [{ provider: 'far' }, { provider: 'spare', weight: 1e-9 }].map((p) => ({ ...p, model: 'm1', pricing }))
  return startTestGateway({
    config: {
      gateway: { websocket_bridge: true },
      providers,
      models: [{ id: 'acme/model', providers: places }],
    },
  })
}

const sendStream = (text: string) => (response: ServerResponse) => {
  response.writeHead(200, sseHead)
  response.end(text)
}
const sendBody = (text: string) => (response: ServerResponse) => answerJson(response, 200, text)

const ask = { model: 'acme/model', input: 'hi' }

async function framesOf(gateway: TestGateway): Promise<Frame[]> {
  return gateway.frames((await gateway.settled()).id)
}
async function postFor(gateway: TestGateway, body: object): Promise<Frame[]> {
  await (await gateway.post({ ...ask, ...body })).text()
  return framesOf(gateway)
}
async function turnFor(gateway: TestGateway): Promise<Frame[]> {
  const client = await connectSocket(gateway.url)
  await client.turn({ ...create, model: 'acme/model' })
  client.socket.close()
  return framesOf(gateway)
}
const heard = (frames: readonly Frame[]) => frames.flatMap((f) => (f.kind === 'upstream' ? [f] : []))
const heardText = (frames: readonly Frame[]) => heard(frames).map((frame) => frame.text)
const kinds = (frames: readonly Frame[]) => frames.map((frame) => frame.kind)
const blocksOf = (stream: string) => stream.split(/(?<=\n\n|\r\n\r\n)/)

const formats = [
  { adapter: 'anthropic' },
  { adapter: 'google-ai-studio' },
  { adapter: 'openai-compatible', dialect: 'chat-completions' },
  { adapter: 'openai' },
  { adapter: 'x-ai' },
]
const foreign = formats.filter((far) => codecOf(far).createStreamDecoder !== null)

describe.each(formats)('what a provider says as $adapter $dialect', (far) => {
  const wire = wireOf(codecOf(far))

  it('in a body stands exactly before the body the client got', async () => {
    const frames = await postFor(await start(sendBody(wire.body), far), {})
    expect(heard(frames)).toMatchObject([{ turn: 1, attempt: 1, text: wire.body }])
    expect(kinds(frames).filter((kind) => kind === 'upstream' || kind === 'received')).toEqual(['upstream', 'received'])
  })
  it('in a body stands exactly before the events the client got', async () => {
    const frames = await postFor(await start(sendBody(wire.body), far), { stream: true })
    expect(heardText(frames)).toEqual([wire.body])
    expect(kinds(frames).lastIndexOf('upstream')).toBeLessThan(kinds(frames).indexOf('received'))
  })
  it('in a stream stands exactly before the body the client got', async () => {
    const frames = await postFor(await start(sendStream(wire.stream), far), {})
    expect(wire.stream.startsWith(heardText(frames).join(''))).toBe(true)
    expect(heard(frames).length).toBeGreaterThan(2)
    expect(kinds(frames).lastIndexOf('upstream')).toBeLessThan(kinds(frames).indexOf('received'))
  })
  it('in a body, to a session, stands exactly before the events the client got', async () => {
    const frames = await turnFor(await start(sendBody(wire.body), far))
    expect(heardText(frames)).toEqual([wire.body])
    expect(kinds(frames).lastIndexOf('upstream')).toBeLessThan(kinds(frames).indexOf('received'))
  })
})

describe.each(foreign)('a stream that is written anew, from $adapter $dialect', (far) => {
  const { stream } = wireOf(codecOf(far))

  it.each([
    ['over SSE', (gateway: TestGateway) => postFor(gateway, { stream: true })],
    ['to a session', turnFor],
  ])('%s stands there block by block, each before the events it caused', async (_, play) => {
    const frames = await play(await start(sendStream(stream), far))
    const blocks = blocksOf(stream)
    const said = heardText(frames)
    expect(said).toEqual(blocks.slice(0, said.length))
    // All but what trails behind the end, which nobody reads.
    expect(said.length).toBeGreaterThanOrEqual(blocks.length - 1)
    const told = frames.filter((f) => f.kind === 'upstream' || f.kind === 'received')
    const place = (part: string) => told.findIndex((f) => f.text.includes(part))
    expect(told[0]?.kind).toBe('upstream')
    for (const word of ['Hello ', 'world']) {
      expect(told[place(word)]?.kind).toBe('upstream')
      const next = told.slice(place(word)).find((f) => f.kind === 'received')
      expect(next?.text).toContain('response.')
    }
    expect(told.findIndex((f) => f.kind === 'received' && f.text.includes('Hello '))).toBeLessThan(place('world'))
  })
  it('over SSE comes with the time at which it arrived', async () => {
    const frames = await postFor(await start(sendStream(stream), far), { stream: true })
    const [first] = heard(frames)
    expect(frames.find((f) => f.kind === 'received')?.at).toBe(first?.at)
  })
})

describe('a stream of the API’s own', () => {
  const odd =
    'event: response.output_text.delta\ndata: {"type":"response.output_text.delta",  "delta":"é", "odd": 1.0}\n\n'
  const created = sse(createdEvent)
  const completed = sse(completedEvent('x'))

  it('stands there once, but for the events that carry the response and for what the client is not sent', async () => {
    const stream = `: ping\n\n${created}${odd}${sse(deltaEvent('y'))}${completed}`
    const frames = await postFor(await start(sendStream(stream)), { stream: true })
    expect(heardText(frames)).toEqual([': ping\n\n', created, completed])
    expect(frames.flatMap((f) => (f.kind === 'received' ? [f.text] : [])).slice(1, 3)).toEqual([
      odd,
      sse(deltaEvent('y')),
    ])
    expect(kinds(frames).slice(kinds(frames).indexOf('responded') + 1, -2)).toEqual([
      'upstream',
      'upstream',
      'received',
      'received',
      'received',
      'upstream',
      'received',
    ])
  })
  it('stands there once for a session that is served over SSE', async () => {
    const frames = await turnFor(await start(sendStream(`: ping\n\n${created}${odd}${completed}data: [DONE]\n\n`)))
    expect(heardText(frames)).toEqual([': ping\n\n'])
    expect(frames.filter((f) => f.kind === 'received')).toHaveLength(3)
  })
  it('stands there once for a session with a websocket of the provider', async () => {
    const upstream = await startUpstream(
      (_request, response) => response.destroy(),
      (socket) =>
        socket.on('message', () => {
          for (const event of [createdEvent, deltaEvent('y'), completedEvent('y')]) socket.send(JSON.stringify(event))
        }),
    )
    onTestFinished(upstream.close)
    const gateway = await startTestGateway({ openai: upstream.url })
    const client = await connectSocket(gateway.url)
    await client.turn(create)
    client.socket.close()
    const frames = await framesOf(gateway)
    expect(heard(frames)).toEqual([])
    expect(frames.filter((f) => f.kind === 'received')).toHaveLength(3)
  })
  it('counts as an event only where the client got one', async () => {
    const gateway = await start(sendStream(`: ping\n\n${created}${odd}${completed}`))
    await postFor(gateway, { stream: true })
    expect(await gateway.settled()).toMatchObject({
      events: 3,
      proof: expect.stringContaining('after 3 events') as string,
    })
  })
})

describe('the loop around a server tool', () => {
  it('keeps every answer of the provider, each with the attempt that got it', async () => {
    const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'gateway_datetime', arguments: '{}' }
    const first = JSON.stringify({ ...responseObject(''), output: [call] })
    const last = JSON.stringify(responseObject('It is late.'))
    const gateway = await start((response, n) => answerJson(response, 200, n === 1 ? first : last))
    const frames = await postFor(gateway, { tools: [{ type: 'gateway:datetime' }] })
    expect(heard(frames)).toMatchObject([
      { attempt: 1, text: first },
      { attempt: 2, text: last },
    ])
    expect(frames.filter((f) => f.kind === 'received')).toHaveLength(1)
  })
})

describe('the body of an attempt that does not serve', () => {
  const serve = (refuse: (response: ServerResponse) => void) => (response: ServerResponse, n: number) =>
    n === 1 ? refuse(response) : answerJson(response, 200, responseObject('x'))
  const refusals = (frames: readonly Frame[]) =>
    heard(frames.slice(0, kinds(frames).indexOf('rejected'))).map((frame) => frame.text)

  it('stands whole before its rejection', async () => {
    const body = JSON.stringify({ error: { message: 'no', detail: 'x'.repeat(5000) } })
    expect(refusals(await postFor(await start(serve((r) => answerJson(r, 503, body))), {}))).toEqual([body])
  })
  it('is not there twice: a short one is the preview of the failure', async () => {
    const frames = await postFor(await start(serve((r) => answerJson(r, 503, { error: 'busy' }))), {})
    expect(refusals(frames)).toEqual([])
    expect(frames.find((f) => f.kind === 'rejected')).toMatchObject({ failure: { preview: '{"error":"busy"}' } })
  })
  it('stands there when it came with a success and was none, up to a limit', async () => {
    const [text] = refusals(await postFor(await start(serve((r) => answerJson(r, 200, 'y'.repeat(100_000)))), {}))
    expect(text).toMatch(/^y+…$/)
    expect(text?.length).toBeGreaterThan(60_000)
    expect(text?.length).toBeLessThanOrEqual(64 << 10)
  })
  it('stands there for a turn of a session, also of a short one', async () => {
    const frames = await turnFor(await start(serve((r) => answerJson(r, 503, { error: 'busy' }))))
    expect(refusals(frames)).toEqual(['{"error":"busy"}'])
  })
})

describe('a key that a provider repeats', () => {
  it.each([
    ['in a body', sendBody(wireOf(codecOf({ adapter: 'anthropic' }), `echo ${key}`).body), {}],
    ['in a stream', sendStream(wireOf(codecOf({ adapter: 'anthropic' }), `echo ${key}`).stream), { stream: true }],
    ['in a stream that is collected', sendStream(wireOf(codecOf({ adapter: 'anthropic' }), `echo ${key}`).stream), {}],
    [
      'in a refusal',
      (r: ServerResponse) => answerJson(r, 401, { error: { message: `${'x'.repeat(900)} ${key}` } }),
      {},
    ],
    ['where a body was cut', (r: ServerResponse) => answerJson(r, 200, 'y'.repeat((64 << 10) - 8) + key), {}],
  ])('%s is recorded nowhere', async (_, play, body) => {
    const frames = await postFor(await start(play, { adapter: 'anthropic' }), body)
    expect(heard(frames).length).toBeGreaterThan(0)
    expect(JSON.stringify(frames)).not.toContain(key.slice(0, 8))
  })
})
