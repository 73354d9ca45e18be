import { describe, expect, it } from 'vitest'
import { eventData, eventType } from '#shared/open-responses/events'
import { BlockSplitter } from '#shared/sse/split'
import { createVirtualClock } from '../../test/support/virtual-clock'
import { responsesCodec } from '../dialects/responses/index'
import { createSimulatedUpstream } from './upstream'

const context = { provider: 'simulator', model: 'm', scenario: null, attempt: 1, timeoutMs: 5_000 }
const decode = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

/** Sends one request to the simulator and notes what comes back, with its moment. */
function dispatch(scenario: string, { stream = true, read = true } = {}) {
  const clock = createVirtualClock()
  const upstream = createSimulatedUpstream(clock, () => responsesCodec.emulator)
  const log: string[] = []
  const chunks: Buffer[] = []
  const exchange = upstream.dispatch(
    {
      url: '',
      headers: { accept: stream ? 'text/event-stream' : 'application/json' },
      body: JSON.stringify({ model: scenario, input: 'hi', stream }),
    },
    context,
    {
      head: (status, headers) => {
        log.push(`${clock.monotonic()} head ${status} ${headers['content-type'] ?? ''}`)
        if (read) exchange.resume()
      },
      data: (chunk) => chunks.push(chunk),
      end: () => log.push('end'),
      fail: (failure) => log.push(`${clock.monotonic()} ${failure.kind} ${failure.code}`),
    },
  )
  const types = () => {
    const blocks: string[] = []
    new BlockSplitter().feed(Buffer.concat(chunks), (block) => blocks.push(decode(block)))
    return blocks.map(eventType)
  }
  return { clock, exchange, log, chunks, types }
}

describe('a simulated stream', () => {
  it('has its head, its events in the provider’s format, and an end', () => {
    const { clock, log, types, chunks } = dispatch('reply')
    clock.advance(60_000)
    expect(log).toEqual(['40 head 200 text/event-stream; charset=utf-8', 'end'])
    expect([types()[0], types().at(-1)]).toEqual(['response.created', 'response.completed'])
    const first = chunks[0]?.toString('utf8') ?? ''
    expect(first.startsWith('event: response.created\ndata: {"type":"response.created"')).toBe(true)
    expect(JSON.parse(eventData(first.slice(0, first.indexOf('\n\n') + 2)))).toMatchObject({ sequence_number: 0 })
  })
  it('sends nothing before it is read', () => {
    const { clock, exchange, chunks, log } = dispatch('reply', { read: false })
    clock.advance(60_000)
    expect([chunks.length, log.length]).toEqual([0, 1])
    exchange.resume()
    clock.advance(1)
    expect(log.at(-1)).toBe('end')
  })
  it('waits while paused and loses nothing', () => {
    const { clock, exchange, types, log } = dispatch('reply')
    clock.advance(300)
    const before = types().length
    exchange.pause()
    clock.advance(60_000)
    expect(types()).toHaveLength(before)
    exchange.resume()
    clock.advance(60_000)
    expect([types().at(-1), log.at(-1)]).toEqual(['response.completed', 'end'])
  })
  it('stops for good when aborted, and says so once', () => {
    const { clock, exchange, log, types } = dispatch('reply')
    clock.advance(300)
    const before = types().length
    exchange.abort()
    exchange.abort()
    clock.advance(60_000)
    expect(log.slice(1)).toEqual(['300 aborted aborted'])
    expect(types()).toHaveLength(before)
    expect(clock.waiting()).toBe(0)
  })
  it('may break between events, or inside one', () => {
    const cut = dispatch('cut')
    cut.clock.advance(60_000)
    expect(cut.log.at(-1)).toMatch(/ reset ECONNRESET$/)
    expect(cut.types().at(-1)).toBe('response.output_text.delta')
    const half = dispatch('half-event')
    half.clock.advance(60_000)
    expect(Buffer.concat(half.chunks).toString().endsWith('data: {"type":"response.outp')).toBe(true)
  })
  it('may fall silent until the time limit', () => {
    const { clock, log } = dispatch('no-answer')
    clock.advance(4_999)
    expect(log).toEqual([])
    clock.advance(1)
    expect(log).toEqual(['5000 timeout simulated_silence'])
  })
})

describe('a simulated body', () => {
  it('is the response of the last event', () => {
    const { clock, log, chunks } = dispatch('reply', { stream: false })
    clock.advance(60_000)
    expect(log).toEqual(['40 head 200 application/json', 'end'])
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ object: 'response', status: 'completed' })
  })
  it('of a refusal is the provider’s error', () => {
    const { clock, log, chunks } = dispatch('bad-parameter')
    clock.advance(60_000)
    expect(log).toEqual(['25 head 400 application/json', 'end'])
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({
      error: { code: 'unsupported_parameter', param: 'temperature', type: 'invalid_request_error' },
    })
  })
  it('may be no JSON', () => {
    const { clock, log, chunks } = dispatch('not-json')
    clock.advance(60_000)
    expect(log[0]).toBe('25 head 502 text/html')
    expect(Buffer.concat(chunks).toString()).toContain('<h1>502 Bad Gateway</h1>')
  })
})

