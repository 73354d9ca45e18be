import { describe, expect, it } from 'vitest'
import { eventData, eventType } from '#shared/open-responses/events'
import { dispatch, scripted, whole } from '../../test/support/faults'

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
