// One session as turns: what was asked, how it was routed, what came back. Folded from frames, each applied once.
import { field, parseJson } from '#shared/json'
import { parseEvent } from '#shared/open-responses/events'
import { applyBody, applyEvent, createOutput, type Output } from '#shared/open-responses/output'
import type { Frame, FrameKind } from '#shared/session/frame'
import { isEventStream } from '#shared/session/stream'
import { modelTold, nothingTold, tierTold, type Told } from '#shared/session/told'
import { createDerivation, type Fold } from '../state/frame-log'

type FrameOf<K extends FrameKind> = Extract<Frame, { kind: K }>

export type Attempt = {
  readonly start: FrameOf<'attempted'>
  rejected: FrameOf<'rejected'> | null
  answered: FrameOf<'answered'> | null
  /** The frame of the last that the provider said in its own words. */
  said: number | null
}

export type Turn = {
  readonly number: number
  sent: FrameOf<'sent'> | null
  routed: FrameOf<'routed'> | null
  readonly attempts: Attempt[]
  responded: FrameOf<'responded'> | null
  readonly output: Output
  /** The error the client was told: an envelope, or the object in an error event. Whatever shape it came in. */
  error: { readonly value: unknown; readonly text: string } | null
  /** The response's own words about itself, from a whole body or a terminal event. */
  status: string | null
  /** What whoever answers says of itself. */
  told: Told
  /** When the first event, or the body, came from upstream. */
  firstAt: number | null
  /** What the response says it took in. */
  inputTokens: number | null
  ended: FrameOf<'ended'> | null
}

export type Exchange = {
  opened: FrameOf<'opened'> | null
  closed: FrameOf<'closed'> | null
  readonly turns: Turn[]
}

export const readExchange = createDerivation<Exchange>(createExchangeFold)

export function createExchangeFold(): Fold<Exchange> {
  const value: Exchange = { opened: null, closed: null, turns: [] }
  return { value, apply: (frame) => applyFrame(value, frame) }
}

function applyFrame(exchange: Exchange, frame: Frame): void {
  if (frame.kind === 'opened') exchange.opened = frame
  else if (frame.kind === 'closed') exchange.closed = frame
  else applyToTurn(findTurn(exchange, frame.turn), frame, exchange.opened?.transport === 'websocket')
}

function applyToTurn(turn: Turn, frame: Exclude<Frame, { kind: 'opened' | 'closed' }>, websocket: boolean): void {
  switch (frame.kind) {
    case 'sent':
      turn.sent = frame
      return
    case 'routed':
      turn.routed = frame
      return
    case 'attempted':
      turn.attempts.push({ start: frame, rejected: null, answered: null, said: null })
      // What an attempt before it was told is no answer any more.
      turn.error = null
      turn.told = nothingTold
      return
    case 'rejected': {
      const attempt = turn.attempts.find((a) => a.start.attempt === frame.attempt)
      if (attempt) attempt.rejected = frame
      turn.told = nothingTold
      return
    }
    case 'answered': {
      const attempt = turn.attempts.find((a) => a.start.attempt === frame.attempt)
      if (attempt) attempt.answered = frame
      return
    }
    case 'upstream': {
      const attempt = turn.attempts.find((a) => a.start.attempt === frame.attempt)
      if (attempt) attempt.said = frame.seq
      if (turn.told.model === null) turn.told = { ...turn.told, model: modelTold(frame.text) }
      return
    }
    case 'responded':
      turn.responded = frame
      return
    case 'received':
      turn.firstAt ??= frame.at
      return websocket || isStream(turn) ? receiveEvent(turn, frame.text) : receiveBody(turn, frame.text)
    case 'pulse':
      return
    case 'ended':
      turn.ended = frame
  }
}

/** True when what the client received in this turn was an event stream. */
export const isStream = (turn: Turn): boolean => turn.responded !== null && isEventStream(turn.responded.headers)

function receiveEvent(turn: Turn, text: string): void {
  const event = parseEvent(text)
  if (event === null) return
  applyEvent(turn.output, event)
  const response = event['response'] as { status?: unknown; error?: unknown } | undefined
  if (typeof response?.status === 'string') turn.status = response.status
  if (event.type === 'response.completed' || event.type === 'response.incomplete') readWhole(turn, response)
  if (event.type === 'error') turn.error = { value: event['error'] ?? event, text: JSON.stringify(event) }
  if (event.type === 'response.failed') turn.error = { value: response?.error ?? event, text: JSON.stringify(event) }
}

function receiveBody(turn: Turn, text: string): void {
  const body = parseJson(text)
  if ((turn.responded?.status ?? 0) >= 400) {
    turn.error = { value: body ?? text, text }
    return
  }
  applyBody(turn.output, body)
  const status = field(body, 'status')
  if (typeof status === 'string') turn.status = status
  readWhole(turn, body)
}

function readWhole(turn: Turn, response: unknown): void {
  turn.told = { ...turn.told, tier: tierTold(response) }
  const usage = field(response, 'usage')
  const tokens = field(usage, 'input_tokens') ?? field(usage, 'prompt_tokens')
  turn.inputTokens = typeof tokens === 'number' ? tokens : null
}

function findTurn(exchange: Exchange, number: number): Turn {
  const last = exchange.turns.at(-1)
  if (last?.number === number) return last
  const known = exchange.turns.find((turn) => turn.number === number)
  if (known) return known
  const turn: Turn = {
    number,
    sent: null,
    routed: null,
    attempts: [],
    responded: null,
    output: createOutput(),
    error: null,
    status: null,
    told: nothingTold,
    firstAt: null,
    inputTokens: null,
    ended: null,
  }
  exchange.turns.push(turn)
  return turn
}
