// What a websocket session does with what comes from upstream, row by row (GATEWAY.md 5.4, 5.5): for each kind of event the
// first row that applies.
//
// A turn is sent again on a new connection at most once, and only while the client has seen nothing of an answer beyond
// `response.created`, `response.queued` and `response.in_progress` (rules.resendsAfterOpening; without it, beyond nothing):
// from the first output event on, a second answer would mix with the first, and tools would be called twice.
import { isTerminal } from '#shared/open-responses/events'
import { isWorthRetrying, mapClose, type Close } from '#shared/open-responses/websocket/close-codes'
import { always, flying, idle, type Row } from '#shared/open-responses/websocket/rows'
import type { BridgeStep, Flight } from '#shared/open-responses/websocket/state'
import {
  dial,
  fail,
  forward,
  land,
  mayReconnect,
  moveOn,
  reconnect,
  reconnecting,
  reject,
  send,
  stay,
  type At,
} from '#shared/open-responses/websocket/steps'

const handshakeRetryMs = 50
/** After so many turns in a row that the upstream's closing ended, the client is told to go away and come back later. */
const lostTurnsLimit = 5
const opening: ReadonlySet<string> = new Set(['response.created', 'response.queued', 'response.in_progress'])
const recoverable: ReadonlySet<string | null> = new Set([
  'session_timeout',
  'concurrency_limit_exceeded',
  'websocket_connection_limit_reached',
])

export const upstreamOpened: readonly Row<'upstream_opened'>[] = [
  flying('the turn that waited is sent', always, (flight, { state }) => send(state, flight)),
  idle('nobody waits any more', ({ state }) => stay({ ...state, leg: 'open' })),
]

export const upstreamRefused: readonly Row<'upstream_refused'>[] = [
  idle('nobody waits any more', ({ state }) => stay({ ...state, leg: 'none' })),
  flying(
    'a handshake refused with 500 or more is tried once again, 50 ms later',
    ({ handshakeRetryDone }, { event }) => (event.status ?? 0) >= 500 && !handshakeRetryDone,
    (flight, { state, event }) =>
      dial(state, { ...flight, attempt: flight.attempt + 1, handshakeRetryDone: true }, handshakeRetryMs, [
        reject(flight, event.status, null, event.body),
      ]),
  ),
  flying(
    'another provider of the plan may open what this one refuses',
    ({ candidate, candidates, delivered }) => candidate + 1 < candidates && delivered === 'nothing',
    (flight, { state, event }) => moveOn(state, flight, [reject(flight, event.status, null, event.body)]),
  ),
  flying('nobody opens: the turn ends, the socket stays open', always, (flight, at) => {
    const { status, body } = at.event
    const message = body.slice(0, 500) || 'OpenAI websocket handshake failed.'
    const code = 'upstream_websocket_handshake_failed'
    const ended = fail({ ...at, state: { ...at.state, leg: 'none' } }, flight, {
      status: status ?? 502,
      type: 'gateway_error',
      code,
      message,
    })
    return { ...ended, effects: [reject(flight, status, null, body), ...ended.effects] }
  }),
]

export const upstreamEvent: readonly Row<'upstream_event'>[] = [
  {
    rule: 'what trails behind an error belongs to the turn that the error ended',
    step: ({ state, event }) => {
      const { last, flight } = state
      const { responseId } = event.facts
      const trails = responseId !== null && responseId === last?.responseId && responseId !== flight?.responseId
      return trails && event.eventType !== 'response.created' ? forward(state, last, event) : null
    },
  },
  idle('an event nobody asked for is forwarded as well', ({ state, event }) =>
    forward(state, state.last ?? { turn: state.turns }, event),
  ),
  flying(
    'a continuation that is not found is tried once more without it, when its input is items',
    ({ continues, previousRetryDone }, { event, rules }) =>
      rules.retriesWithoutPrevious &&
      event.facts.code === 'previous_response_not_found' &&
      continues &&
      !previousRetryDone,
    (flight, { state, event }) => {
      const request = JSON.parse(flight.payload) as Readonly<Record<string, unknown>>
      const payload = JSON.stringify({ ...request, previous_response_id: null, store: false })
      const next = { ...flight, attempt: flight.attempt + 1, payload, previousRetryDone: true, responseId: null }
      const told = forward(state, flight, event).effects
      return send(state, next, [
        ...told,
        reject(flight, null, event.facts.code, 'Sent again without what it continues.'),
      ])
    },
  ),
  flying(
    'a connection that has come to its end is replaced once, and the turn sent again',
    (flight, { event, rules }) =>
      event.eventType === 'error' && recoverable.has(event.facts.code) && mayReconnect(flight, rules),
    (flight, { state, event }) =>
      reconnect(state, flight, [
        ...forward(state, flight, event).effects,
        reject(flight, null, event.facts.code, 'Sent again on a new connection.'),
        reconnecting,
      ]),
  ),
  flying(
    'the terminal event frees the socket, then leaves',
    (_, { event }) => isTerminal(event.eventType),
    (flight, { state, event }) => {
      const isAnswered = event.eventType === 'response.completed' || event.eventType === 'response.incomplete'
      const told = forward(state, flight, event).effects
      const detail = 'The terminal event was delivered.'
      const settled = { type: 'settle', turn: flight.turn, how: 'complete', detail } as const
      const after = isAnswered ? { ...state, lost: 0 } : state
      return land(after, flight, [...told, settled], event.eventType === 'error')
    },
  ),
  flying(
    'the client learns that a response begins',
    ({ delivered }, { event }) => delivered !== 'output' && opening.has(event.eventType),
    (flight, { state, event }) => {
      const responseId = event.facts.responseId ?? flight.responseId
      return forward({ ...state, flight: { ...flight, delivered: 'opening', responseId } }, flight, event)
    },
  ),
  flying(
    'the client sees output: from here on nothing is sent again',
    ({ delivered }, { event }) => delivered !== 'output' && event.eventType.startsWith('response.'),
    (flight, { state, event }) => forward({ ...state, flight: { ...flight, delivered: 'output' } }, flight, event),
  ),
  flying('everything else is forwarded as it is', always, (flight, { state, event }) => forward(state, flight, event)),
]

