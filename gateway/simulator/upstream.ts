// Plays timelines as if they came from a provider: the same port as the network, in process, on the clock it is given.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import type { Clock } from '../ports'
import type { EmulatedRequest, Emulator } from '../providers/provider'
import type {
  DispatchContext,
  ResponseSink,
  SocketSink,
  Upstream,
  UpstreamExchange,
  UpstreamSocket,
} from '../upstream/upstream'
import type { PlayRecorded } from './play-session'
import { playScenario, refuse } from './scenario'
import { scenarioFor, sessionFor } from './scenarios/index'
import { SimulatedSocket } from './socket'
import type { Timeline } from './timeline'

/**
 * `emulatorOf` gives the wire format of a provider, so that a simulated provider sends what the real one would. Without
 * `playRecorded` there are no sessions to play.
 */
export function createSimulatedUpstream(
  clock: Clock,
  emulatorOf: (context: Pick<DispatchContext, 'provider' | 'model'>) => Emulator,
  playRecorded: PlayRecorded = noSession,
): Upstream {
  let count = 0
  const play = (request: Readonly<Record<string, unknown>>, context: DispatchContext): Timeline => {
    count += 1
    const now = clock.now()
    return playScenario(scenarioFor(request, context), {
      request,
      attempt: context.attempt,
      seed: `${now} ${count}`,
      now: Math.floor(now / 1000),
    })
  }
  return {
    dispatch: (request, context, sink) => {
      const emulator = emulatorOf(context)
      const asked = emulator.readRequest(request)
      const begin = (timeline: Timeline) => new SimulatedExchange(timeline, asked, emulator, clock, context, sink)
      const session = sessionFor(asked.request, context)
      if (session === null) return begin(play(asked.request, context))
      const mode = asked.stream ? 'stream' : 'body'
      return beginLater(playRecorded(session, context, { mode, count: context.attempt }), begin, sink)
    },
    connect: (_request, context, sink: SocketSink): UpstreamSocket => {
      let messages = 0
      const answer = (request: Readonly<Record<string, unknown>>) => {
        messages += 1
        const session = sessionFor(request, context)
        if (session === null) return play(request, context)
        return playRecorded(session, context, { mode: 'socket', count: messages })
      }
      return new SimulatedSocket(answer, clock, sink)
    },
    close: () => Promise.resolve(),
  }
}

const noSession: PlayRecorded = (id) =>
  Promise.resolve(refuse(404, { code: 'session_not_found', message: `There is no session ${id}.` }))

/** A recorded session has to be read first. Until it has answered, an exchange can only be given up. */
function beginLater(
  loading: Promise<Timeline>,
  begin: (timeline: Timeline) => UpstreamExchange,
  sink: ResponseSink,
): UpstreamExchange {
  let exchange: UpstreamExchange | null = null
  let isOver = false
  void loading.then((timeline) => {
    if (!isOver) exchange = begin(timeline)
  })
  return {
    abort: () => {
      if (exchange) return exchange.abort()
      if (isOver) return
      isOver = true
      sink.fail(stopped)
    },
    pause: () => exchange?.pause(),
    resume: () => exchange?.resume(),
  }
}

const stopped = { kind: 'aborted', code: 'aborted', message: 'The gateway stopped this request.' } as const

class SimulatedExchange implements UpstreamExchange {
  readonly #timeline: Timeline
  readonly #emulator: Emulator
  readonly #wire: ReturnType<Emulator['createStream']>
  readonly #clock: Clock
  readonly #sink: ResponseSink
  readonly #start: number
  readonly #stream: boolean
  readonly #timeoutMs: number
  #cancel: () => void
  #next = 0
  #paused = false
  #over = false

