// The moves of a websocket session, each from a state to a step: the words in which the table of rules is written.
import type { ErrorWords } from '#shared/open-responses/websocket/create-message'
import { errorEvent } from '#shared/open-responses/websocket/create-message'
import type {
  BridgeEffect,
  BridgeEvent,
  BridgeRules,
  BridgeState,
  BridgeStep,
  Flight,
} from '#shared/open-responses/websocket/state'

export type EventOf<T extends BridgeEvent['type']> = Extract<BridgeEvent, { type: T }>

export type At<T extends BridgeEvent['type']> = {
  readonly state: BridgeState
  readonly event: EventOf<T>
  readonly rules: BridgeRules
}

type Settle = Omit<Extract<BridgeEffect, { type: 'settle' }>, 'type' | 'turn'>
type Hang = { readonly code: number; readonly reason: string }

export const stay = (state: BridgeState): BridgeStep => ({ state, effects: [] })

export const forward = (state: BridgeState, { turn }: Pick<Flight, 'turn'>, event: EventOf<'upstream_event'>) => ({
  state,
  effects: [{ type: 'forward', turn, message: event.message } as const],
})

/** A turn that begins: everything a turn remembers is new (5.5). */
export const takeOff = (turn: number, payload: string, continues: boolean): Flight => ({
  turn,
  attempt: 1,
  payload,
  continues,
  delivered: 'nothing',
  responseId: null,
  previousRetryDone: false,
  reconnectAttempts: 0,
  handshakeRetryDone: false,
  candidate: 0,
  candidates: 0,
})

/** One connection more for a turn, as long as the client has seen nothing that a second answer could contradict. */
export const mayReconnect = ({ reconnectAttempts, delivered }: Flight, rules: BridgeRules): boolean =>
  reconnectAttempts < 1 && (delivered === 'nothing' || (delivered === 'opening' && rules.resendsAfterOpening))

export function dial(
  state: BridgeState,
  flight: Flight,
  afterMs = 0,
  before: readonly BridgeEffect[] = [],
): BridgeStep {
  const { turn, attempt, candidate } = flight
  return {
    state: { ...state, flight, leg: 'dialling' },
    effects: [...before, { type: 'dial', turn, attempt, candidate, afterMs }],
  }
}

export const send = (state: BridgeState, flight: Flight, before: readonly BridgeEffect[] = []): BridgeStep => {
  const { turn, attempt, payload } = flight
  return { state: { ...state, flight, leg: 'open' }, effects: [...before, { type: 'send', turn, attempt, payload }] }
}

export const reject = ({ turn, attempt }: Flight, status: number | null, code: string | null, message: string) =>
  ({ type: 'reject', turn, attempt, status, code, message }) as const

/** The same turn on a new connection: the old one is given up, the next attempt dials. */
export function reconnect(state: BridgeState, flight: Flight, before: readonly BridgeEffect[]): BridgeStep {
  const next: Flight = {
    ...flight,
    attempt: flight.attempt + 1,
    reconnectAttempts: flight.reconnectAttempts + 1,
    handshakeRetryDone: false,
    responseId: null,
  }
  return dial(state, next, 0, before)
}

/** The same turn at the next provider of the plan. */
export const moveOn = (state: BridgeState, flight: Flight, before: readonly BridgeEffect[]): BridgeStep =>
  dial(
    state,
    { ...flight, attempt: flight.attempt + 1, candidate: flight.candidate + 1, handshakeRetryDone: false },
    0,
    before,
  )

/** The turn is over. Its flight is gone before any effect runs: clients send the next message in the same tick. */
export function land(
  state: BridgeState,
  flight: Flight,
  effects: readonly BridgeEffect[],
  endedByError = false,
): BridgeStep {
  const last = { turn: flight.turn, responseId: endedByError ? flight.responseId : null }
  return {
    state: { ...state, flight: null, last },
    effects: state.draining ? [...effects, goingAway] : effects,
  }
}

export const reconnecting = { type: 'hang_up', code: 1000, reason: 'reconnecting' } as const

export const goingAway = { type: 'close_client', code: 1001, reason: 'gateway_closing' } as const

/** The turn ends with an error of ours. A cut or a timeout is on record before the client is told. */
export function fail(
  { state, rules }: Pick<At<BridgeEvent['type']>, 'state' | 'rules'>,
  flight: Flight,
  words: ErrorWords,
  more: { readonly settle?: Settle; readonly hangUp?: Hang; readonly closeClient?: Hang } = {},
): BridgeStep {
  const { turn } = flight
  const settle = { how: 'complete', detail: 'The error was delivered.', ...more.settle } as const
  const told: BridgeEffect = { type: 'reply', turn, error: errorEvent(rules, words) }
  const settled: BridgeEffect = { type: 'settle', turn, ...settle }
  const effects: BridgeEffect[] = settle.how === 'complete' ? [told, settled] : [settled, told]
  if (more.hangUp && state.leg !== 'none') effects.push({ type: 'hang_up', ...more.hangUp })
  if (more.closeClient) effects.push({ type: 'close_client', ...more.closeClient })
  return land(more.hangUp ? { ...state, leg: 'none' } : state, flight, effects)
}
