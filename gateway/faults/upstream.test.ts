import { describe, expect, it } from 'vitest'
import { eventData, eventType } from '#shared/open-responses/events'
import { faultSchema } from '#shared/fault/schema'
import { BlockSplitter } from '#shared/sse/split'
import { createVirtualClock, type VirtualClock } from '../../test/support/virtual-clock'
import { responsesCodec } from '../dialects/responses/index'
import { createSimulatedUpstream } from '../simulator/upstream'
import type { ResponseSink, Upstream } from '../upstream/upstream'
import { FaultSet } from './fault-set'
import { createFaultyUpstream } from './upstream'

const timeoutMs = 5_000
const context = { provider: 'p', model: 'm', scenario: null, attempt: 1, timeoutMs }
const emulatorOf = () => responsesCodec.emulator

/** A simulated provider that counts how often it is dialled, behind these faults. */
function faulty(clock: VirtualClock, ...faults: readonly object[]) {
  const simulated = createSimulatedUpstream(clock, emulatorOf)
  const dialled: number[] = []
  const inner: Upstream = {
    ...simulated,
    dispatch: (...args) => {
      dialled.push(clock.monotonic())
      return simulated.dispatch(...args)
    },
    connect: (...args) => {
      dialled.push(clock.monotonic())
      return simulated.connect(...args)
    },
  }
  const set = new FaultSet(faults.map((fault) => faultSchema.parse({ provider: 'p', ...fault })))
  return { upstream: createFaultyUpstream(inner, set, clock, emulatorOf), dialled, set }
}

function dispatch(fault: object | null, { stream = true, read = true, scenario = 'reply' } = {}) {
  const clock = createVirtualClock()
  const { upstream, dialled } = faulty(clock, ...(fault ? [fault] : []))
  const log: string[] = []
  const chunks: { at: number; bytes: Buffer }[] = []
  let head: Readonly<Record<string, string>> = {}
  const exchange = upstream.dispatch(
    { url: '', headers: {}, body: JSON.stringify({ model: scenario, input: 'héllo', stream }) },
    context,
    {
      head: (status, headers) => {
        head = headers
        log.push(`${clock.monotonic()} head ${status}`)
        if (read) exchange.resume()
      },
      data: (bytes) => chunks.push({ at: clock.monotonic(), bytes }),
      end: () => log.push('end'),
      fail: (failure) =>
        log.push(`${Math.round(clock.monotonic())} ${failure.kind} ${failure.code}: ${failure.message}`),
    },
  )
  const text = () => Buffer.concat(chunks.map((c) => c.bytes)).toString('utf8')
  const blocks = () => {
    const found: string[] = []
    new BlockSplitter(64 << 20).feed(Buffer.from(text()), (block) => found.push(Buffer.from(block).toString('utf8')))
    return found.filter((block) => eventData(block) !== '')
  }
  const finish = () => clock.advance(120_000)
  return { clock, exchange, log, chunks, text, blocks, dialled, finish, head: () => head }
}

/** Whatever a provider may send, without a simulator's good manners. */
function scripted(fault: object, play: (sink: ResponseSink) => void) {
  const clock = createVirtualClock()
  const log: string[] = []
  let text = ''
  const inner: Upstream = {
    dispatch: (_request, _context, sink) => {
      clock.after(1, () => {
        sink.head(200, { 'content-type': 'text/event-stream' })
        play(sink)
      })
      return { abort: () => log.push('inner aborted'), pause: () => {}, resume: () => {} }
    },
    connect: () => ({ send: () => {}, close: () => {}, pause: () => {}, resume: () => {} }),
    close: () => Promise.resolve(),
  }
  const set = new FaultSet([faultSchema.parse({ provider: 'p', ...fault })])
  const exchange = createFaultyUpstream(inner, set, clock, emulatorOf).dispatch(
    { url: '', headers: {}, body: '' },
    context,
    {
      head: () => exchange.resume(),
      data: (bytes) => (text += bytes.toString()),
      end: () => log.unshift('end'),
      fail: ({ code }) => log.unshift(code),
    },
  )
  clock.advance(10)
  return { text, log }
}

/** What a run without any fault gives. */
const whole = (stream = true) => {
  const run = dispatch(null, { stream })
  run.finish()
  return run
}

