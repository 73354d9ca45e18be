// The simulator's side of a websocket session: turns one after another, continued by response id, as the API's own
// websocket mode does it (PROTOCOL 6: warm-up, continuation, errors that leave the socket open).
import { isFields } from '#shared/open-responses/canonical'
import { isTerminal, type StreamEvent } from '#shared/open-responses/events'
import { findStrayOutput, itemsOf } from '#shared/open-responses/websocket/items'
import type { Clock } from '../ports'
import type { SocketSink, UpstreamSocket } from '../upstream/upstream'
import type { Timeline } from './timeline'

type TurnRequest = Readonly<Record<string, unknown>>
/** A recorded session has to be read first. */
type PlayTurn = (request: TurnRequest) => Timeline | Promise<Timeline>
type Items = ReturnType<typeof itemsOf>

/** Connection-local state keeps the last responses, not all of a session that runs for hours. */
const keptResponses = 64

export class SimulatedSocket implements UpstreamSocket {
  readonly #play: PlayTurn
  readonly #clock: Clock
  readonly #sink: SocketSink
  /** Calls that were made up to a response, by its id: what a later tool output may answer. */
  readonly #known = new Map<string, Items>()
  #turn: { readonly previous: string | null; readonly items: Items } = { previous: null, items: [] }
  #cancel: () => void
  #over = false
  #paused = false
  #resumed: (() => void) | null = null

  constructor(play: PlayTurn, clock: Clock, sink: SocketSink) {
    this.#play = play
    this.#clock = clock
    this.#sink = sink
    this.#cancel = clock.after(1, sink.opened)
  }

  send = (text: string): boolean => {
    if (this.#over) return false
    const request = JSON.parse(text) as TurnRequest
    const id = request['previous_response_id']
    const previous = typeof id === 'string' ? id : null
    const before = previous === null ? [] : this.#known.get(previous)
    this.#turn = { previous, items: [...(before ?? []), ...itemsOf(request['input'])] }
    if (!before)
      this.#refuse(
        'previous_response_not_found',
        `Previous response with id '${previous}' not found.`,
        'previous_response_id',
      )
    else this.#answer(request)
    return true
  }

  ping = (): void => void this.#clock.after(1, this.#sink.pong)
  close = (): void => {
    this.#over = true
    this.#cancel()
  }
  terminate = (): void => this.#break()
  pause = (): void => {
    this.#paused = true
  }
  resume = (): void => {
    this.#paused = false
    this.#resumed?.()
  }

  #answer(request: TurnRequest): void {
    const stray = findStrayOutput(this.#turn.items)
    if (stray !== null)
      return this.#refuse('tool_call_not_found', `No tool call found for the output with call_id ${stray}.`, 'input')
    const timeline = this.#play(request)
    if (timeline instanceof Promise) void timeline.then((read) => this.#perform(read, request))
    else this.#perform(timeline, request)
  }

  #perform(timeline: Timeline, request: TurnRequest): void {
    if (this.#over) return
    if (timeline.status >= 400) {
      this.#cancel = this.#clock.after(timeline.headAt ?? 1, () => this.#error(timeline.status, errorOf(timeline.body)))
      return
    }
    const steps = request['generate'] === false ? warmUp(timeline) : timeline.steps
    this.#run(steps, timeline, this.#clock.monotonic(), 0)
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
    const { type, response } = event
    if ((type === 'response.completed' || type === 'response.incomplete') && isFields(response)) this.#keep(response)
    if (type === 'response.failed' || type === 'error') this.#forget()
    this.#say(event)
  }

  #keep(response: Readonly<Record<string, unknown>>): void {
    const calls = [...this.#turn.items, ...itemsOf(response['output'])].filter((item) => 'call_id' in item)
    this.#known.set(String(response['id']), calls)
    const [oldest] = this.#known.keys()
    if (this.#known.size > keptResponses && oldest !== undefined) this.#known.delete(oldest)
  }

  /** What a failed turn continued is gone as well, as at the real provider. */
  #forget(): void {
    if (this.#turn.previous !== null) this.#known.delete(this.#turn.previous)
  }

  #refuse(code: string, message: string, param: string): void {
    const error = { type: 'invalid_request_error', code, message, param }
    this.#cancel = this.#clock.after(1, () => this.#error(400, error))
  }

  #error(status: number, error: unknown): void {
    this.#forget()
    if (!this.#over) this.#say({ type: 'error', status, error })
  }

  #say(event: StreamEvent): void {
    this.#sink.message(Buffer.from(JSON.stringify(event), 'utf8'))
  }

  #break(): void {
    if (this.#over) return
    this.#over = true
    this.#cancel()
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
