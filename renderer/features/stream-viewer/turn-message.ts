// The next message of a websocket session: what was typed, and what continues the chain (PROTOCOL.md 6).
import { parseJson } from '#shared/json'
import type { SocketView } from '#shared/inspect/socket'
import { CreateMessage } from '#shared/open-responses/websocket/create-message'
import { initialBridge, type BridgeState } from '#shared/open-responses/websocket/state'
import { takeOff } from '#shared/open-responses/websocket/steps'
import type { Frame } from '#shared/session/frame'
import type { TurnDraft } from '../../state/turn-drafts'
import { formatBody, isObject, parseBody } from '../../views/document'
import type { Gateway } from '../../views/rules'
import { rulesOf } from '../../views/turn-rules'

/** The response a next turn would continue: the last one that ended well. */
export const lastResponse = ({ turns }: SocketView): string | null =>
  turns
    .filter(({ responseId, status }) => responseId !== null && (status === 'completed' || status === 'incomplete'))
    .at(-1)?.responseId ?? null

const own = new Set(['type', 'input', 'previous_response_id'])

/** The place of the message that was answered last, else of the last one. */
export const lastSaid = ({ turns }: SocketView): number =>
  (turns.filter(({ responseId }) => responseId !== null).at(-1) ?? turns.at(-1))?.seq ?? -1

/**
 * What a message says besides its input: neither tools nor instructions are carried over by the chain, a client says them
 * anew with each turn.
 */
export function restOf(frame: Frame | null): string {
  const body = frame?.kind === 'sent' ? parseJson(frame.text) : null
  const kept = isObject(body) ? Object.entries(body).filter(([key]) => !own.has(key)) : []
  return formatBody(Object.fromEntries(kept))
}

/** The exact text to send. A rest that is no object is sent as it is: breaking rules is a purpose of this tool. */
export function writeTurn({ input, isFresh }: TurnDraft, rest: string, previous: string | null): string {
  const body = parseBody(rest)
  if (body === null) return rest
  return JSON.stringify({
    type: 'response.create',
    ...body,
    ...(input === '' ? {} : { input: [{ role: 'user', content: input }] }),
    ...(isFresh || previous === null ? {} : { previous_response_id: previous }),
  })
}

/** The session as far as the rules for a message ask: its lock, and whether a turn is in flight. */
export const bridgeOf = (
  { lockedName }: Pick<SocketView, 'lockedName'>,
  flight: number | null,
  gateway: Gateway,
): BridgeState => ({
  ...initialBridge,
  model: lockedName === null ? null : new CreateMessage(JSON.stringify({ model: lockedName }), rulesOf(gateway)).model,
  flight: flight === null ? null : takeOff(flight, '', false),
})
