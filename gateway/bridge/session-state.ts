// The websocket session as a pure state machine (GATEWAY.md 5): state × event → state and effects. The shell executes the
// effects in order, after it has taken the new state: a client may answer a terminal event in the same tick.
import { parseJson } from '#shared/json'
import { isTerminal } from '#shared/open-responses/events'

export type BridgeState = {
  /** Locked by the first valid message, also when routing it then fails. */
  readonly model: string | null
  /** Client messages so far; each is a turn, accepted or refused. */
  readonly turns: number
  readonly flight: { readonly turn: number; readonly payload: string } | null
  readonly leg: 'none' | 'dialling' | 'open'
}

export type BridgeEvent =
  | { readonly type: 'client_message'; readonly text: string }
  | { readonly type: 'routed' }
  | { readonly type: 'unroutable'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly type: 'upstream_opened' }
  | { readonly type: 'upstream_refused'; readonly status: number | null; readonly body: string }
  | { readonly type: 'upstream_message'; readonly text: string; readonly eventType: string }
  | { readonly type: 'upstream_closed'; readonly code: number }
  | { readonly type: 'client_closed'; readonly by: 'client' | 'gateway' }

export type BridgeEffect =
  | { readonly type: 'reply'; readonly turn: number; readonly error: ErrorEvent }
  | { readonly type: 'route'; readonly turn: number; readonly model: string }
  | { readonly type: 'dial' }
  | { readonly type: 'send'; readonly turn: number; readonly payload: string }
  | { readonly type: 'forward'; readonly turn: number; readonly text: string; readonly terminal: boolean }
  | { readonly type: 'hang_up'; readonly code: number; readonly reason: string }
  | { readonly type: 'abandon'; readonly turn: number; readonly how: 'cut' | 'aborted'; readonly detail: string }

export type ErrorEvent = {
  readonly type: 'error'
  readonly status: number
  readonly error: { readonly type: string; readonly code: string; readonly message: string }
}

export type BridgeStep = { readonly state: BridgeState; readonly effects: readonly BridgeEffect[] }

export const initialBridge: BridgeState = { model: null, turns: 0, flight: null, leg: 'none' }

/** The largest client message, in bytes, that is worth sending on: providers close the socket at 16 MiB. */
export const maxMessageBytes = 15 << 20

export function stepBridge(state: BridgeState, event: BridgeEvent): BridgeStep {
  const { flight } = state
  switch (event.type) {
    case 'client_message':
      return takeMessage({ ...state, turns: state.turns + 1 }, event.text)
    case 'routed':
      if (!flight) return stay(state)
      if (state.leg === 'open') return { state, effects: [{ type: 'send', ...flight }] }
      return { state: { ...state, leg: 'dialling' }, effects: state.leg === 'dialling' ? [] : [{ type: 'dial' }] }
    case 'unroutable':
      return endFlight(state, event.status, 'invalid_request_error', event.code, event.message)
    case 'upstream_opened':
      return { state: { ...state, leg: 'open' }, effects: flight ? [{ type: 'send', ...flight }] : [] }
    case 'upstream_refused': {
      const message = event.body.slice(0, 500) || 'OpenAI websocket handshake failed.'
      const status = event.status ?? 502
      return endFlight(
        { ...state, leg: 'none' },
        status,
        'gateway_error',
        'upstream_websocket_handshake_failed',
        message,
      )
    }
    case 'upstream_message': {
      const terminal = isTerminal(event.eventType)
      const turn = flight?.turn ?? state.turns
      const effects = [{ type: 'forward', turn, text: event.text, terminal } as const]
      return { state: terminal ? { ...state, flight: null } : state, effects }
    }
    case 'upstream_closed':
      return upstreamClosed({ ...state, leg: 'none' }, event.code)
    case 'client_closed':
      return clientClosed(state, event.by)
  }
}

const stay = (state: BridgeState): BridgeStep => ({ state, effects: [] })

const reply = (state: BridgeState, status: number, code: string, message: string): BridgeStep => ({
  state,
  effects: [{ type: 'reply', turn: state.turns, error: errorEvent(status, 'invalid_request_error', code, message) }],
})

const errorEvent = (status: number, type: string, code: string, message: string): ErrorEvent => ({
  type: 'error',
  status,
  error: { type, code, message },
})

