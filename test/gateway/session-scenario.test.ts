// A recorded session as a simulator scenario: what its providers said is said again, to whoever asks as it was asked.
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { findSession } from '../../gateway/index'
import { codecsByDialect } from '../../gateway/simulator/dialects'
import { startSimulator } from '../../gateway/simulator/server'
import { ResponseWriter } from '../../gateway/dialects/response-writer'
import { parseEvent } from '#shared/open-responses/events'
import { emulateStream, finalResponse } from '../support/codec'
import { closed, opened, responded, sent, sse as streamed, type Moment } from '../support/frames'
import { eventsOf, startTestGateway, temporaryFolder, type TestGateway } from '../support/gateway'
import { createLibrary } from '../support/library'
import { connectSocket, create } from '../support/socket'
import { answerJson, completedEvent, createdEvent, deltaEvent, sse, sseHead, startUpstream } from '../support/upstream'

const m1 = { model: 'm1', pricing: { input_per_mtok: 0, output_per_mtok: 0 } }

type Format = {
  readonly adapter: string
  readonly dialect: 'responses' | 'chat-completions' | 'messages' | 'generate-content'
  readonly path: string
}
const formats: readonly Format[] = [
  { adapter: 'openai-compatible', dialect: 'responses', path: '/responses' },
  { adapter: 'openai-compatible', dialect: 'chat-completions', path: '/chat/completions' },
  { adapter: 'anthropic', dialect: 'messages', path: '/messages' },
  { adapter: 'google-ai-studio', dialect: 'generate-content', path: '/models/m1:streamGenerateContent?alt=sse' },
]

/** A gateway with a live provider and one of the same format that is simulated. */
async function start(
  play: (response: ServerResponse, call: number) => void,
  { adapter, dialect }: Pick<Format, 'adapter' | 'dialect'>,
) {
  let calls = 0
  const upstream = await startUpstream((_request, response) => play(response, (calls += 1)))
  onTestFinished(upstream.close)
  const format = { adapter, ...(adapter === 'openai-compatible' ? { dialect } : {}) }
  const gateway = await startTestGateway({
    config: {
      gateway: { websocket_bridge: true },
      providers: [
        ...['far', 'spare'].map((id) => ({ id, ...format, base_url: upstream.url, api_key: 'k-0123456789' })),
        { id: 'near', ...format, base_url: upstream.url },
      ],
      models: [
        {
          id: 'acme/far',
          providers: [{ provider: 'far' }, { provider: 'spare', weight: 1e-9 }].map((p) => ({ ...p, ...m1 })),
        },
        { id: 'acme/near', providers: [{ provider: 'near', ...m1 }] },
      ],
    },
  })
  return { gateway, calls: () => calls }
}

async function record(gateway: TestGateway, body: object): Promise<{ id: string; text: string }> {
  const text = await (await gateway.post({ model: 'acme/far', input: 'hi', ...body })).text()
  return { text, id: (await gateway.settled()).id }
}

const simulate = async (dataDir: string, id: string, dialect: string) => {
  const session = await findSession(dataDir, path.join(dataDir, 'sessions', `${id}.jsonl`))
  const simulator = await startSimulator({ session, dialect, scenario: null, fault: null, port: 0 })
  onTestFinished(simulator.close)
  return simulator.url
}
const ask = (url: string, body: object = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'm1', input: 'hi', messages: [], contents: [], ...body }),
  })

const asScenario = (id: string) => ({ metadata: { gatescope_scenario: `session:${id}` } })

function wireOf(dialect: Format['dialect']) {
  const codec = codecsByDialect().get(dialect)
  if (!codec) throw new Error(`nobody speaks ${dialect}`)
  const writer = new ResponseWriter({ itemId: 'x', model: 'm1', createdAt: 1_790_000_000, reasoning: 'text' })
  writer.text('Hello ')
  writer.text('world')
  writer.finish('stop', { input: 3, output: 2 })
  const events = writer.take()
  return {
    stream: emulateStream(codec, events),
    body: JSON.stringify(codec.emulator.body(finalResponse(events)), null, 2),
  }
}

