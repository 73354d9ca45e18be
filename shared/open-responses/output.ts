// What the model said, put together again: from stream events as they come, or from a whole response body.
import { field } from '#shared/json'
import { appendText } from '#shared/open-responses/append-text'
import type { StreamEvent } from '#shared/open-responses/events'

export type PartKind = 'reasoning' | 'message' | 'refusal' | 'tool' | 'other'

export type OutputPart = {
  readonly key: string
  readonly kind: PartKind
  /** Wire type of the item, or the name of the function that is called. */
  name: string
  callId: string | null
  text: string
  deltas: number
  done: boolean
  /** The `done` event told another text than the deltas before it; `text` is what `done` told. */
  differs: boolean
}

export type Output = { readonly parts: OutputPart[]; readonly items: Map<number, ItemHead> }

type ItemHead = { readonly type: string; readonly name: string; readonly callId: string | null }

export const createOutput = (): Output => ({ parts: [], items: new Map() })

/** Applies one stream event. Mutates `output`: a copy per delta would cost more than the fold. */
export function applyEvent(output: Output, event: StreamEvent): void {
  const type = event.type
  const index = numberOf(event['output_index'])
  if (type === 'response.output_item.added') return openItem(output, index, event['item'])
  if (type === 'response.output_item.done') return closeItem(output, index, event['item'])
  if (type === 'response.completed' || type === 'response.incomplete') {
    if (output.parts.length === 0) applyBody(output, event['response'])
    return
  }
  const target = textTarget(type)
  if (target === null) return
  const within = numberOf(event['content_index'] ?? event['summary_index'])
  const part = findPart(output, target.kind, index, within)
  if (target.phase === 'delta') {
    part.text = appendText(part.text, stringOf(event['delta']))
    part.deltas += 1
  } else settlePart(part, event[target.doneField])
}

/** Applies a whole response: the body of a non-streaming call, or the snapshot in a terminal event. */
export function applyBody(output: Output, body: unknown): void {
  const items = field(body, 'output')
  if (!Array.isArray(items)) return
  items.forEach((item, index) => closeItem(output, index, item))
}

type Target = { readonly kind: PartKind; readonly phase: 'delta' | 'done'; readonly doneField: string }

const targets: readonly (readonly [RegExp, PartKind, string])[] = [
  [/^response\.output_text\.(delta|done)$/, 'message', 'text'],
  [/^response\.refusal\.(delta|done)$/, 'refusal', 'refusal'],
  [/^response\.reasoning(?:_summary)?_text\.(delta|done)$/, 'reasoning', 'text'],
  [/^response\.(?:function_call|mcp_call)_arguments\.(delta|done)$/, 'tool', 'arguments'],
  [/^response\.custom_tool_call_input\.(delta|done)$/, 'tool', 'input'],
]

const known = new Map<string, Target | null>()

/** Memoised by type: it runs on every event of a stream, and streams repeat a dozen types. */
function textTarget(type: string): Target | null {
  const cached = known.get(type)
  if (cached !== undefined) return cached
  let target: Target | null = null
  for (const [pattern, kind, doneField] of targets) {
    const phase = pattern.exec(type)?.[1]
    if (phase === 'delta' || phase === 'done') target = { kind, phase, doneField }
  }
  if (known.size < 200) known.set(type, target)
  return target
}

function openItem(output: Output, index: number, item: unknown): void {
  const head = headOf(item)
  output.items.set(index, head)
  if (isTool(head.type)) findPart(output, 'tool', index, 0)
}

/** A finished item fills what no delta told: some gateways send whole items only. */
function closeItem(output: Output, index: number, item: unknown): void {
  const head = headOf(item)
  output.items.set(index, head)
  if (head.type === 'message') return closeParts(output, index, field(item, 'content'))
  if (head.type === 'reasoning') {
    closeParts(output, index, field(item, 'summary'))
    return closeParts(output, index, field(item, 'content'))
  }
  if (isTool(head.type))
    return settlePart(findPart(output, 'tool', index, 0), field(item, 'arguments') ?? field(item, 'input'))
  if (head.type !== '') settlePart(findPart(output, 'other', index, 0), JSON.stringify(item, null, 2))
}

function closeParts(output: Output, index: number, parts: unknown): void {
  if (!Array.isArray(parts)) return
  parts.forEach((part, within) => {
    const type = stringOf(field(part, 'type'))
    const text = field(part, 'text') ?? field(part, 'refusal')
    const kind = type === 'refusal' ? 'refusal' : /^(summary_text|reasoning_text)$/.test(type) ? 'reasoning' : 'message'
    if (typeof text === 'string') settlePart(findPart(output, kind, index, within), text)
  })
}

function settlePart(part: OutputPart, text: unknown): void {
  part.done = true
  if (typeof text !== 'string' || text === part.text) return
  part.differs ||= part.deltas > 0
  part.text = text
}

function findPart(output: Output, kind: PartKind, index: number, within: number): OutputPart {
  const key = `${index}/${kind}/${within}`
  // The part a delta belongs to is nearly always the last one.
  for (let i = output.parts.length - 1; i >= 0; i -= 1) {
    const part = output.parts[i]
    if (part?.key === key) return part
  }
  const head = output.items.get(index)
  const name = head === undefined ? kind : head.name || head.type
  const part = { key, kind, name, callId: head?.callId ?? null, text: '', deltas: 0, done: false, differs: false }
  output.parts.push(part)
  return part
}

const isTool = (type: string): boolean => /^(function_call|custom_tool_call|mcp_call)$/.test(type)

function headOf(item: unknown): ItemHead {
  const callId = field(item, 'call_id')
  return {
    type: stringOf(field(item, 'type')),
    name: stringOf(field(item, 'name')),
    callId: typeof callId === 'string' ? callId : null,
  }
}

const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0)
