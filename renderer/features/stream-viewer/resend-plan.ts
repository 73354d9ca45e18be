// What is sent again, as the reader wants it: the recorded text but for what was chosen otherwise.
import { field, parseJson, word } from '#shared/json'
import type { SessionSummary } from '#shared/session/summary'
import type { Transport } from '../../state/draft'
import { openLog } from '../../state/frame-log'
import { readModel, removeAt, setAt, setModel, setTransport } from '../../views/document'
import { readExchange } from '../../views/exchange'
import { transportOf } from '../../views/recorded-request'

export type Wishes = {
  readonly transport: Transport
  /** As the text says it. */
  readonly model: string | null
  /** The only provider to be asked; null: as the text says. */
  readonly provider: string | null
  /** Every turn of a websocket session. */
  readonly isWhole: boolean
}

export const asItWas = (session: SessionSummary, body: string): Wishes => ({
  transport: transportOf(session, body),
  model: readModel(body),
  provider: null,
  isWhole: session.turns > 1 && continuesTurn(body),
})

/** Alone, it would ask for a response that a new socket does not know. */
const continuesTurn = (body: string): boolean => word(field(parseJson(body), 'previous_response_id')) !== null

/** A text that is no JSON stays what it is. */
export function rewrite(session: SessionSummary, text: string, { transport, model, provider }: Wishes): string {
  const sent = transport === transportOf(session, text) ? text : setTransport(text, transport)
  const asked = model === null || model === readModel(sent) ? sent : setModel(sent, model)
  if (provider === null) return asked
  return setAt(
    removeAt(removeAt(asked, ['provider', 'ignore']), ['provider', 'order']),
    ['provider', 'only'],
    [provider],
  )
}

/** The messages of a websocket session, in their order. */
export const messagesOf = ({ id }: SessionSummary): readonly string[] =>
  readExchange(openLog(id)).turns.flatMap(({ sent }) => (sent === null ? [] : [sent.text]))