describe('without a fault', () => {
  it('the exchange is the inner one itself', () => {
    const clock = createVirtualClock()
    const { upstream } = faulty(clock, { provider: 'other', status: 500 })
    const exchange = upstream.dispatch({ url: '', headers: {}, body: '{}' }, context, {
      head: () => {},
      data: () => {},
      end: () => {},
      fail: () => {},
    })
    expect(exchange.constructor.name).toBe('SimulatedExchange')
  })
})

describe('an answer without dialling', () => {
  it('has its status, its wait, its headers, and an error that says it is injected', () => {
    const run = dispatch({ status: 429, retry_after: 2.5, headers: { 'X-RateLimit-Limit': '9' } })
    run.finish()
    expect([run.log, run.dialled]).toEqual([['1 head 429', 'end'], []])
    expect(run.head()).toEqual({
      'content-type': 'application/json',
      'retry-after': '2.5',
      'x-ratelimit-limit': '9',
      'x-gatescope-fault': 'injected',
    })
    expect(JSON.parse(run.text())).toEqual({
      error: { type: 'rate_limit_error', code: 'rate_limit_exceeded', message: 'Injected: HTTP 429.', param: null },
    })
  })
  it('has the body it is given', () => {
    const page = dispatch({ status: 502, body: '<html>' })
    page.finish()
    expect([page.head()['content-type'], page.text()]).toEqual(['text/plain', '<html>'])
    const json = dispatch({ status: 400, body: { error: 'no' } })
    json.finish()
    expect(json.text()).toBe('{"error":"no"}')
  })
  it('comes late when it is told to', () => {
    const run = dispatch({ status: 503, stall_ms: 200 })
    run.finish()
    expect(run.log).toEqual(['200 head 503', 'end'])
  })
  it('may be a 200 with an error in it, for a stream as well', () => {
    const run = dispatch({ error_in_200: true })
    run.finish()
    expect([run.log, run.head()['content-type']]).toEqual([['1 head 200', 'end'], 'application/json'])
    expect(JSON.parse(run.text())).toMatchObject({ error: { code: 'server_error', message: 'Injected: HTTP 500.' } })
  })
  it('waits for its reader, and can be aborted', () => {
    const run = dispatch({ status: 500 }, { read: false })
    run.finish()
    expect([run.log, run.text()]).toEqual([['1 head 500'], ''])
    run.exchange.abort()
    run.exchange.resume()
    run.finish()
    expect(run.log.slice(1)).toEqual(['120000 aborted aborted: The gateway stopped this request.'])
    expect(run.clock.waiting()).toBe(0)
  })
})

describe('a connection that fails', () => {
  it.each<readonly [object, RegExp]>([
    [{ connect: 'refuse' }, /^1 refused ECONNREFUSED: Injected: /],
    [{ connect: 'tls' }, /^1 refused CERT_HAS_EXPIRED: Injected: /],
    [{ connect: 'reset' }, /^1 reset ECONNRESET: Injected: /],
    [{ connect: 'timeout' }, /^5000 refused UND_ERR_CONNECT_TIMEOUT: Injected: /],
    [{ stall_ms: 60_000 }, /^5000 timeout injected_silence: Injected: no byte within 5000 ms\.$/],
  ])('%j', (fault, line) => {
    const run = dispatch(fault)
    run.finish()
    expect(run.log).toEqual([expect.stringMatching(line)])
    expect([run.dialled, run.clock.waiting()]).toEqual([[], 0])
  })
  it('is no more once it is aborted', () => {
    const run = dispatch({ connect: 'timeout' })
    run.clock.advance(100)
    run.exchange.abort()
    run.exchange.abort()
    run.finish()
    expect(run.log).toEqual(['100 aborted aborted: The gateway stopped this request.'])
    expect(run.clock.waiting()).toBe(0)
  })
})

