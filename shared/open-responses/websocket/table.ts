// What a websocket session does, row by row (GATEWAY.md 5.2, 5.6): for each kind of event the first row that applies. What
// comes from upstream has a table of its own.
import { CreateMessage, errorEvent, refuseMessage } from '#shared/open-responses/websocket/create-message'
import { always, flying, idle, type Kind, type Row } from '#shared/open-responses/websocket/rows'
import type { BridgeState, BridgeStep } from '#shared/open-responses/websocket/state'
import { dial, fail, goingAway, land, reconnecting, send, stay, takeOff } from '#shared/open-responses/websocket/steps'
import {
  upstreamClosed,
  upstreamErrored,
  upstreamEvent,
  upstreamFailed,
  upstreamOpened,
  upstreamRefused,
} from '#shared/open-responses/websocket/upstream-table'

const clientMessage: readonly Row<'client_message'>[] = [
  {
    rule: 'a message that fails a check is answered, and nothing else changes',
    step: ({ state, event, rules }) => {
      const counted = { ...state, turns: state.turns + 1 }
      const message = new CreateMessage(event.text, rules)
      const error = refuseMessage(message, state, rules)
      if (error) return { state: counted, effects: [{ type: 'reply', turn: counted.turns, error }] }
      const flight = takeOff(counted.turns, message.payload ?? '', message.continues)
      const { model } = message
      return { state: { ...counted, model, flight }, effects: [{ type: 'route', turn: flight.turn, model }] }
    },
  },
]

const routed: readonly Row<'routed'>[] = [
  idle('nobody waits any more', ({ state }) => stay(state)),
  flying(
    'the open socket leads to the first provider of the plan: the turn is sent there',
    (_, { state, event }) => state.leg === 'open' && event.keepsLeg,
    (flight, { state, event }) => send(state, { ...flight, candidates: event.candidates }),
  ),
  flying(
    'it leads elsewhere: it is replaced',
    (_, { state }) => state.leg !== 'none',
    (flight, { state, event }) => dial(state, { ...flight, candidates: event.candidates }, 0, [reconnecting]),
  ),
  flying('there is none: one is opened', always, (flight, { state, event }) =>
    dial(state, { ...flight, candidates: event.candidates }),
  ),
]

const unroutable: readonly Row<'unroutable'>[] = [
  idle('nobody waits any more', ({ state }) => stay(state)),
  flying('a turn that cannot be routed ends, the socket stays open', always, (flight, at) => {
    const { status, code, message } = at.event
    return fail(at, flight, { status, type: 'invalid_request_error', code, message })
  }),
]

const sendFailed: readonly Row<'send_failed'>[] = [
  idle('nobody waits any more', ({ state }) => stay(state)),
  flying('what cannot be written ends the session', always, (flight, at) => {
    const isResend = flight.reconnectAttempts > 0
    return fail(
      at,
      flight,
      {
        status: isResend ? 500 : 502,
        type: 'gateway_error',
        code: isResend ? 'upstream_reconnect_send_failed' : 'upstream_send_failed',
        message: isResend
          ? 'Failed to resend request after websocket reconnect.'
          : 'Failed sending request to upstream websocket.',
      },
      {
        settle: { how: 'cut', detail: 'The turn could not be written to the upstream socket.' },
        hangUp: { code: 1000, reason: 'client_closed' },
        closeClient: { code: 1011, reason: 'upstream_send_failed' },
      },
    )
  }),
]

const turnExpired: readonly Row<'turn_expired'>[] = [
  idle('nobody waits any more', ({ state }) => stay(state)),
  flying('a turn has a time limit, whatever its upstream does', always, (flight, at) => {
    const message = `The turn was not complete within ${at.event.ms} ms.`
    return fail(
      at,
      flight,
      { status: 504, type: 'gateway_error', code: 'request_timeout', message },
      { settle: { how: 'timeout', detail: message }, hangUp: { code: 1000, reason: 'request_timeout' } },
    )
  }),
]

