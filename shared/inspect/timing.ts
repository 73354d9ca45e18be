// Where the time of a turn went: the way to the first token split into its causes, the longest silence, and events that
// arrived together. Folded from frames, each read once; nothing is kept per event.
import { field, parseJson } from '#shared/json'
import { addDelta, createPace, type Pace } from '#shared/inspect/rate'
import { eventType, isDelta, isTerminal, parseEvent } from '#shared/open-responses/events'
import type { AttemptSteps, Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'

export type LostAttempt = {
  readonly attempt: number
  readonly provider: string
  readonly begunAt: number
  readonly ms: number
}

/** Events that one read from upstream brought: they have one time. */
export type Burst = {
  readonly firstSeq: number
  lastSeq: number
  count: number
  /** Silence before it. */
  readonly waitMs: number
  /** From the first to the last of them on their way to the client. */
  spanMs: number
}

export type Silence = {
  readonly ms: number
  readonly beforeSeq: number
  readonly from: number
  readonly inside: string
}

export type Usage = {
  readonly input: number | null
  readonly output: number | null
  readonly reasoning: number | null
  readonly cached: number | null
  /** US dollars, as written. */
  readonly cost: string | null
}

export type TurnTiming = {
  readonly turn: number
  /** When its request was there: for HTTP the session's own beginning. */
  readonly startedAt: number
  sentAt: number
  /** When the attempt that serves was begun; of several rounds of a server tool, the first one's. */
  attemptAt: number | null
  provider: string | null
  simulated: boolean
  readonly lost: LostAttempt[]
  /** Of the attempt that serves. */
  steps: AttemptSteps | null
  headAt: number | null
  firstEventAt: number | null
  firstTokenAt: number | null
  lastTokenAt: number | null
  lastAt: number
  deltas: number
  readonly pace: Pace
  longest: Silence | null
  readonly bursts: Burst[]
  usage: Usage | null
}

/** Enough to be worth a word: fewer events in one read are how every network works. */
export const burstOf = 8
export const burstAfterMs = 200
const mostBursts = 200

export type Timing = { readonly turns: TurnTiming[] }

type State = {
  opened: number
  websocket: boolean
  stream: boolean
  /** When the latest attempt was begun, and with whom. */
  triedAt: number | null
  tried: string
  read: Burst | null
  readAt: number
  readOut: number
  inside: string
}

export function createTiming(): { readonly value: Timing; readonly apply: (frame: Frame) => void } {
  const value: Timing = { turns: [] }
  const state: State = {
    opened: 0,
    websocket: false,
    stream: false,
    triedAt: null,
    tried: '',
    read: null,
    readAt: -1,
    readOut: 0,
    inside: '',
  }
  return { value, apply: (frame) => applyFrame(value, state, frame) }
}

function applyFrame(timing: Timing, state: State, frame: Frame): void {
  state.stream = streamsAfter(state.stream, frame)
  if (frame.kind === 'opened') {
    state.opened = frame.at
    state.websocket = frame.transport === 'websocket'
    return
  }
  if (frame.kind === 'sent') {
    timing.turns.push(createTurn(frame.turn, state.websocket ? frame.at : state.opened, frame.at))
    state.triedAt = null
    state.tried = ''
    state.inside = ''
    state.readAt = -1
    return
  }
  const turn = 'turn' in frame ? findTurn(timing, frame.turn) : undefined
  if (turn === undefined) return
  switch (frame.kind) {
    case 'attempted':
      state.triedAt = frame.at
      state.tried = frame.provider
      // A further round of the tool loop: the way to the first token began with the first.
      if (turn.headAt !== null) return
      turn.attemptAt = frame.at
      turn.provider = frame.provider
      turn.simulated = frame.simulated
      return
    case 'rejected': {
      const begunAt = state.triedAt ?? frame.at
      turn.lost.push({ attempt: frame.attempt, provider: state.tried, begunAt, ms: frame.at - begunAt })
      // It had shown a head and broke off in its body, so it is not the one that serves.
      if (begunAt === turn.attemptAt) {
        turn.headAt = null
        turn.steps = null
      }
      return
    }
    case 'answered':
      if (turn.headAt !== null) return
      turn.steps = frame.steps ?? null
      turn.headAt = frame.at
      return
    case 'received':
      return receive(turn, state, frame)
    default:
  }
}

const findTurn = ({ turns }: Timing, number: number): TurnTiming | undefined => {
  const last = turns.at(-1)
  return last?.turn === number ? last : turns.find((turn) => turn.turn === number)
}

const createTurn = (turn: number, startedAt: number, sentAt: number): TurnTiming => ({
  turn,
  startedAt,
  sentAt,
  attemptAt: null,
  provider: null,
  simulated: false,
  lost: [],
  steps: null,
  headAt: null,
  firstEventAt: null,
  firstTokenAt: null,
  lastTokenAt: null,
  lastAt: sentAt,
  deltas: 0,
  pace: createPace(),
  longest: null,
  bursts: [],
  usage: null,
})

type Received = Extract<Frame, { kind: 'received' }>

function receive(turn: TurnTiming, state: State, frame: Received): void {
  const type = state.stream ? eventType(frame.text) : ''
  if (turn.firstEventAt !== null) {
    const ms = frame.at - turn.lastAt
    if (ms > (turn.longest?.ms ?? 0))
      turn.longest = { ms, beforeSeq: frame.seq, from: turn.lastAt, inside: state.inside }
  }
  countRead(turn, state, frame)
  turn.firstEventAt ??= frame.at
  turn.lastAt = frame.at
  if (isDelta(type)) {
    turn.firstTokenAt ??= frame.at
    turn.lastTokenAt = frame.at
    turn.deltas += 1
    addDelta(turn.pace, frame.at - turn.firstTokenAt, frame.seq)
  }
  if (type === '' || isTerminal(type)) turn.usage = usageOf(frame.text) ?? turn.usage
  state.inside = type.replace(/^response\./, '').replace(/\.(delta|added|done)$/, '')
}

function countRead(turn: TurnTiming, state: State, { seq, at, out }: Received): void {
  const { read } = state
  if (read === null || at !== state.readAt) {
    const waitMs = turn.firstEventAt === null ? 0 : at - turn.lastAt
    state.read = { firstSeq: seq, lastSeq: seq, count: 1, waitMs, spanMs: 0 }
    state.readAt = at
    state.readOut = out
    return
  }
  read.count += 1
  read.lastSeq = seq
  read.spanMs = Math.max(read.spanMs, out - state.readOut)
  if (read.count === burstOf && read.waitMs >= burstAfterMs && turn.bursts.length < mostBursts) turn.bursts.push(read)
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

/** What a response says it used and cost (GATEWAY.md 3.10), in either spelling. */
function usageOf(text: string): Usage | null {
  const body = parseEvent(text) ?? parseJson(text)
  const response = field(body, 'response') ?? body
  const usage = field(response, 'usage')
  if (typeof usage !== 'object' || usage === null) return null
  const cost = field(field(usage, 'pricing_breakdown'), 'total_usd_str')
  return {
    input: numberOf(field(usage, 'input_tokens') ?? field(usage, 'prompt_tokens')),
    output: numberOf(field(usage, 'output_tokens') ?? field(usage, 'completion_tokens')),
    reasoning: numberOf(field(field(usage, 'output_tokens_details'), 'reasoning_tokens')),
    cached: numberOf(field(field(usage, 'input_tokens_details'), 'cached_tokens')),
    cost: typeof cost === 'string' ? cost : null,
  }
}
