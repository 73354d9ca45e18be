// What the model said, put together again: from stream events as they come, or from a whole response body (PROTOCOL.md 2 to 4).
import { field } from '#shared/json'
import { appendText } from '#shared/open-responses/append-text'
import type { StreamEvent } from '#shared/open-responses/events'
import { fromBase64, readMedia, type Media } from '#shared/open-responses/media'
import { isTool, toolResult, toolTexts } from '#shared/open-responses/tool-texts'

/** `summary` is what a model tells of its reasoning, `reasoning` the reasoning itself. */
export type PartKind = 'summary' | 'reasoning' | 'message' | 'refusal' | 'tool' | 'result' | 'image' | 'audio' | 'other'

export type OutputPart = {
  readonly key: string
  readonly kind: PartKind
  /** Wire type of the item, or the name of the function that is called. */
  name: string
  callId: string | null
  text: string
  /** Of an image or sound; null until there is some. */
  media: Media | null
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
  if (type === 'response.content_part.done')
    return closeMedia(output, index, numberOf(event['content_index']), event['part'])
  if (type === 'response.image_generation_call.partial_image') return applyPartialImage(output, index, event)
  if (type === 'response.completed' || type === 'response.incomplete') {
    if (output.parts.length === 0) applyBody(output, event['response'])
    return
  }
  if (type === 'response.audio.delta') {
    // Sound in pieces has no head that tells its form: it is counted until the whole comes.
    findPart(output, 'audio', index, 0).deltas += 1
    return
  }
  const target = textTarget(type)
  if (target === null) return
  const within = numberOf(event['content_index'] ?? event['summary_index'] ?? event['command_index'])
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
  [/^response\.reasoning_summary_text\.(delta|done)$/, 'summary', 'text'],
  [/^response\.reasoning(?:_text)?\.(delta|done)$/, 'reasoning', 'text'],
  [/^response\.audio\.transcript\.(delta|done)$/, 'audio', 'transcript'],
  [/^response\.(?:function_call|mcp_call)_arguments\.(delta|done)$/, 'tool', 'arguments'],
  [/^response\.custom_tool_call_input\.(delta|done)$/, 'tool', 'input'],
  [/^response\.code_interpreter_call_code\.(delta|done)$/, 'tool', 'code'],
  [/^response\.shell_call_command\.(delta|done)$/, 'tool', 'command'],
  [/^response\.apply_patch_call_operation_diff\.(delta|done)$/, 'tool', 'diff'],
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
  const kind = shownFromStart(head.type)
  if (kind !== null) findPart(output, kind, index, 0)
}

/** Messages and reasoning begin with their first word. */
function shownFromStart(type: string): PartKind | null {
  if (isTool(type)) return 'tool'
  if (type === 'image_generation_call') return 'image'
  return type === '' || type === 'message' || type === 'reasoning' ? null : 'other'
}

/** A finished item fills what no delta told: some gateways send whole items only. */
function closeItem(output: Output, index: number, item: unknown): void {
  const head = headOf(item)
  output.items.set(index, head)
  if (head.type === 'message') return closeParts(output, index, field(item, 'content'), 'message')
  if (head.type === 'reasoning') {
    closeParts(output, index, field(item, 'summary'), 'summary')
    return closeParts(output, index, field(item, 'content'), 'reasoning')
  }
  if (head.type === 'image_generation_call') return closeImage(output, index, item)
  if (isTool(head.type)) return closeTool(output, index, head.type, item)
  if (head.type !== '') settlePart(findPart(output, 'other', index, 0), JSON.stringify(item, null, 2))
}

function closeTool(output: Output, index: number, type: string, item: unknown): void {
  toolTexts(type, item).forEach((text, within) => settlePart(findPart(output, 'tool', index, within), text))
  const result = toolResult(item)
  if (result !== null) settlePart(findPart(output, 'result', index, 0), result)
}

function closeParts(output: Output, index: number, parts: unknown, told: PartKind): void {
  if (!Array.isArray(parts)) return
  parts.forEach((part, within) => {
    const text = field(part, 'text') ?? field(part, 'refusal')
    const kind = field(part, 'type') === 'refusal' ? 'refusal' : told
    if (typeof text === 'string') settlePart(findPart(output, kind, index, within), text)
    else closeMedia(output, index, within, part)
  })
}

const mediaKinds: Readonly<Record<string, PartKind>> = { output_image: 'image', output_audio: 'audio' }

function closeMedia(output: Output, index: number, within: number, content: unknown): void {
  const kind = mediaKinds[stringOf(field(content, 'type'))]
  if (kind === undefined) return
  const part = findPart(output, kind, index, within)
  part.media = readMedia(content) ?? part.media
  settlePart(part, field(content, 'transcript'))
}

function closeImage(output: Output, index: number, item: unknown): void {
  const part = findPart(output, 'image', index, 0)
  const result = field(item, 'result')
  if (typeof result === 'string' && result !== '') part.media = fromBase64(result, formatOf(item))
  settlePart(part, field(item, 'revised_prompt'))
}

/** A preview takes the place of the one before it. */
function applyPartialImage(output: Output, index: number, event: StreamEvent): void {
  const part = findPart(output, 'image', index, 0)
  const base64 = stringOf(event['partial_image_b64'])
  if (part.done || base64 === '') return
  part.media = fromBase64(base64, formatOf(event))
  part.deltas += 1
}

const formatOf = (told: unknown): string => {
  const format = stringOf(field(told, 'output_format'))
  return /^\w{1,8}$/.test(format) ? `image/${format}` : ''
}

function settlePart(part: OutputPart, text: unknown): void {
  part.done = true
  if (typeof text !== 'string') return
  part.differs ||= part.deltas > 0 && part.kind !== 'image' && text !== part.text
  // Also when it says the same: other readers of the event hold this one, and a long text is then there once.
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
  const part: OutputPart = {
    key,
    kind,
    name: head === undefined ? kind : head.name || head.type,
    callId: head?.callId ?? null,
    text: '',
    media: null,
    deltas: 0,
    done: false,
    differs: false,
  }
  output.parts.push(part)
  return part
}

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