const messageTooLarge: readonly Row<'message_too_large'>[] = [
  {
    rule: 'a message that is not even read is answered before the socket closes',
    step: ({ state, event, rules }) => {
      const turn = state.turns + 1
      const message = `The message is larger than ${event.limitMiB} MiB.`
      const words = { status: 400, type: 'invalid_request_error', code: 'payload_too_large', message, param: 'input' }
      return { state: { ...state, turns: turn }, effects: [{ type: 'reply', turn, error: errorEvent(rules, words) }] }
    },
  },
]

const clientTooSlow: readonly Row<'client_too_slow'>[] = [
  flying('what a client does not take has a limit: it is told, then let go', always, (flight, at) =>
    fail(
      at,
      flight,
      {
        status: 503,
        type: 'gateway_error',
        code: 'client_too_slow',
        message: 'Too much of the response was waiting to be read.',
      },
      {
        settle: { how: 'cut', detail: 'Your client did not read what it was sent.' },
        hangUp: { code: 1000, reason: 'client_closed' },
        closeClient: { code: 1013, reason: 'client_too_slow' },
      },
    ),
  ),
  idle('also between turns', ({ state }) => ({
    state,
    effects: [{ type: 'close_client', code: 1013, reason: 'client_too_slow' }],
  })),
]

const legAged: readonly Row<'leg_aged'>[] = [
  idle('an idle leg is given up before its provider ends it in the middle of a turn', ({ state }) =>
    state.leg === 'open'
      ? { state: { ...state, leg: 'none' }, effects: [{ type: 'hang_up', code: 1000, reason: 'rotating' }] }
      : stay(state),
  ),
  flying('one in use is left alone', always, (_, { state }) => stay(state)),
]

const drain: readonly Row<'drain'>[] = [
  idle('the gateway stops: an idle session is over', ({ state }) => ({ state, effects: [goingAway] })),
  flying('a turn may end first', always, (_, { state }) => stay({ ...state, draining: true })),
]

const drainExpired: readonly Row<'drain_expired'>[] = [
  idle('over already', ({ state }) => stay(state)),
  flying('a turn that did not end in time is ended', always, (flight, at) =>
    fail(
      { ...at, state: { ...at.state, draining: true } },
      flight,
      {
        status: 503,
        type: 'gateway_error',
        code: 'gateway_closing',
        message: 'The gateway was stopped during this turn.',
      },
      {
        settle: { how: 'cut', detail: 'Gatescope was stopped during this turn.' },
        hangUp: { code: 1000, reason: 'client_closed' },
      },
    ),
  ),
]

const clientClosed: readonly Row<'client_closed'>[] = [
  flying('a client that goes away takes its turn along', always, (flight, { state, event }) => {
    const isOurs = event.by === 'gateway'
    const detail = isOurs
      ? 'Gatescope was stopped during this turn.'
      : 'Your client closed the socket. The upstream was closed too.'
    const settled = { type: 'settle', turn: flight.turn, how: isOurs ? 'cut' : 'aborted', detail } as const
    const step = land({ ...state, draining: false }, flight, [settled])
    return { ...step, effects: [...step.effects, ...hangUp(state)], state: { ...step.state, leg: 'none' } }
  }),
  idle('and its upstream', ({ state }) => ({ state: { ...state, leg: 'none' }, effects: hangUp(state) })),
]

const hangUp = ({ leg }: BridgeState): BridgeStep['effects'] =>
  leg === 'none' ? [] : [{ type: 'hang_up', code: 1000, reason: 'client_closed' }]

export const bridgeTable: { readonly [T in Kind]: readonly Row<T>[] } = {
  client_message: clientMessage,
  routed,
  unroutable,
  upstream_opened: upstreamOpened,
  upstream_refused: upstreamRefused,
  upstream_event: upstreamEvent,
  upstream_failed: upstreamFailed,
  upstream_errored: upstreamErrored,
  upstream_closed: upstreamClosed,
  send_failed: sendFailed,
  turn_expired: turnExpired,
  message_too_large: messageTooLarge,
  client_too_slow: clientTooSlow,
  leg_aged: legAged,
  drain,
  drain_expired: drainExpired,
  client_closed: clientClosed,
}
