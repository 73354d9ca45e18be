// One row of the session list: what its frames come to, as `apply-frame.ts` folds them.
import type { Origin, SessionHeader, SessionTarget } from '#shared/session/frame'
import { noLinks, type Links } from '#shared/session/links'

/**
 * `streaming`: still open. `complete`: the terminal event or the whole body was delivered. `truncated`: it never came and
 * the upstream (or this app) went away. `failed`: an error answer. `failed_mid_stream`: an error after the stream began.
 * `aborted`: the client went away first. `idle`: a websocket with no turn in flight.
 */
export type Verdict = 'streaming' | 'idle' | 'complete' | 'truncated' | 'failed' | 'failed_mid_stream' | 'aborted'

export type AttemptPill = {
  readonly provider: string
  readonly status: number | null
  readonly outcome: 'running' | 'answered' | 'failed'
  readonly code: string | null
  /** When it was made, and how long it took until it was answered or had failed. */
  readonly atMs: number
  readonly ms: number | null
}

/** Times ending in `Ms` are milliseconds since `startedAt` (Unix ms); null means not known, never 0. */
export type SessionSummary = Links & {
  readonly id: string
  readonly startedAt: number
  transport: 'json' | 'sse' | 'websocket'
  path: string
  clientRequestId: string | null
  /** The session this one was sent again from. */
  parent: string | null
  /** null: this gateway chose where it went. */
  target: SessionTarget | null
  origin: Origin | null
  /** As the client asked for it, and as the catalogue has it. */
  model: string | null
  resolved: string | null
  /** By its provider's own name: the one it was asked by, and the one it answered under. */
  asked: string | null
  served: string | null
  tierAsked: string | null
  tierServed: string | null
  /** The request's own lists kept somebody out. */
  narrowed: boolean
  provider: string | null
  simulated: boolean
  status: number | null
  verdict: Verdict
  /** One sentence that proves the verdict. */
  proof: string
  /** Error code of the last failure, in the envelope's vocabulary. */
  error: string | null
  /** The filter stage after which nobody was left to ask. */
  stage: string | null
  /** Why, in the words of that stage; of any other refusal the envelope's reason. */
  reason: string | null
  turns: number
  /** The turn whose answer is under way. */
  flight: number | null
  attempts: AttemptPill[]
  firstTokenMs: number | null
  durationMs: number
  closed: boolean
  inputTokens: number | null
  outputTokens: number | null
  totalTokens: number | null
  /** Stream events handed to the client, over all turns. */
  events: number
  /** Frames recorded; `stored` of them are on disk. */
  frames: number
  stored: number
}

/** A client that sends a recorded request again names its session, and the new one is linked to it. */
export const parentHeader = 'x-gatescope-parent'

export function createSummary(
  header: Pick<SessionHeader, 'id' | 'startedAt'> & Partial<Pick<SessionHeader, 'origin'>>,
): SessionSummary {
  return {
    id: header.id,
    startedAt: header.startedAt,
    transport: 'json',
    path: '',
    clientRequestId: null,
    parent: null,
    target: null,
    origin: header.origin ?? null,
    ...noLinks,
    model: null,
    resolved: null,
    asked: null,
    served: null,
    tierAsked: null,
    tierServed: null,
    narrowed: false,
    provider: null,
    simulated: false,
    status: null,
    verdict: 'streaming',
    proof: 'Waiting for the request body.',
    error: null,
    stage: null,
    reason: null,
    turns: 0,
    flight: null,
    attempts: [],
    firstTokenMs: null,
    durationMs: 0,
    closed: false,
    inputTokens: null,
    outputTokens: null,
    totalTokens: null,
    events: 0,
    frames: 0,
    stored: 0,
  }
}
