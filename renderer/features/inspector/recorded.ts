// One recorded turn as an explanation, out of what the window has folded of its frames already, and what else the inspector
// takes from it.
import type { Context, Explanation } from '#shared/diagnostics/explanation'
import { explainTurn, type RecordedTurn } from '#shared/diagnostics/turns'
import type { SessionSummary } from '#shared/session/summary'
import { store } from '../../state/store'
import { isStream, type Attempt, type Exchange, type Turn } from '../../views/exchange'
import type { Span } from './lanes'

/** Changes whenever an explanation of the turn would. */
export const stateOf = (turn: Turn): string =>
  [
    turn.number,
    turn.sent?.seq,
    turn.routed?.seq,
    turn.attempts.map(({ rejected, answered }) => rejected?.seq ?? answered?.seq ?? 'asked'),
    turn.responded?.seq,
    turn.error?.text.length,
    turn.status,
    turn.told.model,
    turn.told.tier,
    turn.ended?.seq,
  ].join()

/** It may still come to anything. */
export const isUnderWay = ({ error, ended }: Turn, isClosed: boolean): boolean =>
  !isClosed && error === null && ended === null

/** An attempt that is not over has not failed. */
export function explainRecorded(exchange: Exchange, turn: Turn, _state: string, more: Context = {}): Explanation {
  const read = readTurn(exchange, turn)
  const isOver = (number: unknown) =>
    turn.attempts.some(({ start, rejected, answered }) => start.attempt === number && (rejected ?? answered) !== null)
  const attempts = turn.ended === null ? read.attempts.filter(({ attempt }) => isOver(attempt)) : read.attempts
  return explainTurn({ ...read, attempts }, more)
}

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
    told: turn.told,
    retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null,
    provider: asked.at(-1)?.start.provider ?? null,
  }
}

function readAttempt({ start, rejected, answered }: Attempt): RecordedTurn['attempts'][number] {
  const { provider, attempt, model, simulated, at: startedMs } = start
  const begun = { provider, attempt, model, simulated, startedMs }
  const end = rejected ?? answered
  if (end === null) return begun
  const ms = end.at - startedMs
  const steps = end.steps ?? null
  if (rejected === null) return { ...begun, ms, steps, status: answered?.status ?? null, type: 'served' }
  const { retryAfterSeconds, ...failure } = rejected.failure
  return { ...begun, ...failure, ms, steps, retryAfterMs: retryAfterSeconds === null ? null : retryAfterSeconds * 1000 }
}

/** When a `Retry-After` is over, in Unix milliseconds. */
export function retryAtOf({ startedAt }: SessionSummary, turn: Turn, explanation: Explanation): number | null {
  const afterMs = waitOf(explanation)
  const told = turn.attempts.at(-1)?.rejected?.at ?? turn.responded?.at ?? null
  return afterMs === null || told === null ? null : startedAt + told + afterMs
}

/** The client was told, or a provider told the gateway. */
export const waitOf = ({ facts, actions }: Explanation): number | null =>
  facts.retryAfterMs ?? actions.flatMap(({ retry }) => (retry?.afterMs == null ? [] : [retry.afterMs]))[0] ?? null

/** The answer of the attempt that served goes on until the turn ends. */
export function spanIn(turn: Turn, { rejected, answered }: Attempt): Span {
  if (rejected !== null) return { headAt: answered?.at ?? rejected.at, firstAt: null, endAt: rejected.at }
  if (answered === null) return { headAt: null, firstAt: null, endAt: null }
  // Of several rounds only the last said anything to the client, and a body has no first event.
  const hasEvents = isStream(turn) && turn.attempts.at(-1)?.answered === answered
  return { headAt: answered.at, firstAt: hasEvents ? turn.firstAt : null, endAt: turn.ended?.at ?? null }
}

export const attemptOf = ({ start: { attempt, provider, request } }: Attempt) => ({
  attempt,
  provider,
  url: request.url,
  body: request.body,
})

/** A frame as it came: beside the events, or in their place where there is no room. */
export const showFrame = (seq: number, isNarrow: boolean): void =>
  store.setState({ selectedSeq: seq, ...(isNarrow ? { tab: 'raw' as const } : { tab: 'events', side: 'raw' }) })