/** Opens a simulated websocket; `turn` sends one request and lets it play to its end. */
function connect() {
  const clock = createVirtualClock()
  const log: string[] = []
  const messages: Record<string, unknown>[] = []
  const socket = createSimulatedUpstream(clock, () => responsesCodec.emulator).connect(
    { url: '', headers: {} },
    context,
    {
      opened: () => log.push('opened'),
      refused: () => log.push('refused'),
      message: (bytes) => messages.push(JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>),
      pong: () => log.push('pong'),
      failed: () => log.push('failed'),
      errored: () => log.push('errored'),
      closed: (code) => log.push(`closed ${code}`),
    },
  )
  clock.advance(1)
  const turn = (request: object): Record<string, unknown>[] => {
    messages.length = 0
    socket.send(JSON.stringify({ type: 'response.create', model: 'reply', input: 'hi', ...request }))
    clock.advance(60_000)
    return [...messages]
  }
  return { clock, socket, log, messages, turn }
}
const idOf = (event: Record<string, unknown> | undefined) => (event?.['response'] as { id: string } | undefined)?.id

describe('a simulated websocket', () => {
  it('opens, and plays one turn after another', () => {
    const { log, turn } = connect()
    const first = turn({})
    const second = turn({ previous_response_id: idOf(first.at(-1)) })
    for (const events of [first, second]) {
      expect([events[0]?.['type'], events.at(-1)?.['type']]).toEqual(['response.created', 'response.completed'])
      expect(events[0]?.['sequence_number']).toBe(0)
    }
    expect(idOf(second[0])).not.toBe(idOf(first[0]))
    expect(log).toEqual(['opened'])
  })
  it('does not continue what it does not know', () => {
    const { turn } = connect()
    expect(turn({ previous_response_id: 'resp_gone' })).toMatchObject([
      { type: 'error', status: 400, error: { code: 'previous_response_not_found', param: 'previous_response_id' } },
    ])
    expect(turn({}).at(-1)?.['type']).toBe('response.completed')
  })
  it('warms up without output, and can be continued from that', () => {
    const { turn } = connect()
    const warm = turn({ generate: false })
    expect(warm.map((e) => e['type'])).toEqual(['response.created', 'response.completed'])
    expect(warm[1]).toMatchObject({ sequence_number: 1, response: { status: 'completed', output: [] } })
    expect(turn({ previous_response_id: idOf(warm[1]) }).at(-1)?.['type']).toBe('response.completed')
  })
  it('refuses a turn and stays open', () => {
    const { log, turn } = connect()
    expect(turn({ model: 'rate-limited' })).toMatchObject([
      { type: 'error', status: 429, error: { code: 'rate_limit_exceeded' } },
    ])
    expect(log).toEqual(['opened'])
  })
  it.each(['cut', 'half-event', 'no-terminal-event'])('breaks in %s', (model) => {
    const { log, turn } = connect()
    expect(turn({ model }).at(-1)?.['type']).toBe('response.output_text.delta')
    expect(log).toEqual(['opened', 'closed 1006'])
  })
  it('forgets what a failed turn continued', () => {
    const { turn } = connect()
    const first = idOf(turn({}).at(-1))
    expect(turn({ model: 'rate-limited', previous_response_id: first })[0]).toMatchObject({ status: 429 })
    expect(turn({ previous_response_id: first })[0]).toMatchObject({ error: { code: 'previous_response_not_found' } })
  })
  it('fails a turn whose tool output answers no call', () => {
    const { turn } = connect()
    const output = { type: 'function_call_output', call_id: 'call_1', output: 'x' }
    const call = { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}' }
    expect(turn({ input: [output] })).toMatchObject([{ status: 400, error: { code: 'tool_call_not_found' } }])
    const warm = idOf(turn({ generate: false, input: [call] }).at(-1))
    expect(turn({ previous_response_id: warm, input: [output] }).at(-1)?.['type']).toBe('response.completed')
  })
  it('answers pings, and can be cut off', () => {
    const { clock, socket, log } = connect()
    socket.ping()
    clock.advance(1)
    socket.terminate()
    expect(log).toEqual(['opened', 'pong', 'closed 1006'])
    expect(socket.send('{}')).toBe(false)
  })
  it('waits while paused and loses nothing', () => {
    const { clock, socket, messages, turn } = connect()
    const whole = turn({}).map((e) => e['type'])
    socket.pause()
    expect(turn({})).toEqual([])
    socket.resume()
    clock.advance(60_000)
    expect(messages.map((e) => e['type'])).toEqual(whole)
  })
  it('is silent once closed', () => {
    const { clock, socket, messages, log } = connect()
    socket.send(JSON.stringify({ model: 'reply', input: 'hi' }))
    socket.close(1000, '')
    const before = messages.length
    clock.advance(60_000)
    expect([messages.length, log]).toEqual([before, ['opened']])
    expect(clock.waiting()).toBe(0)
  })
})