/** The checks of GATEWAY.md 5.2 in their order. */
function takeMessage(state: BridgeState, text: string): BridgeStep {
  if (text === '') return reply(state, 400, 'invalid_message_payload', 'Expected JSON text message.')
  const message = parseJson(text)
  if (message === undefined) return reply(state, 400, 'invalid_json', 'Message must be valid JSON.')
  const invalid = checkCreate(message)
  if (typeof invalid === 'string') return reply(state, 400, 'invalid_response_create', invalid)
  const { request, model } = invalid
  if (state.flight) {
    return reply(
      state,
      409,
      'response_already_in_flight',
      'Only one in-flight response is allowed per websocket connection.',
    )
  }
  if (state.model !== null && state.model !== model) {
    return reply(
      state,
      400,
      'model_mismatch',
      `Model must stay constant per websocket session (expected ${state.model}).`,
    )
  }
  const payload = normalise(request, model)
  if (payload === null) return reply(state, 400, 'invalid_json', 'The message is nested too deeply.')
  if (Buffer.byteLength(payload) > maxMessageBytes) {
    return reply(state, 400, 'payload_too_large', `The message is larger than ${maxMessageBytes >> 20} MiB.`)
  }
  const flight = { turn: state.turns, payload }
  return { state: { ...state, model, flight }, effects: [{ type: 'route', turn: state.turns, model }] }
}

type Create = { readonly request: Readonly<Record<string, unknown>>; readonly model: string }

function checkCreate(message: unknown): Create | string {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) return 'payload must be a JSON object'
  const request = message as Readonly<Record<string, unknown>>
  if (request['type'] !== 'response.create') return 'only type=response.create is supported'
  const model = typeof request['model'] === 'string' ? request['model'].trim() : ''
  if (model === '') return 'model is required'
  const [provider, ...rest] = model.split('/')
  if (provider !== 'openai' || !model.includes('/')) return 'only OpenAI models are supported on this endpoint'
  if (rest.join('/').trim() === '') return 'invalid OpenAI model'
  return { request, model }
}

/** GATEWAY.md 5.3. The upstream's own name of the model is the part after `openai/`. Null: deeper than can be written. */
function normalise(request: Create['request'], model: string): string | null {
  const { stream: _stream, stream_options: _options, background: _background, ...rest } = request
  try {
    return JSON.stringify({ ...rest, model: model.slice('openai/'.length), store: false })
  } catch {
    // What JSON.parse reads, JSON.stringify cannot always write: only the latter recurses.
    return null
  }
}

function endFlight(state: BridgeState, status: number, type: string, code: string, message: string): BridgeStep {
  const { flight } = state
  if (!flight) return stay(state)
  const effect = { type: 'reply', turn: flight.turn, error: errorEvent(status, type, code, message) } as const
  return { state: { ...state, flight: null }, effects: [effect] }
}

/** Idle, the upstream is dropped silently; in flight, the turn ends and the client's socket stays open (5.5). */
function upstreamClosed(state: BridgeState, code: number): BridgeStep {
  const { flight } = state
  if (!flight) return stay(state)
  const message = `Upstream websocket closed unexpectedly (${code}).`
  const ended = endFlight(state, 502, 'gateway_error', 'upstream_websocket_closed', message)
  const abandon = {
    type: 'abandon',
    turn: flight.turn,
    how: 'cut',
    detail: `The upstream socket closed with ${code}.`,
  } as const
  return { state: ended.state, effects: [abandon, ...ended.effects] }
}

function clientClosed(state: BridgeState, by: 'client' | 'gateway'): BridgeStep {
  const { flight, leg } = state
  const effects: BridgeEffect[] = []
  if (flight && by === 'client') {
    const detail = 'Your client closed the socket. The upstream was closed too.'
    effects.push({ type: 'abandon', turn: flight.turn, how: 'aborted', detail })
  } else if (flight) {
    effects.push({ type: 'abandon', turn: flight.turn, how: 'cut', detail: 'Gatescope was stopped during this turn.' })
  }
  if (leg !== 'none') effects.push({ type: 'hang_up', code: 1000, reason: 'client_closed' })
  return { state: { ...state, flight: null, leg: 'none' }, effects }
}
