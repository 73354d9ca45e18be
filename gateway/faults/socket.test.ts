import { describe, expect, it } from 'vitest'
import { faultSchema } from '#shared/fault/schema'
import { createVirtualClock } from '../../test/support/virtual-clock'
import { responsesCodec } from '../dialects/responses/index'
import { createSimulatedUpstream } from '../simulator/upstream'
import { FaultSet } from './fault-set'
import { createFaultyUpstream } from './upstream'

const emulatorOf = () => responsesCodec.emulator

function connect(fault: object, timeoutMs = 5_000) {
  const clock = createVirtualClock()
  const set = new FaultSet([faultSchema.parse({ provider: 'p', ...fault })])
  const upstream = createFaultyUpstream(createSimulatedUpstream(clock, emulatorOf), set, clock, emulatorOf)
  const log: string[] = []
  const messages: string[] = []
  const socket = upstream.connect(
    { url: '', headers: {} },
    { provider: 'p', model: 'm', scenario: null, attempt: 1, timeoutMs },
    {
      opened: () => log.push(`${clock.monotonic()} opened`),
      refused: (status, body) => log.push(`${clock.monotonic()} refused ${status} ${body}`),
      message: (bytes) => messages.push(Buffer.from(bytes).toString('utf8')),
      pong: () => {},
      failed: () => {},
      errored: () => {},
      closed: (code, reason) => log.push(`closed ${code} ${reason}`),
    },
  )
  clock.advance(6_000)
  /** What one turn brings. */
  const turn = (fields: object = {}): string[] => {
    const before = messages.length
    socket.send(JSON.stringify({ type: 'response.create', model: 'empty', input: 'hi', ...fields }))
    clock.advance(60_000)
    return messages.slice(before)
  }
  return { clock, socket, log, messages, turn }
}
const types = (texts: readonly string[]) => texts.map((text) => (JSON.parse(text) as { type: string }).type)
const healthy = ['response.created', 'response.in_progress', 'response.completed']

