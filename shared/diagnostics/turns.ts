// The turns of a recorded session as what `explain` takes: frame by frame, keeping only the turn that is asked for, since a
// socket may run for hundreds of them.
import type { Context, Explanation, RecordedAttempt } from '#shared/diagnostics/explanation'
import { explain } from '#shared/diagnostics/explain'
import { field, parseJson } from '#shared/json'
import { eventType, parseEvent } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'
import { modelTold, nothingTold, tierTold, type Told } from '#shared/session/told'

export type RecordedTurn = {
  readonly turn: number
  request: string | null
  routing: unknown
  attempts: RecordedAttempt[]
  status: number | null
  /** What the client was told, when that was an error; null otherwise. */
  error: string | null
  ending: { readonly how: string; readonly detail: string } | null
  retryAfterMs: number | null
  told: Told
  /** Of the turns before, too: a socket stays joined to whom it was joined. */
  provider: string | null
}

export type TurnFold = {
  readonly apply: (frame: Frame) => void
  /** The turn that was asked for, else the last that failed, else the last; null: there was none. */
  readonly value: () => RecordedTurn | null
  readonly last: () => number
}

/** `begun` is told of each turn once, when it begins; what it is told of fills up. */
export function createTurnFold(wanted: number | null = null, begun: (turn: RecordedTurn) => void = () => {}): TurnFold {
  const open = new Map<number, RecordedTurn>()
  let failing: RecordedTurn | null = null
  let left: RecordedTurn | null = null
  let latest: RecordedTurn | null = null
  let isStream = false
  let provider: string | null = null
  const turnOf = (number: number): RecordedTurn => {
    const known = open.get(number)
    if (known) return known
    const turn: RecordedTurn = {
      turn: number,
      request: null,
      routing: undefined,
      attempts: [],
      status: null,
      error: null,
      ending: null,
      retryAfterMs: null,
      told: nothingTold,
      provider: null,
    }
    open.set(number, turn)
    latest = turn
    begun(turn)
    return turn
  }
  const apply = (frame: Frame): void => {
    isStream = streamsAfter(isStream, frame)
    if (frame.kind === 'opened' || frame.kind === 'closed' || frame.kind === 'pulse') return
    const turn = turnOf(frame.turn)
    if (frame.kind === 'attempted') provider = frame.provider
    turn.provider = provider
    applyToTurn(turn, frame, isStream)
    // Whoever leaves ends every turn under way; what failed before that is what was left for.
    if (hasFailed(turn)) failing = turn
    else if (turn.ending?.how === 'aborted') left = turn
    if (frame.kind === 'ended' && frame.turn !== wanted) open.delete(frame.turn)
  }
  const value = () => (wanted === null ? (failing ?? left ?? latest) : (open.get(wanted) ?? null))
  return { apply, value, last: () => latest?.turn ?? 0 }
}

export const hasFailed = ({ error, ending }: RecordedTurn): boolean =>
  error !== null || ending?.how === 'cut' || ending?.how === 'timeout'

function applyToTurn(
  turn: RecordedTurn,
  frame: Exclude<Frame, { kind: 'opened' | 'closed' | 'pulse' }>,
  isStream: boolean,
): void {
  switch (frame.kind) {
    case 'sent':
      turn.request ??= frame.text
      return
    case 'routed':
      turn.routing = frame.diagnostics
      return
    case 'attempted':
      turn.told = nothingTold
      turn.attempts.push({
        provider: frame.provider,
        attempt: frame.attempt,
        model: frame.model,
        startedMs: frame.at,
        simulated: frame.simulated,
      })
      return
    case 'rejected': {
      turn.told = nothingTold
      const { type, status, code, message, description, param, preview, retryAfterSeconds } = frame.failure
      const retryAfterMs = retryAfterSeconds === null ? null : retryAfterSeconds * 1000
      const steps = frame.steps ?? null
      const told = { type, status, code, message, description, param, preview, retryAfterMs, steps }
      amend(turn, frame.attempt, frame.at, told)
      return
    }
    case 'answered':
      return amend(turn, frame.attempt, frame.at, {
        status: frame.status,
        type: 'served',
        steps: frame.steps ?? null,
      })
    case 'responded': {
      turn.status = frame.status
      const seconds = Number(frame.headers['retry-after'])
      if (Number.isFinite(seconds)) turn.retryAfterMs = seconds * 1000
      return
    }
    case 'received':
      return receive(turn, frame.text, isStream)
    case 'upstream':
      if (turn.told.model === null) turn.told = { ...turn.told, model: modelTold(frame.text) }
      return
    case 'ended':
      turn.ending = { how: frame.how, detail: frame.detail }
  }
}

function receive(turn: RecordedTurn, text: string, isStream: boolean): void {
  if ((turn.status ?? 0) >= 400) {
    turn.error = text
    return
  }
  const type = isStream ? eventType(text) : ''
  if (type === 'error' || type === 'response.failed') turn.error = text
  const isWhole = !isStream || type === 'response.completed' || type === 'response.incomplete'
  if (!isWhole) return
  const response = isStream ? field(parseEvent(text), 'response') : parseJson(text)
  turn.told = { ...turn.told, tier: tierTold(response) }
}

/** `at` is when the attempt ended. */
function amend(turn: RecordedTurn, number: number, at: number, more: Omit<RecordedAttempt, 'provider'>): void {
  turn.attempts = turn.attempts.map((attempt) => {
    if (attempt.attempt !== number) return attempt
    return { ...attempt, ...more, ms: at - (attempt.startedMs ?? at) }
  })
}

/** An attempt that was answered has not served a turn that failed in its stream. */
export function explainTurn(turn: RecordedTurn, more: Context = {}): Explanation {
  const request = turn.request === null ? undefined : parseJson(turn.request)
  const context: Context = {
    ...more,
    ...(request === undefined ? {} : { request }),
    routing: turn.routing,
    attempts: turn.attempts,
    status: turn.status,
    retryAfterMs: turn.retryAfterMs,
    ending: turn.ending,
    told: turn.told,
    provider: turn.provider,
  }
  const explanation = explain(turn.error ?? {}, context)
  return { ...explanation, source: { ...explanation.source, kind: 'session' } }
}
