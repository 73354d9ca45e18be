import { describe, expect, it } from 'vitest'
import { eventType } from '#shared/open-responses/events'
import { faultSchema } from '#shared/fault/schema'
import { context, dispatch, faulty, whole } from '../../test/support/faults'
import { createVirtualClock } from '../../test/support/virtual-clock'

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
