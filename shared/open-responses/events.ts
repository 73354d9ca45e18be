// Stream events of the Responses API: names, kinds and how to read one from recorded text. Nothing here depends on the
// transport: an SSE block and a websocket message carry the same object.

export type StreamEvent = { readonly type: string; readonly [field: string]: unknown }

/** The kinds a viewer colours and groups by; `unknown` events are kept and shown under their full name. */
export type EventKind = 'lifecycle' | 'structure' | 'text' | 'reasoning' | 'tool' | 'error' | 'unknown'

const terminal: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error'])
const lifecycle: ReadonlySet<string> = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'response.completed',
  'response.incomplete',
])

export const isTerminal = (type: string): boolean => terminal.has(type)

/** Events whose `response` snapshot names the response: the only ones a gateway has to read and rewrite. */
export const carriesResponse = (type: string): boolean => lifecycle.has(type) || type === 'response.failed'

export function eventKind(type: string): EventKind {
  if (lifecycle.has(type)) return 'lifecycle'
  if (type === 'error' || type === 'response.failed') return 'error'
  if (/^response\.(output_item|content_part)\./.test(type)) return 'structure'
  if (/^response\.(output_text|refusal|audio)\b/.test(type)) return 'text'
  if (type.startsWith('response.reasoning')) return 'reasoning'
  if (/^response\.(function_call|custom_tool|[a-z_]+_call|mcp_|shell_call|code_interpreter)/.test(type)) return 'tool'
  return 'unknown'
}

/** True for the first kinds of event in which a model says something: text, reasoning, a refusal or tool arguments. */
export const isDelta = (type: string): boolean => type.endsWith('.delta')

/** The first key of the object: further in, a `type` may belong to the item or part that the event carries. */
const leadingType = /^\s*(?:data: ?)?\{\s*"type"\s*:\s*"([^"\\]*)"/

/**
 * The type of the event in `text`, or `''`. Cheap for what providers send: the head of an SSE block or JSON message tells
 * it, so it may run on every frame. Only an event in an unusual form is parsed.
 */
export function eventType(text: string): string {
  if (text.startsWith('event:')) {
    const end = lineEnd(text, 6)
    return text.slice(6, end).trim()
  }
  return leadingType.exec(text)?.[1] ?? parseEvent(text)?.type ?? ''
}

/** The output item an event belongs to, as written. Found without parsing: it runs on every event. A quote inside a JSON string is escaped, so text cannot fake it. */
export const outputIndex = (text: string): string | null => /"output_index"\s*:\s*(\d+)/.exec(text)?.[1] ?? null

/** Readers of a stream ask for the same event one after another. Nobody changes an event. */
let last: { readonly text: string; readonly event: StreamEvent | null } = { text: '', event: null }

/** The event in an SSE block or websocket message; null when there is none (a comment, `[DONE]`, broken JSON). */
export function parseEvent(text: string): StreamEvent | null {
  if (last.text !== text) last = { text, event: readEvent(text) }
  return last.event
}

function readEvent(text: string): StreamEvent | null {
  const json = isObject(text) ? text : eventData(text)
  if (!isObject(json)) return null
  try {
    const value: unknown = JSON.parse(json)
    return typeof (value as StreamEvent).type === 'string' ? (value as StreamEvent) : null
  } catch {
    return null
  }
}

const isObject = (text: string): boolean => /^\s*\{/.test(text)

/** The name in the `event:` line of one SSE block; `''` without one. */
export function eventName(block: string): string {
  const match = /(?:^|[\n\r])event:[ ]?([^\n\r]*)/.exec(block)
  return match?.[1] ?? ''
}

/** The `data` of one SSE block: lines joined by LF, per the WHATWG event stream rules (one leading space dropped). */
export function eventData(block: string): string {
  let data = ''
  let found = false
  for (let from = 0; from < block.length;) {
    const end = lineEnd(block, from)
    // The name alone, without a colon, is a line as well: an empty one.
    if (block.startsWith('data', from) && (block[from + 4] === ':' || end === from + 4)) {
      const start = block[from + 5] === ' ' ? from + 6 : from + 5
      data += (found ? '\n' : '') + block.slice(start, Math.max(start, end))
      found = true
    }
    from = block[end] === '\r' && block[end + 1] === '\n' ? end + 2 : end + 1
  }
  return data
}

function lineEnd(text: string, from: number): number {
  for (let i = from; i < text.length; i += 1) {
    const c = text.charCodeAt(i)
    if (c === 10 || c === 13) return i
  }
  return text.length
}
