// One step of a websocket session: state and event → state and effects. Whoever executes the effects takes the new state
// first: a client may answer a terminal event in the same tick.
import { field, parseJson } from '#shared/json'
import { isTerminal } from '#shared/open-responses/events'
import type {
  BridgeEvent,
  BridgeRules,
  BridgeState,
  BridgeStep,
  EventFacts,
} from '#shared/open-responses/websocket/state'
import type { EventOf } from '#shared/open-responses/websocket/steps'
import { bridgeTable } from '#shared/open-responses/websocket/table'
import type { Row } from '#shared/open-responses/websocket/rows'

export function stepBridge<T extends BridgeEvent['type']>(
  rules: BridgeRules,
  state: BridgeState,
  event: EventOf<T> & { readonly type: T },
): BridgeStep {
  const rows: readonly Row<T>[] = bridgeTable[event.type]
  for (const row of rows) {
    const step = row.step({ state, event, rules })
    if (step) return step
  }
  throw new Error(`no rule for ${event.type}`)
}

/** Only these events are read at all; of a terminal one, the largest, only what may trail behind an error. */
export const hasFacts = (eventType: string, { last }: Pick<BridgeState, 'last'>): boolean =>
  eventType === 'response.created' ||
  eventType === 'error' ||
  (isTerminal(eventType) && (last?.responseId ?? null) !== null)

export const noFacts: EventFacts = { responseId: null, code: null }

/** A continuation that is gone is told in two ways: by its code, or only in words. */
export function readFacts(eventType: string, text: string): EventFacts {
  const event = parseJson(text)
  const id = field(field(event, 'response'), 'id')
  const facts = { responseId: typeof id === 'string' ? id : null, code: null }
  if (eventType !== 'error') return facts
  const error = field(event, 'error')
  const code = field(error, 'code') ?? field(event, 'code')
  if (typeof code === 'string' && code !== 'invalid_request_error') return { ...facts, code }
  const message = field(error, 'message') ?? field(event, 'message')
  const isGone = typeof message === 'string' && /previous.response.*not.found/i.test(message)
  return { ...facts, code: isGone ? 'previous_response_not_found' : typeof code === 'string' ? code : null }
}
