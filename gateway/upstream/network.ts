// The only code that opens an outgoing connection to a provider.
import { Agent } from 'undici'
import { WebSocket } from 'ws'
import type { Headers } from '#shared/session/frame'
import type { ResponseSink, SocketSink, Upstream, UpstreamExchange, UpstreamFailure, UpstreamSocket } from './upstream'

const connectTimeoutMs = 15_000
const maxRefusalBytes = 4096

export function createNetworkUpstream(): Upstream {
  // Time limits are given per request; the agent itself only keeps connections alive.
  const agent = new Agent({ pipelining: 1, connect: { timeout: connectTimeoutMs }, maxRedirections: 0 })
  return {
    dispatch: (request, context, sink) => {
      const url = new URL(request.url)
      const exchange = new UndiciExchange(sink)
      agent.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method: 'POST',
          headers: request.headers,
          body: request.body,
          headersTimeout: context.timeoutMs,
          bodyTimeout: context.timeoutMs,
        },
        exchange,
      )
      return exchange
    },
    connect: (request, context, sink) => connect(request.url, request.headers, context.timeoutMs, sink),
    close: () => agent.destroy(),
  }
}

/** Adapts undici's dispatch handler to a sink. Paused from the head on, so no byte arrives before its reader. */
class UndiciExchange implements UpstreamExchange {
  #sink: ResponseSink
  #abort: ((error?: Error) => void) | null = null
  #resume: () => void = () => {}
  #paused = true
  #aborted = false

  constructor(sink: ResponseSink) {
    this.#sink = sink
  }

  abort = (): void => {
    this.#aborted = true
    this.#abort?.()
  }
  pause = (): void => {
    this.#paused = true
  }
  resume = (): void => {
    if (!this.#paused) return
    this.#paused = false
    this.#resume()
  }

  onConnect = (abort: (error?: Error) => void): void => {
    this.#abort = abort
    if (this.#aborted) abort()
  }
  onHeaders = (status: number, raw: Buffer[], resume: () => void): boolean => {
    this.#resume = resume
    if (status >= 200) this.#sink.head(status, decodeHeaders(raw))
    return status < 200 || !this.#paused
  }
  onData = (chunk: Buffer): boolean => {
    this.#sink.data(chunk)
    return !this.#paused
  }
  onComplete = (): void => this.#sink.end()
  onError = (error: Error): void =>
    this.#sink.fail(
      this.#aborted
        ? { kind: 'aborted', code: 'aborted', message: 'The gateway stopped this request.' }
        : explain(error),
    )
}

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
function explain(error: Error & { code?: string }): UpstreamFailure {
  const code = error.code ?? error.name
  const message = error.message || code
  if (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) return { kind: 'timeout', code, message }
  if (/^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS)/.test(code)) {
    return { kind: 'refused', code, message }
  }
  return { kind: 'reset', code, message }
}

function connect(url: string, headers: Headers, timeoutMs: number, sink: SocketSink): UpstreamSocket {
  let socket: WebSocket
  try {
    socket = new WebSocket(url.replace(/^http/, 'ws'), {
      headers,
      perMessageDeflate: false,
      handshakeTimeout: Math.min(timeoutMs, connectTimeoutMs),
      maxPayload: 64 << 20,
      followRedirects: false,
    })
  } catch (error) {
    // A base URL or a key that fits into no request. Told later, as any refusal: the caller has no socket yet.
    setImmediate(() => sink.refused(null, (error as Error).message))
    return { send: () => {}, close: () => {}, pause: () => {}, resume: () => {} }
  }
  let opened = false
  let settled = false
  const refuse = (status: number | null, body: string) => {
    if (settled) return
    settled = true
    sink.refused(status, body)
  }
  socket.on('open', () => {
    opened = true
    sink.opened()
  })
  socket.on('unexpected-response', (_request, response) => {
    let body = ''
    response.setEncoding('utf8')
    response.on('data', (text: string) => {
      body += text
      // Enough to explain the refusal; a body without an end must not keep the turn waiting.
      if (body.length >= maxRefusalBytes) response.destroy()
    })
    response.on('close', () => {
      refuse(response.statusCode ?? null, body)
      socket.terminate()
    })
  })
  socket.on('message', (data) => sink.message((data as Buffer).toString('utf8')))
  // `close` always follows `error`; a socket that never opened reports its reason here.
  socket.on('error', (error) => {
    if (!opened) refuse(null, error.message)
  })
  socket.on('close', (code, reason) => {
    if (opened) sink.closed(code, String(reason))
  })
  return {
    send: (text) => socket.send(text),
    close: (code, reason) => (opened ? socket.close(code, reason) : socket.terminate()),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}
