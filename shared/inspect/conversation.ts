// A websocket conversation that is had again: its messages name responses, calls and items of the first time, and the second
// time has others in their place (PROTOCOL.md 6). The text of a message stays as it is but for those names.
import { field, parseJson, word } from '#shared/json'
import { eventType, isTerminal, parseEvent, type StreamEvent } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'

type Item = { readonly type: string; readonly name: string; readonly id: string | null; readonly callId: string | null }

/** What a turn brought about that a later message may name. */
export type Made = { response: string | null; readonly items: Item[] }

/** Of every turn, in the order of their messages. */
export type Conversation = {
  readonly turns: { readonly turn: number; readonly message: string; readonly made: Made }[]
}

/** By the name of the first time; null: nothing came in its place. */
export type Names = Map<string, string | null>

export const createMade = (): Made => ({ response: null, items: [] })

export function applyMade(made: Made, event: StreamEvent): void {
  if (event.type === 'response.output_item.done') return addItem(made, event['item'])
  if (event.type !== 'response.created' && !isTerminal(event.type)) return
  const response = event['response']
  made.response = word(field(response, 'id')) ?? made.response
  const output = field(response, 'output')
  // Some gateways tell items in the last event only.
  if (made.items.length === 0 && Array.isArray(output)) for (const item of output) addItem(made, item)
}

function addItem(made: Made, item: unknown): void {
  const [type, name] = [word(field(item, 'type')) ?? '', word(field(item, 'name')) ?? '']
  made.items.push({ type, name, id: word(field(item, 'id')), callId: word(field(item, 'call_id')) })
}

export function createConversation(): { readonly value: Conversation; readonly apply: (frame: Frame) => void } {
  const value: Conversation = { turns: [] }
  const apply = (frame: Frame): void => {
    if (frame.kind === 'sent') value.turns.push({ turn: frame.turn, message: frame.text, made: createMade() })
    if (frame.kind !== 'received' || !tells(eventType(frame.text))) return
    const event = parseEvent(frame.text)
    const turn = value.turns.find(({ turn: number }) => number === frame.turn)
    if (event && turn) applyMade(turn.made, event)
  }
  return { value, apply }
}

const tells = (type: string): boolean =>
  type === 'response.output_item.done' || type === 'response.created' || isTerminal(type)

/** The first call of a function stands for the first, the second for the second. */
export function pairMade(before: Made, after: Made, names: Names): void {
  if (before.response !== null) names.set(before.response, after.response)
  const seen = new Map<string, number>()
  for (const { type, name, id, callId } of before.items) {
    const kind = `${type} ${name}`
    const nth = seen.get(kind) ?? 0
    seen.set(kind, nth + 1)
    const twin = after.items.filter((item) => item.type === type && item.name === name)[nth]
    if (id !== null) names.set(id, twin?.id ?? null)
    if (callId !== null) names.set(callId, twin?.callId ?? null)
  }
}

export type Renamed =
  | { readonly ok: true; readonly text: string }
  /** It continues a response that was not made the second time. */
  | { readonly ok: false; readonly previous: string }

const named = /"(previous_response_id|call_id|id)"(\s*:\s*)"((?:[^"\\]|\\.)*)"/g

/** A call that was not made the second time keeps its name: whoever reads the message will say that it answers none. */
export function renameIn(message: string, names: Names): Renamed {
  const previous = word(field(parseJson(message), 'previous_response_id'))
  if (previous !== null && names.get(previous) === null) return { ok: false, previous }
  const text = message.replace(named, (whole, key: string, colon: string, name: string) => {
    const now = names.get(name)
    return now == null ? whole : `"${key}"${colon}${JSON.stringify(now)}`
  })
  return { ok: true, text }
}