describe.each(formats)('what a provider said as $dialect', (format) => {
  const { dialect } = format
  const wire = wireOf(dialect)
  const sendStream = (response: ServerResponse) => void response.writeHead(200, sseHead).end(wire.stream)
  const sendBody = (response: ServerResponse) => answerJson(response, 200, wire.body)

  it('in a stream is said again to the byte', async () => {
    const { gateway } = await start(sendStream, format)
    const { id } = await record(gateway, { stream: true })
    const answer = await ask(`${await simulate(gateway.dataDir, id, dialect)}${format.path}`, { stream: true })
    expect(answer.headers.get('content-type')).toBe(sseHead['content-type'])
    const said = await answer.text()
    // What trails behind the end nobody has read.
    expect(wire.stream.startsWith(said)).toBe(true)
    expect(wire.stream.slice(said.length)).not.toContain('world')
  })
  it('in a body is said again to the byte', async () => {
    const { gateway } = await start(sendBody, format)
    const { id } = await record(gateway, {})
    const url = `${await simulate(gateway.dataDir, id, dialect)}${format.path.replace('streamGenerateContent?alt=sse', 'generateContent')}`
    expect(await (await ask(url)).text()).toBe(wire.body)
  })
  it('is played to a client of the gateway that names the session, without asking anybody', async () => {
    const { gateway, calls } = await start(sendStream, format)
    const { id, text } = await record(gateway, { stream: true })
    const again = await gateway.post({ model: 'acme/near', input: 'hi', stream: true, ...asScenario(id) })
    const heard = (events: ReturnType<typeof eventsOf>) => events.map((event) => [event.type, event['delta'] ?? null])
    expect(heard(eventsOf(await again.text()))).toEqual(heard(eventsOf(text)))
    expect([again.headers.get('x-gatescope-simulated'), calls()]).toEqual(['true', 1])
  })
  it('is said in the words of another format to whoever speaks that', async () => {
    const other = dialect === 'responses' ? 'chat-completions' : 'responses'
    const { gateway } = await start(sendStream, format)
    const { id } = await record(gateway, { stream: true })
    const url = await simulate(gateway.dataDir, id, other)
    const answer = await ask(`${url}${other === 'responses' ? '/responses' : '/chat/completions'}`)
    expect(JSON.stringify(await answer.json())).toContain('Hello world')
  })
})

const native = { adapter: 'openai-compatible', dialect: 'responses' } as const
const whole = [createdEvent, deltaEvent('a'), deltaEvent('b'), completedEvent('ab')].map(sse).join('')

describe('a failure', () => {
  it('that a second attempt made good is played as both, in turn', async () => {
    const refuse = { error: { code: 'busy', message: 'Try later.', type: 'server_error', param: null } }
    const { gateway } = await start((response, n) => {
      if (n === 1) answerJson(response, 503, refuse, { 'retry-after': '7' })
      else response.writeHead(200, sseHead).end(whole)
    }, native)
    const { id } = await record(gateway, { stream: true })
    const url = await simulate(gateway.dataDir, id, 'responses')
    for (let run = 0; run < 2; run += 1) {
      const refusal = await ask(`${url}/responses`, { stream: true })
      expect([refusal.status, await refusal.json(), refusal.headers.get('retry-after')]).toEqual([503, refuse, '7'])
      expect(await (await ask(`${url}/responses`, { stream: true })).text()).toBe(whole)
    }
  })
  it('in the middle of a stream breaks the connection there again', async () => {
    const begun = [createdEvent, deltaEvent('a')].map(sse).join('')
    const { gateway } = await start((response) => {
      response.writeHead(200, sseHead)
      response.write(begun, () => response.destroy())
    }, native)
    const { id } = await record(gateway, { stream: true })
    const answer = await ask(`${await simulate(gateway.dataDir, id, 'responses')}/responses`, { stream: true })
    const seen: Buffer[] = []
    const read = async () => {
      for await (const chunk of answer.body ?? []) seen.push(Buffer.from(chunk as Uint8Array))
    }
    await expect(read()).rejects.toThrow()
    expect(Buffer.concat(seen).toString()).toBe(begun)
  })
  it('to find the session is an answer too', async () => {
    const { gateway } = await start(() => {}, native)
    const answer = await gateway.post({ model: 'acme/near', input: 'hi', ...asScenario('G-9') })
    expect([answer.status, await answer.json()]).toMatchObject([502, { failed_statuses: [404] }])
  })
})

