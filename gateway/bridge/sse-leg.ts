// A leg to a provider that has no websocket: each turn of the session is a request of its own over SSE, in the provider's
// wire format, and what the session continues is kept here (GATEWAY.md 9.9; PROTOCOL 6).
import { foldAliases, isFields, type Fields } from '#shared/open-responses/canonical'
import { parseJson } from '#shared/json'
import { requestSchema } from '#shared/open-responses/request'
import type { AttemptFailure } from '#shared/session/frame'
import { sayIssue } from '../api/say-issue'
import { expandCompaction } from '../api/compaction'
import { openAnswer, readBody, type Answer } from '../exchange/answer'
import { maxErrorBody, readContent, refuseEncoding } from '../exchange/content'
import { describeFailure } from '../exchange/failure'
import { synthesiseStream } from '../exchange/synthesise'
import type { UpstreamRecord } from '../exchange/upstream-record'
import type { Codec, DecodeContext, Target } from '../providers/provider'
import type { DispatchContext, SocketSink, Upstream, UpstreamRequest, UpstreamSocket } from '../upstream/upstream'
import type { Conversation } from './conversations'
import { announced, completed, findStrayOutput, itemsOf, outputItems } from '#shared/open-responses/websocket/items'
import { SseTurn } from './sse-turn'

export type SseLegOptions = {
  readonly upstream: Upstream
  readonly codec: Codec
  readonly target: Target
  /** Of the turn that is sent now. */
  readonly context: () => DispatchContext
  readonly conversation: Conversation
  /** After a continuation that ends in an error event, its id is forgotten (GATEWAY.md 9.16; PROTOCOL 6). */
  readonly forgetsFailed: boolean
  /** New for each turn: ids of items are made from it. */
  readonly decoding: () => DecodeContext
  /** Takes secrets out of what a provider says, before anything is cut out of it: half a key is no longer found. */
  readonly clean: (text: string) => string
  /** What is about to be sent, for the record. */
  readonly attempted: (request: UpstreamRequest) => void
  /** What the provider says in its own words. */
  readonly record: UpstreamRecord
  /** A bug of ours, for the log. */
  readonly report: (error: unknown) => void
}

type Turn = {
  readonly stop: AbortController
  readonly previous: string | null
  readonly items: readonly Fields[]
  readonly bytes: number
}

export class SseLeg implements UpstreamSocket {
  readonly #options: SseLegOptions
  readonly #sink: SocketSink
  #turn: Turn | null = null
  #answer: Answer | null = null
  #isPaused = false
  #isClosed = false

  constructor(options: SseLegOptions, sink: SocketSink) {
    this.#options = options
    this.#sink = sink
    // Told later, as any opening: the caller has no leg yet.
    queueMicrotask(() => {
      if (!this.#isClosed) sink.opened()
    })
  }

  send = (text: string): boolean => {
    if (this.#isClosed) return false
    this.#turn?.stop.abort()
    this.#answer = null
    const { type: _type, store: _store, generate, previous_response_id: id, input, ...rest } = fieldsOf(text)
    const previous = typeof id === 'string' ? id : null
    const items = itemsOf(input)
    const turn: Turn = { stop: new AbortController(), previous, items, bytes: text.length }
    this.#turn = turn
    const history = previous === null ? [] : this.#options.conversation.read(previous)
    if (!history) {
      const message = `Previous response with id '${previous}' not found.`
      this.#refuse(turn, 'previous_response_not_found', message, 'previous_response_id')
      return true
    }
    const stray = findStrayOutput([...history, ...items])
    if (stray !== null) {
      this.#refuse(turn, 'tool_call_not_found', `No tool call found for the output with call_id ${stray}.`, 'input')
      return true
    }
    const body = { ...rest, input: previous === null ? input : [...history, ...items], stream: true }
    const work = generate === false ? this.#warmUp(turn, rest) : this.#ask(turn, body)
    work.catch((error: unknown) => this.#thrown(turn, error))
    return true
  }

  ping = (): void => queueMicrotask(this.#sink.pong)
  close = (): void => {
    this.#isClosed = true
    this.#turn?.stop.abort()
  }
  terminate = (): void => this.close()
  pause = (): void => {
    this.#isPaused = true
    this.#answer?.pause()
  }
  resume = (): void => {
    this.#isPaused = false
    this.#answer?.resume()
  }

  async #ask(turn: Turn, body: Fields): Promise<void> {
    const { codec, target, upstream, context } = this.#options
    const parsed = requestSchema.safeParse(body)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      const path = issue?.path.join('.') ?? ''
      return this.#refuse(turn, 'validation_error', issue ? sayIssue(issue, body) : 'invalid request', path || null)
    }
    const request = codec.encodeRequest(expandCompaction(foldAliases(parsed.data)), target)
    this.#options.attempted(request)
    const opened = await openAnswer(upstream, request, context(), turn.stop.signal)
    if (turn.stop.signal.aborted) return
    if (!opened.ok) return this.#unanswered(describeFailure(opened.failure))
    const { answer } = opened
    if (answer.status < 200 || answer.status > 299) return this.#readRefusal(turn, answer)
    const unreadable = refuseEncoding(answer)
    if (unreadable) return this.#unanswered(unreadable.failure)
    if (!answer.headers['content-type']?.includes('text/event-stream')) return this.#readWhole(turn, answer)
    this.#readStream(turn, answer)
  }

  #readStream(turn: Turn, answer: Answer): void {
    const decoding = this.#options.decoding()
    const decoder = this.#options.codec.createStreamDecoder?.(decoding) ?? null
    const isCurrent = () => turn === this.#turn && !turn.stop.signal.aborted
    this.#answer = answer
    const stream = new SseTurn(answer, decoder, `resp_${decoding.generationId}`, {
      heard: (block) => {
        if (isCurrent()) this.#options.record.block(block)
      },
      event: (text) => {
        if (isCurrent()) this.#sink.message(Buffer.from(text, 'utf8'))
      },
      finished: (type, response, bytes) => this.#settle(turn, type, response, bytes),
      cut: (why) => this.#broken(turn, () => this.#sink.closed(1006, why)),
      tooLarge: (message) => this.#broken(turn, () => this.#sink.errored(message)),
    })
    stream.start()
    if (this.#isPaused) answer.pause()
  }

  async #readRefusal(turn: Turn, answer: Answer): Promise<void> {
    const { codec, clean, record } = this.#options
    const body = await readBody(answer, maxErrorBody)
    if (turn.stop.signal.aborted) return
    const text = body.ok ? clean(body.text) : ''
    record.rejected(text, body.ok && body.isCut, null)
    const { code, message, param } = codec.decodeError(answer.status, text)
    this.#sink.failed({ status: answer.status, code, message, param })
  }

  /** Asked for a stream, some providers answer with a whole body. */
  async #readWhole(turn: Turn, answer: Answer): Promise<void> {
    const { codec, clean, record } = this.#options
    const decoding = this.#options.decoding()
    const content = await readContent(answer, codec, decoding, clean, record)
    if (turn.stop.signal.aborted) return
    if ('failure' in content) return this.#unanswered(content.failure)
    const response = { ...content.response, id: content.response['id'] ?? `resp_${decoding.generationId}` }
    const events = synthesiseStream(response)
    this.#settle(turn, events.at(-1)?.type ?? '', response, sizeOf(response))
    for (const event of events) this.#say(event)
  }

