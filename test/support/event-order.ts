// The order of a stream's events as PROTOCOL.md 3 documents it, as a walk that throws where it is broken.
import { isTerminal, type StreamEvent } from '#shared/open-responses/events'

export type Item = {
  readonly id: string
  readonly type: string
  readonly call_id?: string
  readonly status?: string
}
export type OpenItem = { readonly item: Item; readonly parts: Set<string>; readonly texts: Map<string, string> }

const isPartOf = (type: string) => /^response\.(content_part|reasoning_summary_part)\.(added|done)$/.exec(type)?.[2]
const doneField: Readonly<Record<string, string>> = {
  'response.output_text.done': 'text',
  'response.refusal.done': 'refusal',
  'response.reasoning_text.done': 'text',
  'response.reasoning_summary_text.done': 'text',
  'response.function_call_arguments.done': 'arguments',
}

/** Walks the items of a stream; throws where the order is broken. Returns what is left open, and what was finished. */
export function walk(events: readonly StreamEvent[]): { open: OpenItem[]; items: Item[] } {
  const open = new Map<unknown, OpenItem>()
  const items: Item[] = []
  let added = 0
  const openItem = (event: StreamEvent): OpenItem => {
    const found = open.get(event['output_index'])
    if (!found || found.item.id !== event['item_id']) throw new Error(`${event.type} for an item that is not open`)
    return found
  }
  for (const event of events) {
    const { type } = event
    const part = `${String(event['content_index'] ?? event['summary_index'])}`
    if (type === 'response.output_item.added') {
      if (event['output_index'] !== added) throw new Error('output_index is not dense')
      open.set(added, { item: event['item'] as Item, parts: new Set(), texts: new Map() })
      added += 1
    } else if (type === 'response.output_item.done') {
      const item = event['item'] as Item
      const { item: first, parts } = openItem({ ...event, item_id: item.id })
      if (first.type !== item.type || first.call_id !== item.call_id) throw new Error('the item changed')
      if (parts.size > 0) throw new Error('a part is still open')
      open.delete(event['output_index'])
      items[event['output_index'] as number] = item
    } else if (isPartOf(type) === 'added') openItem(event).parts.add(part)
    else if (isPartOf(type) === 'done') {
      if (!openItem(event).parts.delete(part)) throw new Error('a part that was never opened')
    } else if (!isLoose(type) && (type.endsWith('.delta') || doneField[type])) {
      const { item, parts, texts } = openItem(event)
      if (item.type !== 'function_call' && !parts.has(part)) throw new Error('a delta before its part')
      const text = texts.get(part) ?? ''
      if (type.endsWith('.delta')) texts.set(part, text + String(event['delta']))
      else if (event[doneField[type] ?? ''] !== text && !isNothing(event, text))
        throw new Error('the deltas do not join to the whole')
    }
  }
  return { open: [...open.values()], items: items.filter(Boolean) }
}

/** Sound belongs to no item while it comes. */
const isLoose = (type: string): boolean => type.startsWith('response.audio.')

/** A call without arguments has no delta and still ends with an object. */
const isNothing = (event: StreamEvent, text: string): boolean =>
  event.type === 'response.function_call_arguments.done' && text === '' && event['arguments'] === '{}'

/** A whole stream: begun once, numbered from 0 without gaps, nothing after its one terminal event, which repeats the items. */
export function checkOrder(events: readonly StreamEvent[]): void {
  const types = events.map((e) => e.type)
  if (types[0] !== 'response.created') throw new Error(`the first event is ${types[0]}`)
  for (const once of ['response.created', 'response.in_progress'])
    if (types.filter((t) => t === once).length !== 1) throw new Error(`${once} is not there once`)
  if (events.some((e, i) => e['sequence_number'] !== i)) throw new Error('sequence_number has a gap')
  const first = types.findIndex(isTerminal)
  if (first !== -1 && first !== types.length - 1) throw new Error(`${types[first + 1]} follows ${types[first]}`)
  const { open, items } = walk(events)
  const last = events.at(-1)
  if (last?.type === 'response.completed' || last?.type === 'response.incomplete') {
    if (open.length > 0) throw new Error('an item is still open')
    const { output } = last['response'] as { readonly output: readonly Item[] }
    if (output.length !== items.length || output.some((item, i) => item.id !== items[i]?.id))
      throw new Error('the terminal event repeats other items')
  }
}