describe('a stream that goes wrong after N events', () => {
  it.each([0, 1, 4])('%i, cut', (n) => {
    const run = dispatch({ cut_after_events: n })
    run.finish()
    expect(run.blocks()).toEqual(whole().blocks().slice(0, n))
    expect(run.log[1]).toMatch(/reset injected_cut: Injected: the connection broke/)
    expect([run.log.length, run.clock.waiting(), run.head()['x-gatescope-fault']]).toEqual([2, 0, 'injected'])
  })
  it.each([0, 4])('%i, ended cleanly', (n) => {
    const run = dispatch({ end_after_events: n })
    run.finish()
    expect([run.blocks().length, run.log[1]]).toEqual([n, 'end'])
  })
  it('with an error event in the provider’s format, or as it is given', () => {
    const run = dispatch({ error_after_events: 2 })
    run.finish()
    expect(run.blocks().map(eventType)).toEqual(['response.created', 'response.in_progress', 'error'])
    expect(JSON.parse(eventData(run.blocks()[2] ?? ''))).toMatchObject({
      code: 'server_error',
      message: 'Injected: an error in the middle of the stream.',
    })
    expect(run.log[1]).toBe('end')
    const given = dispatch({ error_after_events: 0, body: { type: 'error', code: 'overloaded' } })
    given.finish()
    expect(given.text()).toBe('event: error\ndata: {"type":"error","code":"overloaded"}\n\n')
  })
  it('silent for a while, and then as if nothing had been', () => {
    const run = dispatch({ stall_ms: 2_000, stall_after_events: 3 })
    run.clock.advance(1_900)
    expect(run.blocks()).toHaveLength(3)
    run.finish()
    expect(run.blocks().map(eventType)).toEqual(whole().blocks().map(eventType))
    expect(run.log[1]).toBe('end')
  })
  it.each([0, 3])('%i, silent for good, which ends at the limit', (n) => {
    const run = dispatch({ stall_ms: 60_000, stall_after_events: n })
    run.finish()
    expect(run.blocks()).toHaveLength(n)
    expect(run.log[1]).toMatch(/timeout injected_silence/)
    expect(run.clock.waiting()).toBe(0)
  })
  it('not at all when it is shorter', () => {
    const run = dispatch({ cut_after_events: 10_000 })
    run.finish()
    expect([run.blocks().length, run.log[1]]).toEqual([whole().blocks().length, 'end'])
  })
  it('counts no comments as events', () => {
    const { text, log } = scripted({ end_after_events: 2 }, (sink) => {
      for (const n of [1, 2, 3]) sink.data(Buffer.from(`: ping\n\ndata: ${n}\n\n`))
    })
    expect([text, log]).toEqual([': ping\n\ndata: 1\n\n: ping\n\ndata: 2\n\n', ['end', 'inner aborted']])
  })
  it('or in an event that has no end, which is given up', () => {
    const { text, log } = scripted({ newline: 'cr' }, (sink) => {
      for (const chunk of ['data: 1\n\n', 'x'.repeat(65 << 20)]) sink.data(Buffer.from(chunk))
    })
    expect([text, log]).toEqual(['data: 1\r\r', ['upstream_event_too_large', 'inner aborted']])
  })
})

describe('a stream that is slow or oddly written', () => {
  it('has its time between events', () => {
    const run = dispatch({ event_ms: 500 })
    run.finish()
    const times = run.chunks.map((c) => c.at)
    expect(times.length).toBe(whole().blocks().length)
    expect(times.slice(1).every((at, i) => at - (times[i] ?? 0) >= 500)).toBe(true)
    expect(run.log[1]).toBe('end')
  })
  it.each([{ newline: 'crlf' }, { newline: 'cr' }, { comments: true }, { data_lines: true }, { chunks: 'bytes' }])(
    '%j: has the same events',
    (fault) => {
      const run = dispatch(fault)
      run.finish()
      expect(run.blocks().map(eventType)).toEqual(whole().blocks().map(eventType))
      expect(run.log[1]).toBe('end')
    },
  )
  it('comes byte by byte, or in pieces of characters', () => {
    const bytes = dispatch({ chunks: 'bytes' })
    bytes.finish()
    expect(bytes.chunks.every((c) => c.bytes.length === 1)).toBe(true)
    const pieces = dispatch({ chunks: 'characters' })
    pieces.finish()
    expect(pieces.chunks.some((c) => c.bytes.toString('utf8').endsWith('\ufffd'))).toBe(true)
    expect(pieces.text()).toContain('héllo')
  })
  it('may have a huge event', () => {
    const run = dispatch({ huge_event_bytes: 17 << 20 })
    run.finish()
    expect(
      run
        .blocks()
        .map((b) => b.length > 17 << 20)
        .indexOf(true),
    ).toBe(3)
  })
  it('may number its events twice or never', () => {
    const numbers = (sequence: string) => {
      const run = dispatch({ sequence })
      run.finish()
      return run.blocks().map((b) => (JSON.parse(eventData(b)) as { sequence_number?: number }).sequence_number)
    }
    expect(numbers('duplicate').slice(0, 5)).toEqual([0, 0, 2, 2, 4])
    expect(new Set(numbers('missing'))).toEqual(new Set([undefined]))
  })
})