  /** `generate: false`: nothing is asked of the provider; the response holds what was sent and can be continued from. */
  #warmUp(turn: Turn, request: Fields): Promise<void> {
    const { generationId, createdAt } = this.#options.decoding()
    const model = this.#options.target.model
    const response = completed({ id: `resp_${generationId}`, model, createdAt, previous: turn.previous, request })
    return Promise.resolve().then(() => {
      if (turn !== this.#turn || turn.stop.signal.aborted) return
      this.#keep(turn, response, sizeOf(response))
      this.#say({ type: 'response.created', sequence_number: 0, response: announced(response) })
      this.#say({ type: 'response.completed', sequence_number: 1, response })
    })
  }

  /** What comes of the conversation when a turn ends in this event. */
  #settle(turn: Turn, type: string, response: Fields | null, bytes: number): void {
    if (type === 'response.completed' || type === 'response.incomplete') this.#keep(turn, response, bytes)
    else this.#forget(turn)
  }

  #keep(turn: Turn, response: Fields | null, bytes: number): void {
    const id = response?.['id']
    if (!response || typeof id !== 'string') return
    const items = [...turn.items, ...outputItems(response['output'])]
    this.#options.conversation.add(id, turn.previous, items, turn.bytes + bytes)
  }

  #forget({ previous }: Turn): void {
    if (previous !== null && this.#options.forgetsFailed) this.#options.conversation.forget(previous)
  }

  /** A connection that broke has no status; what came with a success and was none is a bad gateway's. */
  #unanswered({ status, code = null, message = null, param = null }: Partial<AttemptFailure>): void {
    const isTimeout = code === 'upstream_timeout'
    const told = message === null ? null : this.#options.clean(message)
    this.#sink.failed({ status: isTimeout ? 504 : status ? 502 : null, code, message: told, param })
  }

  /** It ends this turn and no more: nobody above waits for the answer. */
  #thrown(turn: Turn, error: unknown): void {
    this.#options.report(error)
    if (turn !== this.#turn || turn.stop.signal.aborted) return
    const message = 'Internal pipeline execution error.'
    this.#sink.failed({ status: 500, code: 'pipeline_execution_error', message, param: null })
    turn.stop.abort()
  }

  #broken(turn: Turn, tell: () => void): void {
    if (turn !== this.#turn || turn.stop.signal.aborted) return
    this.#isClosed = true
    tell()
  }

  /** An error of the API's own: like the events of a provider's websocket, and told later as those are. */
  #refuse(turn: Turn, code: string, message: string, param: string | null): void {
    this.#forget(turn)
    const error = { type: 'invalid_request_error', code, message, param }
    queueMicrotask(() => {
      if (turn === this.#turn && !turn.stop.signal.aborted) this.#say({ type: 'error', status: 400, error })
    })
  }

  #say(event: Fields): void {
    this.#sink.message(Buffer.from(JSON.stringify(event), 'utf8'))
  }
}

const sizeOf = (response: Fields): number => JSON.stringify(response['output'] ?? []).length

const fieldsOf = (text: string): Fields => {
  const value = parseJson(text)
  return isFields(value) ? value : {}
}
