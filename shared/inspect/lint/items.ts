// The rules about output items and their parts (PROTOCOL.md 3): opened before they are written to, finished with what was
// written, under the ids they were opened with.
import { field, word } from '#shared/json'
import type { LintCode } from '#shared/inspect/lint/findings'
import { addText, createDigest, isTextOf } from '#shared/inspect/lint/text-digest'
import type { OpenItem, OpenPart, TurnState } from '#shared/inspect/lint/turn'
import type { StreamEvent } from '#shared/open-responses/events'

export type Report = (code: LintCode, sentence: string) => void

/** A stream that opens more than this without closing is followed no further: memory is bounded, whatever comes. */
const mostOpen = 4_096

const doneFields: Readonly<Record<string, string>> = {
  'response.output_text.done': 'text',
  'response.refusal.done': 'refusal',
  'response.reasoning_text.done': 'text',
  'response.reasoning.done': 'text',
  'response.reasoning_summary_text.done': 'text',
  'response.function_call_arguments.done': 'arguments',
  'response.mcp_call_arguments.done': 'arguments',
  'response.custom_tool_call_input.done': 'input',
  'response.code_interpreter_call_code.done': 'code',
}
const deltaTypes: ReadonlySet<string> = new Set(Object.keys(doneFields).map((type) => type.replace(/done$/, 'delta')))

export function checkItems(turn: TurnState, event: StreamEvent, report: Report): void {
  const { type } = event
  const index = event['output_index']
  if (typeof index !== 'number') return
  if (type === 'response.output_item.added') return openItem(turn, index, event['item'], report)
  const item = turn.items.get(index)
  if (type === 'response.output_item.done') return closeItem(turn, index, item, event['item'], report)
  const part = partKind(type)
  const writes = deltaTypes.has(type) || doneFields[type] !== undefined
  if (part === null && !writes) return
  if (item === undefined) return report('done_without_added', `${short(type)} for output ${index}, which is not open.`)
  checkItemId(item, event['item_id'], index, report)
  const key = partKey(type, event)
  if (part === 'added') openPart(item, key)
  else if (part === 'done') closePart(item, key, type, report)
  else writePart(item, key, event, report)
}

function openItem(turn: TurnState, index: number, item: unknown, report: Report): void {
  if (index !== turn.added) report('index_not_dense', `Output ${index} was opened where ${turn.added} was due.`)
  turn.added = Math.max(turn.added, index) + 1
  if (turn.items.size < mostOpen) turn.items.set(index, createItem(item))
}

const createItem = (item: unknown): OpenItem => ({
  id: word(field(item, 'id')),
  type: word(field(item, 'type')) ?? 'item',
  callId: word(field(item, 'call_id')),
  parts: new Map(),
})

function closeItem(turn: TurnState, index: number, open: OpenItem | undefined, item: unknown, report: Report): void {
  turn.items.delete(index)
  if (open === undefined) return report('done_without_added', `Output ${index} was finished and never opened.`)
  checkItemId(open, field(item, 'id'), index, report)
  const callId = word(field(item, 'call_id'))
  if (open.callId !== null && callId !== null && callId !== open.callId) {
    report('id_changed', `The call of output ${index} was ${open.callId} and is now ${callId}.`)
  }
  for (const [key, part] of open.parts) {
    if (part.open) report('part_unclosed', `Part ${key} of output ${index} was never finished.`)
  }
}

function checkItemId(open: OpenItem, id: unknown, index: number, report: Report): void {
  const now = word(id)
  if (open.id === null || now === null || now === open.id) return
  report('id_changed', `Output ${index} was ${open.id} and is now ${now}.`)
}

function openPart(item: OpenItem, key: string): void {
  if (item.parts.size < mostOpen) item.parts.set(key, { digest: createDigest(), deltas: 0, open: true })
}

function closePart(item: OpenItem, key: string, type: string, report: Report): void {
  const part = item.parts.get(key)
  if (part === undefined || !part.open) report('done_without_added', `${short(type)}: part ${key} is not open.`)
  else part.open = false
}

function writePart(item: OpenItem, key: string, event: StreamEvent, report: Report): void {
  const known = item.parts.get(key)
  // Arguments and raw reasoning have no part of their own in every dialect: the item is their part.
  const needsPart = key.startsWith('content') && item.type === 'message'
  if (known === undefined && needsPart) report('done_without_added', `${short(event.type)}: part ${key} is not open.`)
  const part: OpenPart = known ?? { digest: createDigest(), deltas: 0, open: false }
  if (known === undefined && item.parts.size < mostOpen) item.parts.set(key, part)
  const doneField = doneFields[event.type]
  if (doneField === undefined) {
    const delta = event['delta']
    if (typeof delta === 'string') addText(part.digest, delta)
    part.deltas += 1
    return
  }
  const text = event[doneField]
  if (part.deltas === 0 || typeof text !== 'string' || isTextOf(part.digest, text)) return
  const { length } = part.digest
  report(
    'delta_mismatch',
    `${short(event.type)} tells ${text.length} characters, its ${part.deltas} deltas ${told(length, text.length)}.`,
  )
}

const told = (deltas: number, done: number): string => (deltas === done ? 'others' : String(deltas))

function partKind(type: string): 'added' | 'done' | null {
  if (type === 'response.content_part.added' || type === 'response.reasoning_summary_part.added') return 'added'
  return type === 'response.content_part.done' || type === 'response.reasoning_summary_part.done' ? 'done' : null
}

function partKey(type: string, event: StreamEvent): string {
  if (type.startsWith('response.reasoning_summary')) return `summary ${place(event['summary_index'])}`
  return /_call/.test(type) ? 'input' : `content ${place(event['content_index'])}`
}

const place = (index: unknown): number => (typeof index === 'number' ? index : 0)
const short = (type: string): string => type.replace(/^response\./, '')
