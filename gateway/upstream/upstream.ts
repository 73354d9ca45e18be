// The port to the far side. The network (undici and ws) and the simulator implement it, and faults stand before either;
// nobody else can tell them apart.
import type { Fault } from '#shared/fault/schema'
import type { AttemptSteps, Headers } from '#shared/session/frame'

export type UpstreamRequest = { readonly url: string; readonly headers: Headers; readonly body: string }

export type DispatchContext = {
  readonly provider: string
  /** The provider's own name for the model. */
  readonly model: string
  /** What a simulated provider should do; null = what the model's name says. */
  readonly scenario: string | null
  /** 1 for the first attempt of a turn. */
  readonly attempt: number
  /** Milliseconds without a byte before the exchange counts as dead. */
  readonly timeoutMs: number
  /** What this request is to meet; without it, the faults of the gateway alone. */
  readonly faults?: FaultSource
}

/** Says what is to go wrong with an exchange, and counts it as done; null: nothing. */
export type FaultSource = {
  readonly take: (exchange: {
    readonly place: 'http' | 'websocket'
    readonly provider: string
    readonly attempt: number
  }) => Fault | null
}

/** `refused`: no connection. `reset`: it broke. `timeout`: silence. `aborted`: we gave up ourselves. */
export type UpstreamFailure = {
  readonly kind: 'refused' | 'reset' | 'timeout' | 'aborted'
  readonly code: string
  readonly message: string
}

export type ResponseSink = {
  /** Told once, before `head` or `fail`, by a far side that is reached over a connection. */
  readonly steps?: (steps: AttemptSteps) => void
  readonly head: (status: number, headers: Headers) => void
  readonly data: (chunk: Buffer) => void
  readonly end: () => void
  /** Called instead of `end`, also before `head`. */
  readonly fail: (failure: UpstreamFailure) => void
}

/** Nothing is read after `head` until `resume`: the caller decides what to do with the answer first. */
export type UpstreamExchange = {
  readonly abort: () => void
  readonly pause: () => void
  readonly resume: () => void
}

/** Enough to explain a refused handshake; a body without an end must not keep the turn waiting. */
export const maxRefusalBytes = 4096

export type SocketSink = {
  /** `steps`: of a connection; none where there is no such thing. */
  readonly opened: (steps?: AttemptSteps) => void
  /** The handshake got an HTTP answer instead of 101, or none at all (status null). */
  readonly refused: (status: number | null, body: string) => void
  /** One whole message, as it came; binary ones are taken for text. */
  readonly message: (bytes: Uint8Array) => void
  readonly pong: () => void
  /** A leg that is no websocket: the provider refused the turn that was sent last. */
  readonly failed: (failure: TurnFailure) => void
  /** The far side broke the protocol; `closed` follows, and sending again would not help. */
  readonly errored: (message: string) => void
  readonly closed: (code: number, reason: string) => void
}

export type TurnFailure = {
  readonly status: number | null
  readonly code: string | null
  readonly message: string | null
  readonly param: string | null
}

export type UpstreamSocket = {
  /** False when the socket is closing: what was sent would be lost. */
  readonly send: (text: string) => boolean
  /** Asks for a sign of life; `pong` is the answer. */
  readonly ping: () => void
  readonly close: (code: number, reason: string) => void
  /** Without a farewell, for a far side that is dead. */
  readonly terminate: () => void
  readonly pause: () => void
  readonly resume: () => void
}

export type Upstream = {
  readonly dispatch: (request: UpstreamRequest, context: DispatchContext, sink: ResponseSink) => UpstreamExchange
  readonly connect: (
    request: Omit<UpstreamRequest, 'body'>,
    context: DispatchContext,
    sink: SocketSink,
  ) => UpstreamSocket
  readonly close: () => Promise<void>
}