  constructor(
    timeline: Timeline,
    { stream }: EmulatedRequest,
    emulator: Emulator,
    clock: Clock,
    context: DispatchContext,
    sink: ResponseSink,
  ) {
    this.#timeline = timeline
    this.#stream = stream
    this.#emulator = emulator
    this.#wire = emulator.createStream()
    this.#clock = clock
    this.#sink = sink
    this.#start = clock.monotonic()
    this.#timeoutMs = context.timeoutMs
    this.#cancel = timeline.headAt === null ? this.#endAfter(20) : clock.after(timeline.headAt, this.#head)
  }

  abort = (): void => this.#fail(stopped.kind, stopped.code, stopped.message)
  pause = (): void => {
    this.#paused = true
  }
  resume = (): void => {
    if (!this.#paused) return
    this.#paused = false
    this.#play()
  }

  #head = (): void => {
    const { status, headers } = this.#timeline
    const type = status < 400 && this.#stream ? 'text/event-stream; charset=utf-8' : 'application/json'
    this.#paused = true
    this.#sink.head(status, { 'content-type': type, ...headers })
  }

  /** Sends what is due, everything of one moment in one chunk, and comes back for the rest. */
  #play = (): void => {
    if (this.#over || this.#paused) return
    const { status, body, wire } = this.#timeline
    if (status >= 400) return this.#sendAndEnd(isFields(body) ? this.#refusal(status, body) : body)
    if (!this.#stream && !wire) return this.#playBody()
    const steps = wire ?? this.#timeline.steps
    const elapsed = this.#clock.monotonic() - this.#start
    let chunk = ''
    for (let step = steps[this.#next]; step && step.at <= elapsed; step = steps[this.#next]) {
      chunk += 'text' in step ? step.text : this.#wire.event(step.event)
      this.#next += 1
    }
    if (chunk !== '') this.#send(chunk)
    const due = steps[this.#next]
    this.#cancel = due ? this.#clock.after(Math.max(1, due.at - elapsed), this.#play) : this.#endAfter(1)
  }

  #playBody(): void {
    const last = this.#timeline.steps.at(-1)
    if (!last || this.#timeline.ending !== 'end') {
      this.#cancel = this.#endAfter(last?.at ?? 1)
      return
    }
    this.#cancel = this.#clock.after(Math.max(1, last.at - (this.#clock.monotonic() - this.#start)), () => {
      const response = last.event['response']
      this.#sendAndEnd(isFields(response) ? this.#emulator.body(response) : last.event)
    })
  }

  /** Scenarios refuse in the words of the Responses API. */
  #refusal(status: number, body: Fields): unknown {
    return isFields(body['error']) ? this.#emulator.error(status, body['error']) : body
  }

  #sendAndEnd(body: unknown): void {
    if (this.#over) return
    this.#over = true
    this.#send(typeof body === 'string' ? body : JSON.stringify(body))
    this.#sink.end()
  }

  #endAfter = (ms: number): (() => void) =>
    this.#timeline.ending === 'hang'
      ? this.#clock.after(this.#timeoutMs, () =>
          this.#fail('timeout', 'simulated_silence', 'No byte from the simulated provider.'),
        )
      : this.#clock.after(ms, () => this.#end())

  #end(): void {
    if (this.#over) return
    if (this.#timeline.ending === 'end') {
      this.#over = true
      const last = this.#stream && !this.#timeline.wire ? this.#wire.end() : ''
      if (last !== '') this.#send(last)
      this.#sink.end()
      return
    }
    if (this.#timeline.ending === 'reset_in_event')
      this.#send('event: response.output_text.delta\ndata: {"type":"response.outp')
    this.#fail('reset', 'ECONNRESET', 'The simulated provider reset the connection.')
  }

  #send(text: string): void {
    this.#sink.data(Buffer.from(text, 'utf8'))
  }

  #fail(kind: 'aborted' | 'reset' | 'timeout', code: string, message: string): void {
    if (this.#over) return
    this.#over = true
    this.#cancel()
    this.#sink.fail({ kind, code, message })
  }
}
