// How a recorded request was sent, and whether this console can send it again.
import type { SessionSummary } from '#shared/session/summary'
import type { Transport } from '../state/draft'
import { parseBody } from './document'

export const transportOf = ({ transport }: Pick<SessionSummary, 'transport'>, body: string): Transport =>
  transport === 'websocket' ? 'websocket' : parseBody(body)?.['stream'] === true ? 'sse' : 'json'

/** Only what the console can send: responses, over HTTP or a websocket. */
export const canResend = ({ path }: SessionSummary): boolean => /\/responses(?:\/ws)?\/?(?:\?|$)/.test(path)
