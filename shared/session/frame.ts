// The one event model: what happened in a session is a list of frames. Live view, storage and replay read the same list
// at different times.
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { RecordedBasis } from '#shared/session/basis'

export type Headers = Readonly<Record<string, string>>

/** Head of a request or response. Credentials in it are already redacted: nothing else is ever recorded. */
export type RequestHead = { readonly method: string; readonly path: string; readonly headers: Headers }

/** What the gateway sent to a provider: the body is the exact text. */
export type UpstreamHead = {
  readonly method: string
  readonly url: string
  readonly headers: Headers
  readonly body: string
}

/** Why an attempt did not serve the turn; the vocabulary of `failure_sample[]` in the API's error envelope. */
export type AttemptFailure = {
  readonly type: 'upstream_non_2xx' | 'blocked' | 'no_pricing' | 'unsupported_executor' | 'error' | 'retryable_error'
  readonly status: number | null
  readonly code: string | null
  readonly message: string | null
  readonly description: string | null
  readonly param: string | null
  readonly preview: string | null
  readonly retryAfterSeconds: number | null
}

/**
 * The way of an attempt to the head of its answer: when each step of it was over, in milliseconds from its beginning. null: it
 * took no such step, or did not come so far.
 */
export type AttemptSteps = {
  /** A connection that was open already was used: nothing was looked up, dialled or agreed upon. */
  readonly kept: boolean
  readonly lookup: number | null
  readonly connect: number | null
  readonly tls: number | null
  readonly head: number | null
}

/**
 * How the upstream's side of a turn ended. `complete`: the terminal event (or the whole body) was delivered.
 * `cut`: the connection closed before that. `timeout`: the gateway gave up waiting. `aborted`: the client went away.
 */
export type Ending = 'complete' | 'cut' | 'timeout' | 'aborted'

/**
 * `silence`: a turn goes on without a word. `slow_client`: the upstream is paused until the client reads. `dead_client` and
 * `dead_upstream`: pings stayed unanswered, the socket was ended.
 */
export type PulseMoment = 'silence' | 'slow_client' | 'dead_client' | 'dead_upstream'

/** Where the console sent a request that was not for this gateway's own providers. */
export type SessionTarget = { readonly kind: 'hosted' } | { readonly kind: 'custom'; readonly baseUrl: string }

export type FrameBody =
  /** `target` is what the console named; a client of the data plane cannot name any. */
  | {
      readonly kind: 'opened'
      readonly transport: 'http' | 'websocket'
      readonly request: RequestHead
      readonly target?: SessionTarget
    }
  /** client → gateway, the exact text of a body or websocket message */
  | { readonly kind: 'sent'; readonly turn: number; readonly text: string }
  /** `basis`: enough to make the same decision again; sessions of the first version have none. */
  | {
      readonly kind: 'routed'
      readonly turn: number
      readonly diagnostics: RoutingDiagnostics
      readonly basis?: RecordedBasis
    }
  | {
      readonly kind: 'attempted'
      readonly turn: number
      readonly attempt: number
      readonly provider: string
      readonly model: string
      readonly simulated: boolean
      readonly request: UpstreamHead
    }
  /** `steps`: of a connection to a provider; a simulated one has none. */
  | {
      readonly kind: 'rejected'
      readonly turn: number
      readonly attempt: number
      readonly failure: AttemptFailure
      readonly steps?: AttemptSteps
    }
  | {
      readonly kind: 'answered'
      readonly turn: number
      readonly attempt: number
      readonly status: number
      readonly headers: Headers
      readonly steps?: AttemptSteps
    }
  /**
   * provider → gateway, where the client is told something else, or nothing: the exact text of one SSE block or one body. It
   * comes before the frames it caused. What is passed on as it came stands in `received` alone.
   */
  | { readonly kind: 'upstream'; readonly turn: number; readonly attempt: number; readonly text: string }
  | { readonly kind: 'responded'; readonly turn: number; readonly status: number; readonly headers: Headers }
  /**
   * gateway → client, the exact text: one SSE block, one websocket message or one JSON body. `at` is when it came from
   * upstream, `out` the milliseconds from then until it was handed to the client's socket.
   */
  | { readonly kind: 'received'; readonly turn: number; readonly text: string; readonly out: number }
  /**
   * A moment on a websocket session that no message tells: the two clocks of a connection, read side by side. The transport
   * lives as long as pings are answered, whatever the application says; null where no ping was answered yet.
   */
  | {
      readonly kind: 'pulse'
      readonly turn: number
      readonly moment: PulseMoment
      readonly clientPongMs: number | null
      readonly upstreamPongMs: number | null
      readonly silentMs: number
      /** Written to the client's socket and not taken by it. */
      readonly bufferedBytes: number
    }
  | { readonly kind: 'ended'; readonly turn: number; readonly how: Ending; readonly detail: string }
  | {
      readonly kind: 'closed'
      readonly by: 'client' | 'gateway' | 'upstream'
      readonly code: number | null
      readonly reason: string
    }

export type FrameKind = FrameBody['kind']

/** Recorded once, never edited. `seq` counts from 0 without gaps; `at` is milliseconds since `opened`, monotonic. */
export type Frame = { readonly seq: number; readonly at: number } & FrameBody

/** First line of a session file. `startedAt` is Unix time in milliseconds. */
export type SessionHeader = {
  readonly format: 'gatescope.session'
  readonly version: 2
  readonly id: string
  readonly startedAt: number
  readonly app: string
  /** null: recorded here, as it happened. */
  readonly origin: Origin | null
}

/** Where a session comes from that this gateway did not record. `id` is the one it had there, where it had one. */
export type Origin =
  | {
      readonly kind: 'import'
      readonly format: 'jsonl' | 'har'
      readonly app: string
      readonly id: string | null
      /** What its file did not tell, in sentences: a reader must not take for measured what was not. */
      readonly notes?: readonly string[]
    }
  /** The session `of`, with its tape edited. */
  | { readonly kind: 'variant'; readonly of: string }
