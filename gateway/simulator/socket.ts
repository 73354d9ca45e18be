// The simulator's side of a websocket session: turns one after another, continued by response id, as the API's own
// websocket mode does it (PROTOCOL: warm-up, continuation, errors that leave the socket open).
import { isTerminal, type StreamEvent } from '#shared/open-responses/events'
import type { Clock } from '../ports'
import type { SocketSink, UpstreamSocket } from '../upstream/upstream'
import type { Timeline } from './timeline'

type TurnRequest = Readonly<Record<string, unknown>>

export class SimulatedSocket implements UpstreamSocket {
  readonly #play: (request: TurnRequest) => Timeline
  readonly #clock: Clock
  readonly #sink: SocketSink
  readonly #known = new Set<unknown>()
  #cancel: () => void
  #over = false
  #paused = false
  #resumed: (() => void) | null = null

  constructor(play: (request: TurnRequest) => Timeline, clock: Clock, sink: SocketSink) {
    this.#play = play
    this.#clock = clock
    this.#sink = sink
    this.#cancel = clock.after(1, sink.opened)
  }

  send = (text: string): void => {
    const request = JSON.parse(text) as TurnRequest
    const previous = request['previous_response_id']
    if (typeof previous === 'string' && !this.#known.has(previous)) {
      const message = `Previous response with id '${previous}' not found.`
      return this.#error(400, {
        type: 'invalid_request_error',
        code: 'previous_response_not_found',
        message,
        param: 'previous_response_id',
      })
    }
    const timeline = this.#play(request)
    if (timeline.status >= 400) {
      this.#cancel = this.#clock.after(timeline.headAt ?? 1, () => this.#error(timeline.status, errorOf(timeline.body)))
      return
    }
    const steps = request['generate'] === false ? warmUp(timeline) : timeline.steps
    this.#run(steps, timeline, this.#clock.monotonic(), 0)
  }

  close = (): void => {
    this.#over = true
    this.#cancel()
  }
  pause = (): void => {
    this.#paused = true
  }
  resume = (): void => {
    this.#paused = false
    this.#resumed?.()
  }

  #run(steps: Timeline['steps'], timeline: Timeline, start: number, from: number): void {
    if (this.#over) return
    this.#resumed = null
    const elapsed = this.#clock.monotonic() - start
    let next = from
    for (let step = steps[next]; step && step.at <= elapsed; step = steps[next]) {
      if (this.#paused) {
        this.#resumed = () => this.#run(steps, timeline, start, next)
        return
      }
      next += 1
      this.#deliver(step.event)
    }
    const due = steps[next]
    if (due) {
      this.#cancel = this.#clock.after(Math.max(1, due.at - elapsed), () => this.#run(steps, timeline, start, next))
      return
    }
    const isWhole = timeline.ending === 'end' && steps.some((step) => isTerminal(step.event.type))
    if (!isWhole && timeline.ending !== 'hang') this.#break()
  }

  #deliver(event: StreamEvent): void {
    if (event.type === 'response.completed') this.#known.add((event['response'] as { id?: unknown }).id)
    this.#sink.message(JSON.stringify(event))
  }

  #error(status: number, error: unknown): void {
    if (!this.#over) this.#sink.message(JSON.stringify({ type: 'error', status, error }))
  }

  #break(): void {
    this.#over = true
    this.#sink.closed(1006, '')
  }
}

const errorOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'error' in body
    ? body.error
    : { type: 'server_error', code: 'bad_gateway', message: String(body) }

/** `generate: false`: the response is created and completed without output, and can be continued from. */
function warmUp(timeline: Timeline): Timeline['steps'] {
  const first = timeline.steps[0]
  const response = first?.event['response']
  if (!first || typeof response !== 'object') return []
  const completed = {
    type: 'response.completed',
    sequence_number: 1,
    response: { ...response, status: 'completed', output: [] },
  }
  return [first, { at: first.at, event: completed }]
}