export const upstreamFailed: readonly Row<'upstream_failed'>[] = [
  idle('nobody waits any more', ({ state }) => stay(state)),
  flying(
    'another provider of the plan may serve what this one refuses',
    ({ candidate, candidates, delivered }) => candidate + 1 < candidates && delivered === 'nothing',
    (flight, { state, event }) =>
      moveOn(state, flight, [reject(flight, event.status, event.code, event.message ?? ''), reconnecting]),
  ),
  flying('the last refusal is the answer', always, (flight, at) => {
    const { event } = at
    const status = event.status ?? 502
    const message = event.message ?? 'The provider refused the request.'
    const ended = fail(at, flight, {
      status,
      type: status < 500 ? 'invalid_request_error' : 'upstream_error',
      code: event.code ?? 'upstream_error',
      message,
      param: event.param,
    })
    return { ...ended, effects: [reject(flight, event.status, event.code, message), ...ended.effects] }
  }),
]

export const upstreamErrored: readonly Row<'upstream_errored'>[] = [
  idle('while idle: silently', ({ state }) => stay({ ...state, leg: 'none' })),
  flying('a leg that breaks the protocol ends the turn; sent again it would break again', always, (flight, at) =>
    fail(
      { ...at, state: { ...at.state, leg: 'none' } },
      flight,
      {
        status: 502,
        type: 'gateway_error',
        code: 'upstream_websocket_error',
        message: 'Upstream websocket errored.',
      },
      { settle: { how: 'cut', detail: `The upstream socket failed: ${at.event.message}` } },
    ),
  ),
]

export const upstreamClosed: readonly Row<'upstream_closed'>[] = [
  idle('while idle: silently, the next turn opens another', ({ state }) => stay({ ...state, leg: 'none' })),
  flying(
    'in flight: one new connection, and the turn is sent again',
    (flight, { state, event, rules }) =>
      mayReconnect(flight, rules) && isWorthRetrying(event.code) && state.lost < lostTurnsLimit,
    (flight, { state, event }) =>
      reconnect(state, flight, [reject(flight, null, 'upstream_websocket_closed', closedWith(event))]),
  ),
  flying(
    'in flight, and so were the last turns: the client is told and its socket closed, so that it backs off',
    (_, { state }) => state.lost + 1 >= lostTurnsLimit,
    (flight, at) => upstreamLost(flight, at, mapClose(at.event)),
  ),
  flying('in flight for the second time: the turn ends, the socket stays open', always, (flight, at) =>
    upstreamLost(flight, at),
  ),
]

const closedWith = ({ code, reason }: At<'upstream_closed'>['event']): string =>
  `The upstream socket closed with ${code}${reason === '' ? '' : ` (${reason})`}.`

function upstreamLost(flight: Flight, at: At<'upstream_closed'>, closeClient?: Close): BridgeStep {
  const { state, event } = at
  const message = `Upstream websocket closed unexpectedly (${event.code}).`
  return fail(
    { ...at, state: { ...state, leg: 'none', lost: state.lost + 1 } },
    flight,
    { status: 502, type: 'gateway_error', code: 'upstream_websocket_closed', message },
    { settle: { how: 'cut', detail: closedWith(event) }, ...(closeClient ? { closeClient } : {}) },
  )
}
