// Protocol lint: reads a session's frames once, in order, and tells what in them breaks the order of events (PROTOCOL.md 3).
// It remembers what is open and never what was said, so a stream of any length costs the same.
import { field } from '#shared/json'
import { lintCodes, type Finding, type LintCode } from '#shared/inspect/lint/findings'
import { checkItems } from '#shared/inspect/lint/items'
import { isKnownEvent } from '#shared/inspect/lint/known-events'
import { createTurn, type TurnState } from '#shared/inspect/lint/turn'
import { eventData, eventType, isTerminal, parseEvent, type StreamEvent } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'

export type Lint = {
  readonly findings: Finding[]
  /** By frame, in the order found. */
  readonly bySeq: Map<number, Finding[]>
  /** All that was found; of a stream that is one long fault, only the first are kept. */
  count: number
}

const mostKept = 2_000

type State = { websocket: boolean; stream: boolean; readonly turns: Map<number, TurnState> }
type Tell = (code: LintCode, seq: number, turn: number, sentence: string) => void

export function createLint(): { readonly value: Lint; readonly apply: (frame: Frame) => void } {
  const value: Lint = { findings: [], bySeq: new Map(), count: 0 }
  const state: State = { websocket: false, stream: false, turns: new Map() }
  const tell: Tell = (code, seq, turn, sentence) => {
    value.count += 1
    if (value.findings.length >= mostKept) return
    const finding: Finding = { code, severity: lintCodes[code][0], sentence, seq, turn }
    value.findings.push(finding)
    const here = value.bySeq.get(seq)
    if (here) here.push(finding)
    else value.bySeq.set(seq, [finding])
  }
  return { value, apply: (frame) => applyFrame(state, frame, tell) }
}

function applyFrame(state: State, frame: Frame, tell: Tell): void {
  state.stream = streamsAfter(state.stream, frame)
  switch (frame.kind) {
    case 'opened':
      state.websocket = frame.transport === 'websocket'
      return
    case 'sent':
      // Turns of a socket follow each other: what a finished one left behind is of no use any more.
      for (const [number, turn] of state.turns) if (turn.over) state.turns.delete(number)
      state.turns.set(frame.turn, createTurn(frame.turn, holdsReplacement(frame.text), isWarmUp(frame.text)))
      return
    case 'received':
      if (state.stream) receive(state, frame, tell)
      return
    case 'ended': {
      const turn = state.turns.get(frame.turn)
      if (turn && (frame.how === 'cut' || frame.how === 'timeout')) missTerminal(turn, frame.seq, tell)
      if (turn) turn.over = true
      return
    }
    case 'closed':
      for (const turn of state.turns.values())
        if (!turn.over && frame.by !== 'client') missTerminal(turn, frame.seq, tell)
      return
    default:
  }
}

function missTerminal(turn: TurnState, seq: number, tell: Tell): void {
  if (turn.events === 0 || turn.terminal !== null) return
  tell('missing_terminal', seq, turn.number, `The stream stopped after ${turn.events} events without a terminal event.`)
  reportOpen(turn, (code, sentence) => tell(code, seq, turn.number, sentence))
  turn.items.clear()
}

function receive(state: State, { seq, turn: number, text }: Extract<Frame, { kind: 'received' }>, tell: Tell): void {
  const event = parseEvent(text)
  if (event === null) {
    const data = text.startsWith('{') ? text : eventData(text)
    // Comments and the closing [DONE] are no events.
    if (data !== '' && data !== '[DONE]') {
      tell('unreadable_event', seq, number, `The data of ${eventType(text) || 'this block'} is not JSON.`)
    }
    return
  }
  let turn = state.turns.get(number)
  // A response may be followed by its successor in one turn of a socket: everything counts anew.
  if (turn === undefined || (event.type === 'response.created' && turn.terminal !== null && state.websocket)) {
    turn = createTurn(number, turn?.sentReplacement ?? false)
    state.turns.set(number, turn)
  }
  const current = turn
  const report = (code: LintCode, sentence: string) => tell(code, seq, number, sentence)
  checkEvent(current, event, report)
  if (!current.sentReplacement && holdsReplacement(text)) {
    report('replacement_character', 'U+FFFD stands where a character was: UTF-8 was split or broken on the way.')
  }
}

/** A quote inside a JSON string is escaped, so no text can fake the field. */
const isWarmUp = (text: string): boolean => /"generate"\s*:\s*false/.test(text)

const holdsReplacement = (text: string): boolean => text.includes('\uFFFD') || text.includes('\\ufffd')

type Report = (code: LintCode, sentence: string) => void

function checkEvent(turn: TurnState, event: StreamEvent, report: Report): void {
  const { type } = event
  turn.events += 1
  checkSequence(turn, event['sequence_number'], report)
  if (!isKnownEvent(type)) report('unknown_event', `${type} is not a documented event.`)
  const response = event['response']
  checkResponseId(turn, field(response, 'id'), report)
  if (isTerminal(type)) return checkTerminal(turn, event, response, report)
  if (turn.terminal !== null) {
    if (!type.startsWith('response.steer.')) report('event_after_terminal', `${type} came after ${turn.terminal}.`)
    return
  }
  checkItems(turn, event, report)
}

function checkSequence(turn: TurnState, number: unknown, report: Report): void {
  if (typeof number !== 'number') return
  const due = turn.next ?? 0
  if (number > due)
    report('sequence_gap', `sequence_number jumps from ${turn.next === null ? 'nothing' : due - 1} to ${number}.`)
  if (number < due) report('sequence_repeat', `sequence_number goes from ${due - 1} to ${number}.`)
  turn.next = Math.max(due, number + 1)
}

function checkResponseId(turn: TurnState, id: unknown, report: Report): void {
  if (typeof id !== 'string') return
  if (turn.responseId !== null && id !== turn.responseId) {
    report('id_changed', `The response was ${turn.responseId} and is now ${id}.`)
  }
  turn.responseId ??= id
}

function checkTerminal(turn: TurnState, { type }: StreamEvent, response: unknown, report: Report): void {
  const first = turn.terminal
  // An error event may be followed by the response that failed of it.
  if (first !== null && !(first === 'error' && type === 'response.failed')) {
    return report('second_terminal', `${type} came after ${first}.`)
  }
  turn.terminal = type
  if (type === 'error' || type === 'response.failed') return turn.items.clear()
  reportOpen(turn, report)
  turn.items.clear()
  const usage = field(response, 'usage')
  if (!turn.isWarmUp && (typeof usage !== 'object' || usage === null)) {
    report('usage_missing', `${type} tells no usage.`)
  }
}

function reportOpen(turn: TurnState, report: Report): void {
  for (const [index, item] of turn.items) {
    report('item_unclosed', `Output ${index}, ${item.type}, was never finished.`)
    for (const [key, part] of item.parts)
      if (part.open) report('part_unclosed', `Part ${key} of output ${index} was never finished.`)
  }
}