describe('a handshake that fails', () => {
  it.each<readonly [object, RegExp]>([
    [{ status: 503 }, /^1 refused 503 \{"error":\{.*"message":"Injected: HTTP 503\."/],
    [{ status: 401, stall_ms: 50, body: 'no' }, /^50 refused 401 no$/],
    [{ connect: 'refuse' }, /^1 refused null Injected: the connection was refused\.$/],
    [{ connect: 'timeout' }, /^5000 refused null Injected: no connection within 5000 ms\.$/],
    [{ stall_ms: 9_000 }, /^5000 refused null Injected: no byte within 5000 ms\.$/],
  ])('%j', (fault, line) => {
    const { log, clock, turn } = connect(fault)
    expect(log).toEqual([expect.stringMatching(line)])
    expect([turn(), clock.waiting()]).toEqual([[], 0])
  })
  it('late: then all is well', () => {
    const { log, turn } = connect({ stall_ms: 300 })
    expect(log).toEqual(['301 opened'])
    expect(types(turn())).toEqual(healthy)
  })
})

describe('a websocket that goes wrong after N events', () => {
  it.each([
    [{ close_code: 1009, close_after_events: 2 }, 'closed 1009 injected'],
    [{ cut_after_events: 2 }, 'closed 1006 '],
    [{ end_after_events: 2 }, 'closed 1000 '],
  ])('%j: it closes', (fault, line) => {
    const { log, turn, clock } = connect(fault)
    expect(types(turn())).toEqual(healthy.slice(0, 2))
    expect([log, clock.waiting()]).toEqual([['1 opened', line], 0])
    expect(turn()).toEqual([])
  })
  it('0: with the first turn, not before', () => {
    const { log, turn } = connect({ close_code: 1011, close_after_events: 0 })
    expect(log).toEqual(['1 opened'])
    expect(turn()).toEqual([])
    expect(log).toEqual(['1 opened', 'closed 1011 injected'])
  })
  it('half-open: nothing more comes or arrives, and it is still open', () => {
    const { log, turn, clock } = connect({ half_open_after_events: 1 })
    expect(types(turn())).toEqual(healthy.slice(0, 1))
    expect(turn()).toEqual([])
    clock.advance(3_600_000)
    expect(log).toEqual(['1 opened'])
  })
  it('half-open: given up for dead it is gone, and says so once', () => {
    const { socket, log, turn, clock } = connect({ half_open_after_events: 1 })
    turn()
    socket.terminate()
    socket.terminate()
    clock.advance(60_000)
    expect([log, clock.waiting()]).toEqual([['1 opened', 'closed 1006 '], 0])
  })
  it('with an error event, which is the end of that turn alone', () => {
    const { log, turn } = connect({ error_after_events: 1 })
    const [created, error, ...rest] = turn()
    expect([types([created ?? '']), rest]).toEqual([['response.created'], []])
    expect(JSON.parse(error ?? '')).toMatchObject({ type: 'error', status: 500, error: { code: 'server_error' } })
    expect(types(turn())).toEqual(healthy)
    expect(log).toEqual(['1 opened'])
  })
  it('with an error as it is given', () => {
    const body = { type: 'error', status: 400, error: { code: 'websocket_connection_limit_reached' } }
    expect(JSON.parse(connect({ error_after_events: 0, body }).turn()[0] ?? '')).toEqual(body)
  })
  it('with a frame that is no JSON, and goes on', () => {
    const texts = connect({ bad_frame_after_events: 2 }).turn()
    expect(() => void JSON.parse(texts[2] ?? '')).toThrow()
    expect(types(texts.filter((_, i) => i !== 2))).toEqual(healthy)
  })
  it('silent for a while', () => {
    const { socket, clock, messages } = connect({ stall_ms: 30_000, stall_after_events: 1 })
    socket.send(JSON.stringify({ model: 'empty', input: 'hi' }))
    clock.advance(29_000)
    expect(types(messages)).toEqual(healthy.slice(0, 1))
    clock.advance(60_000)
    expect(types(messages)).toEqual(healthy)
  })
})

describe('a websocket that is slow or oddly numbered', () => {
  it('has its time between events', () => {
    const { socket, clock, messages } = connect({ event_ms: 1_000 })
    socket.send(JSON.stringify({ model: 'empty', input: 'hi' }))
    const counts = [900, 200, 1_000, 1_000].map((ms) => {
      clock.advance(ms)
      return messages.length
    })
    expect(counts).toEqual([0, 1, 2, 3])
  })
  it('numbers its events twice or never, or sends a huge one', () => {
    const numbers = (sequence: string) =>
      connect({ sequence })
        .turn()
        .map((text) => (JSON.parse(text) as { sequence_number?: number }).sequence_number)
    expect(numbers('duplicate')).toEqual([0, 0, 2])
    expect(numbers('missing')).toEqual([undefined, undefined, undefined])
    const huge = connect({ huge_event_bytes: 100_000, huge_after_events: 1 }).turn()
    expect(huge.map((text) => text.length >= 100_000)).toEqual([false, true, false])
    expect(types(huge)).toEqual(healthy)
  })
})

describe('a websocket with a fault in it', () => {
  it('waits while paused and loses nothing', () => {
    const { socket, clock, messages, turn } = connect({ event_ms: 10 })
    socket.pause()
    expect(turn()).toEqual([])
    socket.resume()
    clock.advance(60_000)
    expect(types(messages)).toEqual(healthy)
  })
  it('is silent once closed, also in a silence', () => {
    for (const fault of [
      { event_ms: 1_000 },
      { half_open_after_events: 1 },
      { stall_ms: 2_000, stall_after_events: 1 },
    ]) {
      const { socket, clock, messages, log } = connect(fault)
      socket.send(JSON.stringify({ model: 'empty', input: 'hi' }))
      clock.advance(1_500)
      socket.close(1000, '')
      const before = messages.length
      clock.advance(60_000)
      expect([messages.length, log, clock.waiting()]).toEqual([before, ['1 opened'], 0])
    }
  })
})