describe('a body that is no stream', () => {
  const run = (fault: object) => {
    const made = dispatch(fault, { stream: false })
    made.finish()
    return made
  }
  const bytes = (made: { text: () => string }) => Buffer.byteLength(made.text())
  const size = () => bytes(whole(false))
  it('is cut, or ends, in its middle', () => {
    const cut = run({ cut_after_events: 3 })
    expect([bytes(cut), cut.log[1]]).toEqual([size() >> 1, expect.stringMatching(/reset injected_cut/)])
    const ended = run({ end_after_events: 1 })
    expect([bytes(ended), ended.log[1]]).toEqual([size() >> 1, 'end'])
    expect(run({ cut_after_events: 0 }).text()).toBe('')
  })
  it('falls silent in its middle', () => {
    const stalled = run({ stall_ms: 1_000, stall_after_events: 1 })
    const [first, second] = stalled.chunks
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(1_000)
    expect(JSON.parse(stalled.text())).toMatchObject({ object: 'response' })
  })
  it('comes byte by byte, or huge, and is still the same', () => {
    expect(run({ chunks: 'bytes' }).chunks.every((c) => c.bytes.length === 1)).toBe(true)
    const huge = run({ huge_event_bytes: 100_000 })
    expect([bytes(huge), (JSON.parse(huge.text()) as { object: string }).object]).toEqual([100_000, 'response'])
  })
  it('has no error events in it', () => {
    expect(JSON.parse(run({ error_after_events: 0 }).text())).toMatchObject({ object: 'response' })
  })
})

describe('an exchange with a fault in it', () => {
  it('keeps still while paused and loses nothing', () => {
    const run = dispatch({ chunks: 'bytes' })
    run.clock.advance(300)
    run.exchange.pause()
    const before = run.chunks.length
    run.finish()
    expect(run.chunks).toHaveLength(before)
    run.exchange.resume()
    run.finish()
    expect([run.blocks().map(eventType), run.log.at(-1)]).toEqual([whole().blocks().map(eventType), 'end'])
  })
  it('can be paused from inside, at every chunk', () => {
    const clock = createVirtualClock()
    const { upstream } = faulty(clock, { chunks: 'bytes' })
    let text = ''
    let ended = false
    const exchange = upstream.dispatch({ url: '', headers: {}, body: '{"model":"empty","stream":true}' }, context, {
      head: () => exchange.resume(),
      data: (bytes) => {
        text += bytes.toString('latin1')
        exchange.pause()
        clock.after(1, exchange.resume)
      },
      end: () => (ended = true),
      fail: () => {},
    })
    clock.advance(60_000)
    expect([ended, text.includes('response.completed')]).toEqual([true, true])
  })
  it('stops for good when aborted, also in a silence, and says so once', () => {
    for (const fault of [{ stall_ms: 4_000, stall_after_events: 1 }, { event_ms: 900 }, { newline: 'cr' }]) {
      const run = dispatch(fault)
      run.clock.advance(300)
      const before = run.chunks.length
      run.exchange.abort()
      run.exchange.abort()
      run.exchange.resume()
      run.finish()
      expect(run.log.slice(1)).toEqual(['300 aborted aborted: The gateway stopped this request.'])
      expect([run.chunks.length, run.clock.waiting()]).toEqual([before, 0])
    }
  })
  it('passes a break of its own on, with every byte before it', () => {
    const run = dispatch({ newline: 'crlf' }, { scenario: 'half-event' })
    run.finish()
    expect(run.text().endsWith('data: {"type":"response.outp')).toBe(true)
    expect(run.log[1]).toMatch(/reset ECONNRESET: The simulated provider reset the connection/)
  })
})

describe('faults are counted', () => {
  it('over all exchanges, and those of a request in its own', () => {
    const clock = createVirtualClock()
    const { upstream, set } = faulty(clock, { status: 500, times: 1 })
    const own = set.forRequest({ seed: 'G-1', model: 'm' }, [
      faultSchema.parse({ provider: 'p', status: 418, times: 1 }),
    ])
    const statuses: number[] = []
    const ask = (more: object = {}) => {
      const exchange = upstream.dispatch(
        { url: '', headers: {}, body: '{}' },
        { ...context, ...more },
        { head: (status) => statuses.push(status), data: () => {}, end: () => {}, fail: () => {} },
      )
      clock.advance(100)
      exchange.abort()
    }
    ask({ faults: own })
    ask({ faults: own })
    ask({ faults: own })
    ask()
    expect(statuses).toEqual([418, 500, 200, 200])
  })
})
