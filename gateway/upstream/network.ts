// The only code that opens an outgoing connection to a provider.
import type { Socket } from 'node:net'
import { Agent, buildConnector } from 'undici'
import type { Headers } from '#shared/session/frame'
import { createSocketDialler } from './socket'
import { StepClock } from './step-clock'
import type { ResponseSink, Upstream, UpstreamExchange, UpstreamFailure } from './upstream'

const connectTimeoutMs = 15_000

export function createNetworkUpstream(): Upstream {
  const paused = new Set<UndiciExchange>()
  const sockets = createSocketDialler()
  const connector = buildConnector({ timeout: connectTimeoutMs })
  // undici 6 takes a connection that ends under a paused parser for a bug of its own, and throws where nobody can catch it.
  // This listener comes before undici's.
  const wakePaused = () => {
    for (const exchange of paused) exchange.wake()
  }
  // undici dials while it takes a request, and only for that one: a connection that is kept is dialled for nobody.
  let taken: UndiciExchange | null = null
  // Time limits are given per request; the agent itself only keeps connections alive.
  const agent = new Agent({
    pipelining: 1,
    connect: (options, done) => {
      const dialled = connector(options, (...[error, socket]) => {
        if (error) return done(error, null)
        socket.on('end', wakePaused)
        done(null, socket)
      })
      // What its types leave out: the socket, before it is connected.
      taken?.steps.watch(dialled as unknown as Socket)
    },
    maxRedirections: 0,
  })
  return {
    dispatch: (request, context, sink) => {
      const url = new URL(request.url)
      const exchange = new UndiciExchange(sink, paused)
      const call = {
        origin: url.origin,
        path: url.pathname + url.search,
        method: 'POST',
        headers: request.headers,
        body: request.body,
        headersTimeout: context.timeoutMs,
        bodyTimeout: context.timeoutMs,
      } as const
      taken = exchange
      try {
        agent.dispatch(call, exchange)
      } finally {
        taken = null
      }
      return exchange
    },
    connect: (request, context, sink) => sockets.dial(request, Math.min(context.timeoutMs, connectTimeoutMs), sink),
    close: () => {
      sockets.close()
      return agent.destroy()
    },
  }
}

/** Adapts undici's dispatch handler to a sink. Paused from the head on, so no byte arrives before its reader. */
class UndiciExchange implements UpstreamExchange {
  readonly steps = new StepClock()
  readonly #sink: ResponseSink
  /** All exchanges that are paused. */
  readonly #paused: Set<UndiciExchange>
  #abort: ((error?: Error) => void) | null = null
  #resume: () => void = () => {}
  #aborted = false
  /** What came while paused, in order; the last of it may be the end. */
  #held: (() => void)[] = []
  #ended = false
  #hasHead = false

  constructor(sink: ResponseSink, paused: Set<UndiciExchange>) {
    this.#sink = sink
    this.#paused = paused
  }

  abort = (): void => {
    this.#aborted = true
    this.#paused.delete(this)
    const endHeld = this.#ended && this.#held.length > 0
    this.#held = []
    if (endHeld) this.#sink.fail(stopped)
    else this.#abort?.()
  }
  pause = (): void => {
    // Nothing more will come, and nobody would take it off the list.
    if (this.#aborted || (this.#ended && this.#held.length === 0)) return
    this.#paused.add(this)
  }
  resume = (): void => {
    if (!this.#paused.delete(this)) return
    for (let step = this.#held.shift(); step; step = this.#paused.has(this) ? undefined : this.#held.shift()) step()
    if (!this.#paused.has(this)) this.#resume()
  }
  /** Lets the parser take what it has; with more to come it pauses again at once. */
  wake = (): void => this.#resume()

  onConnect = (abort: (error?: Error) => void): void => {
    this.#abort = abort
    if (this.#aborted) abort()
  }
  onHeaders = (status: number, raw: Buffer[], resume: () => void): boolean => {
    this.#resume = resume
    if (status < 200) return true
    this.#hasHead = true
    this.#sink.steps?.(this.steps.read(true))
    this.#paused.add(this)
    this.#sink.head(status, decodeHeaders(raw))
    return !this.#paused.has(this)
  }
  onData = (chunk: Buffer): boolean => {
    if (chunk.length === 0) return true
    this.#deliver(() => this.#sink.data(chunk))
    return !this.#paused.has(this)
  }
  onComplete = (): void => {
    this.#ended = true
    this.#deliver(() => this.#sink.end())
  }
  onError = (error: Error): void => {
    this.#ended = true
    // What was never handed to a connection has taken no step.
    const isUnder = this.#abort !== null || this.steps.isDialled
    if (isUnder && !this.#hasHead) this.#sink.steps?.(this.steps.read(false))
    this.#deliver(() => this.#sink.fail(this.#aborted ? stopped : explain(error)))
  }

  #deliver(step: () => void): void {
    if (this.#paused.has(this)) this.#held.push(step)
    else step()
  }
}

const stopped = { kind: 'aborted', code: 'aborted', message: 'The gateway stopped this request.' } as const

function decodeHeaders(raw: Buffer[]): Headers {
  const headers: Record<string, string> = {}
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase()
    const value = (raw[i + 1] ?? '').toString('latin1')
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return headers
}

/** Node's and undici's error codes in the four words of the port. */
export function explain(error: Error & { code?: string }): UpstreamFailure {
  const code = error.code ?? error.name
  const message = error.message || code
  if (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) return { kind: 'timeout', code, message }
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS)/.test(code)) {
    return { kind: 'refused', code, message }
  }
  return { kind: 'reset', code, message }
}
