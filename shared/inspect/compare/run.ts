// One run as it is compared: what was asked, how it went, what came back and when, turn by turn. Folded from frames, each read
// once; of its events only the order is kept, one row for what comes in pieces.
import { parseJson } from '#shared/json'
import { createTurnFold, type RecordedTurn } from '#shared/diagnostics/turns'
import { createTiming, type Timing, type TurnTiming } from '#shared/inspect/timing'
import { eventType, isDelta, parseEvent } from '#shared/open-responses/events'
import { applyBody, applyEvent, createOutput, type Output } from '#shared/open-responses/output'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'

/** Events of one name that came one after another, where it is a name that texts come under. */
export type EventRun = {
  readonly name: string
  count: number
  readonly fromAt: number
  toAt: number
}

export type RunTurn = {
  readonly turn: number
  readonly recorded: RecordedTurn
  readonly output: Output
  readonly events: EventRun[]
  /** Events behind the last row that is kept. */
  unlisted: number
}

export type Run = {
  readonly session: SessionSummary
  readonly turns: RunTurn[]
  readonly timing: Timing
}

/** Rows kept of a turn: more are no order that anybody reads. */
const mostRows = 1_000

export function createRunFold(header: Pick<SessionHeader, 'id' | 'startedAt'>): {
  readonly value: Run
  readonly apply: (frame: Frame) => void
} {
  const timing = createTiming()
  const value: Run = { session: createSummary(header), turns: [], timing: timing.value }
  const turns = createTurnFold(null, (recorded) => {
    value.turns.push({ turn: recorded.turn, recorded, output: createOutput(), events: [], unlisted: 0 })
  })
  let isStream = false
  const apply = (frame: Frame): void => {
    isStream = streamsAfter(isStream, frame)
    applyFrame(value.session, frame)
    timing.apply(frame)
    turns.apply(frame)
    if (frame.kind === 'received') receive(value, frame, isStream)
  }
  return { value, apply }
}

function receive({ turns }: Run, { turn: number, at, text }: Extract<Frame, { kind: 'received' }>, isStream: boolean) {
  const last = turns.at(-1)
  const turn = last?.turn === number ? last : turns.find((one) => one.turn === number)
  if (!turn) return
  const name = isStream ? eventType(text) || 'comment' : 'body'
  addEvent(turn, name, at)
  if (isStream) {
    const event = parseEvent(text)
    if (event) applyEvent(turn.output, event)
  } else if ((turn.recorded.status ?? 0) < 400) applyBody(turn.output, parseJson(text))
}

function addEvent(turn: RunTurn, name: string, at: number): void {
  const last = turn.events.at(-1)
  if (last?.name === name && isDelta(name) && turn.unlisted === 0) {
    last.count += 1
    last.toAt = at
  } else if (turn.events.length < mostRows) turn.events.push({ name, count: 1, fromAt: at, toAt: at })
  else turn.unlisted += 1
}

export const timingOf = ({ timing }: Run, { turn }: RunTurn): TurnTiming | null =>
  timing.turns.find((one) => one.turn === turn) ?? null

/** Those that were sent; what came before the first turn (a refused handshake) counts only alone. */
export function sentTurns({ turns }: Run): readonly RunTurn[] {
  const sent = turns.filter(({ turn }) => turn > 0)
  return sent.length > 0 ? sent : turns
}
