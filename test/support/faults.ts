// A simulated or scripted provider behind faults, on a virtual clock: what comes out of the port, and when.
import { eventData } from '#shared/open-responses/events'
import { faultSchema } from '#shared/fault/schema'
import { BlockSplitter } from '#shared/sse/split'
import { responsesCodec } from '../../gateway/dialects/responses/index'
import { FaultSet } from '../../gateway/faults/fault-set'
import { createFaultyUpstream } from '../../gateway/faults/upstream'
import { createSimulatedUpstream } from '../../gateway/simulator/upstream'
import type { ResponseSink, Upstream } from '../../gateway/upstream/upstream'
import { createVirtualClock, type VirtualClock } from './virtual-clock'

const timeoutMs = 5_000
export const context = { provider: 'p', model: 'm', scenario: null, attempt: 1, timeoutMs }
export const emulatorOf = () => responsesCodec.emulator

/** A simulated provider that counts how often it is dialled, behind these faults. */
export function faulty(clock: VirtualClock, ...faults: readonly object[]) {
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

export function dispatch(fault: object | null, { stream = true, read = true, scenario = 'reply' } = {}) {
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
export function scripted(fault: object, play: (sink: ResponseSink) => void) {
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
    connect: () => ({
      send: () => true,
      ping: () => {},
      close: () => {},
      terminate: () => {},
      pause: () => {},
      resume: () => {},
    }),
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
export const whole = (stream = true) => {
  const run = dispatch(null, { stream })
  run.finish()
  return run
}