it('an edited tape is played as it is edited', async () => {
  const { gateway } = await start((response) => void response.writeHead(200, sseHead).end(whole), native)
  const { id } = await record(gateway, { stream: true })
  const seq = (await gateway.frames(id)).findIndex(
    (f) => f.kind === 'received' && parseEvent(f.text)?.['delta'] === 'a',
  )
  const variant = await gateway.handlers['tape.save']({ id, edits: [{ kind: 'drop', seq }] })
  const answer = await ask(`${await simulate(gateway.dataDir, variant.id, 'responses')}/responses`, { stream: true })
  expect(eventsOf(await answer.text()).map(({ type, delta }) => delta ?? type)).toEqual([
    'response.created',
    'b',
    'response.completed',
  ])
})

it('an event that was replaced is said as it was written, whatever that is', async () => {
  const { gateway } = await start((response) => void response.writeHead(200, sseHead).end(whole), native)
  const { id, text } = await record(gateway, { stream: true })
  const frames = await gateway.frames(id)
  const seq = frames.findIndex((f) => f.kind === 'received' && parseEvent(f.text)?.['delta'] === 'a')
  const garbage = 'data: {"type":"response.outp\n\n'
  const variant = await gateway.handlers['tape.save']({ id, edits: [{ kind: 'replace', seq, text: garbage }] })
  const answer = await ask(`${await simulate(gateway.dataDir, variant.id, 'responses')}/responses`, { stream: true })
  expect(await answer.text()).toBe(text.replace(sse(deltaEvent('a')), garbage))
})

describe('a session in which no provider is recorded', () => {
  const exchange = (...rest: Moment[]): Moment[] => [[0, opened()], [1, sent({ stream: true })], ...rest, [9, closed()]]
  async function play(moments: Moment[], dialect = 'responses', body = {}) {
    const dataDir = temporaryFolder()
    createLibrary(dataDir).leave('G-1', moments)
    const url = await simulate(dataDir, 'G-1', dialect)
    return ask(`${url}${dialect === 'responses' ? '/responses' : '/chat/completions'}`, body)
  }
  it('is played as its client got it', async () => {
    const told = [createdEvent, deltaEvent('a'), completedEvent('a')]
    const received = told.map((event, i): Moment => [i + 3, streamed(event)])
    const answer = await play(exchange([2, responded(200, 'text/event-stream')], ...received), 'responses', {
      stream: true,
    })
    expect(await answer.text()).toBe(told.map(sse).join(''))
  })
  it.each([
    ['responses', (text: string) => text],
    [
      'chat-completions',
      () => '{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":"not_today"}}',
    ],
  ])('also when that was a refusal, as %s', async (dialect, said) => {
    const text = '{"error":"not_today","description":"No."}'
    const refusal: Moment[] = [
      [2, responded(418)],
      [2, { kind: 'received', turn: 1, text, out: 0 }],
    ]
    const answer = await play(exchange(...refusal), dialect)
    expect(answer.status).toBe(418)
    expect(JSON.parse(await answer.text())).toEqual(JSON.parse(said(text)))
  })
  it('and without a request says that there is nothing to play', async () => {
    const answer = await play([
      [0, opened()],
      [1, closed()],
    ])
    expect([answer.status, await answer.json()]).toMatchObject([409, { error: { code: 'session_without_answer' } }])
  })
})

describe('on a websocket', () => {
  it('every message gets the next turn, and after the last the first again', async () => {
    const { gateway } = await start(
      (response, n) =>
        void response
          .writeHead(200, sseHead)
          .end([createdEvent, deltaEvent(`turn ${n}`), completedEvent('x')].map(sse).join('')),
      native,
    )
    const first = await connectSocket(gateway.url)
    for (let n = 1; n <= 2; n += 1) await first.turn({ ...create, model: 'acme/far' })
    first.socket.close()
    const { id } = await gateway.settled()
    const again = await connectSocket(await simulate(gateway.dataDir, id, 'responses'), { path: '/responses' })
    const said = []
    for (let n = 1; n <= 3; n += 1) said.push((await again.turn({ ...create, model: 'm1' }))[1]?.['delta'])
    expect(said).toEqual(['turn 1', 'turn 2', 'turn 1'])
  })
})

it('a file that is no session is no scenario', async () => {
  const file = path.join(import.meta.dirname, 'session-scenario.test.ts')
  const session = await findSession(temporaryFolder(), file)
  await expect(
    startSimulator({ session, dialect: 'responses', scenario: null, fault: null, port: 0 }),
  ).rejects.toMatchObject({
    code: 'option_invalid',
  })
})
