// One recorded turn as an explanation, out of what the window has folded of its frames already.
import type { Explanation } from '#shared/diagnostics/explanation'
import { explainTurn, type RecordedTurn } from '#shared/diagnostics/turns'
import type { Attempt, Exchange, Turn } from '../../views/exchange'

/** Changes whenever an explanation of the turn would. */
export const stateOf = (turn: Turn): string =>
  [
    turn.number,
    turn.sent?.seq,
    turn.routed?.seq,
    turn.attempts.map(({ rejected, answered }) => rejected?.seq ?? answered?.seq),
    turn.responded?.seq,
    turn.error?.text.length,
    turn.status,
    turn.ended?.seq,
  ].join()

/** Nothing has come of it yet: no answer, no refusal, no end. */
export const isUnderWay = (turn: Turn, isClosed: boolean): boolean =>
  !isClosed && turn.error === null && turn.ended === null && turn.status === null

export const explainRecorded = (exchange: Exchange, turn: Turn, _state: string): Explanation =>
  explainTurn(readTurn(exchange, turn))

export function readTurn({ turns }: Exchange, turn: Turn): RecordedTurn {
  const seconds = Number(turn.responded?.headers['retry-after'] ?? Number.NaN)
  const asked = turns.filter(({ number }) => number <= turn.number).flatMap(({ attempts }) => attempts)
  return {
    turn: turn.number,
    request: turn.sent?.text ?? null,
    routing: turn.routed?.diagnostics,
    attempts: turn.attempts.map(readAttempt),
    status: turn.responded?.status ?? null,
    error: turn.error?.text ?? null,
    ending: turn.ended,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
    provider: asked.at(-1)?.start.provider ?? null,
  }
}

function readAttempt({ start, rejected, answered }: Attempt): RecordedTurn['attempts'][number] {
  const { provider, attempt, model, at: startedMs } = start
  const begun = { provider, attempt, model, startedMs }
  const end = rejected ?? answered
  if (end === null) return begun
  const ms = end.at - startedMs
  if (rejected === null) return { ...begun, ms, status: answered?.status ?? null, type: 'served' }
  const { retryAfterSeconds, ...failure } = rejected.failure
  return { ...begun, ...failure, ms, retryAfterMs: retryAfterSeconds === null ? null : retryAfterSeconds * 1000 }
}
