// A websocket session as data (GATEWAY.md 5): what it remembers, what can happen to it, and what it then wants done.

/** Where the two profiles differ (GATEWAY.md 9.16), and what a bridge to providers without a websocket lifts. */
export type BridgeRules = {
  readonly openaiOnly: boolean
  /** A name without a provider stands for `openai/<name>`. */
  readonly bareNames: boolean
  /** `previous_response_not_found` is tried once more without the id. */
  readonly retriesWithoutPrevious: boolean
  /** A turn may be sent again although the client was told that a response had begun. */
  readonly resendsAfterOpening: boolean
  readonly alwaysParam: boolean
}

export const documentedRules: BridgeRules = {
  openaiOnly: true,
  bareNames: false,
  retriesWithoutPrevious: true,
  resendsAfterOpening: true,
  alwaysParam: false,
}

export const openResponsesRules: BridgeRules = {
  openaiOnly: true,
  bareNames: true,
  retriesWithoutPrevious: false,
  resendsAfterOpening: false,
  alwaysParam: true,
}

/** What the client has seen of a response: nothing, that it begins, or something the model said. */
export type Delivered = 'nothing' | 'opening' | 'output'

export type Flight = {
  readonly turn: number
  /** 1 for the first try of a turn; every handshake that fails and every time the turn is sent counts. */
  readonly attempt: number
  readonly payload: string
  /** See CreateMessage.continues. */
  readonly continues: boolean
  readonly delivered: Delivered
  readonly responseId: string | null
  readonly previousRetryDone: boolean
  readonly reconnectAttempts: number
  readonly handshakeRetryDone: boolean
  /** Place in the routing plan of this turn, and its length. */
  readonly candidate: number
  readonly candidates: number
}

export type BridgeState = {
  /** Locked by the first valid message, also when routing it then fails. */
  readonly model: string | null
  /** Client messages so far; each is a turn, accepted or refused. */
  readonly turns: number
  readonly flight: Flight | null
  readonly leg: 'none' | 'dialling' | 'open'
  /** The turn that ended last: an `error` may still be followed by its `response.failed`. */
  readonly last: { readonly turn: number; readonly responseId: string | null } | null
  /** Turns in a row that ended because the upstream closed. */
  readonly lost: number
  /** The gateway stops: this turn may end, and is the last. */
  readonly draining: boolean
}

export const initialBridge: BridgeState = {
  model: null,
  turns: 0,
  flight: null,
  leg: 'none',
  last: null,
  lost: 0,
  draining: false,
}

/** The exact text of an event; bytes where nobody has to read it. */
export type Verbatim = string | Uint8Array

/** What the rules have to know of an upstream event; null where it does not say. */
export type EventFacts = { readonly responseId: string | null; readonly code: string | null }

export type BridgeEvent =
  | { readonly type: 'client_message'; readonly text: string }
  /** `keepsLeg`: the plan begins with the provider whose socket is open. */
  | { readonly type: 'routed'; readonly candidates: number; readonly keepsLeg: boolean }
  | { readonly type: 'unroutable'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly type: 'upstream_opened' }
  /** The handshake got an HTTP answer instead of 101, or none at all (status null). */
  | { readonly type: 'upstream_refused'; readonly status: number | null; readonly body: string }
  | {
      readonly type: 'upstream_event'
      readonly eventType: string
      readonly facts: EventFacts
      readonly message: Verbatim
    }
  /** A leg without a websocket: the provider refused this one turn. */
  | {
      readonly type: 'upstream_failed'
      readonly status: number | null
      readonly code: string | null
      readonly message: string | null
      readonly param: string | null
    }
  | { readonly type: 'upstream_errored'; readonly message: string }
  | { readonly type: 'upstream_closed'; readonly code: number; readonly reason: string }
  | { readonly type: 'send_failed' }
  | { readonly type: 'turn_expired'; readonly ms: number }
  | { readonly type: 'client_too_slow' }
  /** A message beyond what the socket takes at all, in MiB; the socket is about to be closed with 1009. */
  | { readonly type: 'message_too_large'; readonly limitMiB: number }
  | { readonly type: 'leg_aged' }
  | { readonly type: 'drain' }
  | { readonly type: 'drain_expired' }
  | { readonly type: 'client_closed'; readonly by: 'client' | 'gateway' }

export type BridgeEffect =
  | { readonly type: 'reply'; readonly turn: number; readonly error: ErrorEvent }
  | { readonly type: 'route'; readonly turn: number; readonly model: string }
  | {
      readonly type: 'dial'
      readonly turn: number
      readonly attempt: number
      readonly candidate: number
      readonly afterMs: number
    }
  | { readonly type: 'send'; readonly turn: number; readonly attempt: number; readonly payload: string }
  | { readonly type: 'forward'; readonly turn: number; readonly message: Verbatim }
  /** An attempt that did not serve the turn, for the record. */
  | {
      readonly type: 'reject'
      readonly turn: number
      readonly attempt: number
      readonly status: number | null
      readonly code: string | null
      readonly message: string
    }
  | { readonly type: 'hang_up'; readonly code: number; readonly reason: string }
  /** Once for every turn that was accepted. */
  | {
      readonly type: 'settle'
      readonly turn: number
      readonly how: 'complete' | 'cut' | 'timeout' | 'aborted'
      readonly detail: string
    }
  | { readonly type: 'close_client'; readonly code: number; readonly reason: string }

export type ErrorEvent = {
  readonly type: 'error'
  readonly status: number
  readonly error: {
    readonly type: string
    readonly code: string
    readonly message: string
    readonly param?: string | null
  }
}

export type BridgeStep = { readonly state: BridgeState; readonly effects: readonly BridgeEffect[] }
