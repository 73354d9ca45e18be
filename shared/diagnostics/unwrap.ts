// Where in a value the envelope is: it may stand in a HAR file, a log record, a list of events, or as JSON inside a string.
import { field, parseJson } from '#shared/json'
import { asNumber, asText } from '#shared/diagnostics/fields'
import { isContainer } from '#shared/diagnostics/patch'

export type Unwrapped = {
  /** Undefined: nothing in it looks like an answer. */
  readonly envelope: unknown
  readonly trail: readonly string[]
  readonly status: number | null
  /** The request it answers, when that stands beside it. */
  readonly request: unknown
  readonly retryAfterMs: number | null
}

const nothing = { trail: [], status: null, request: undefined, retryAfterMs: null }

export function unwrap(value: unknown): Unwrapped {
  const har = readHar(value)
  if (har) return har
  const { found, trail } = search(value)
  return { ...nothing, envelope: found, trail }
}

const telling: ReadonlyMap<string, number> = new Map([
  ['error', 3],
  ['failure_sample', 4],
  ['routing_diagnostics', 4],
  ['provider_enablement', 3],
  ['provider_candidate_diagnostics', 3],
  ['provider_failure_diagnostics', 3],
  ['filterStages', 3],
  ['consideredProviders', 2],
  ['error_type', 3],
  ['error_origin', 3],
  ['generation_id', 2],
  ['status_code', 2],
  ['failed_providers', 2],
  ['missing_pricing_providers', 2],
  ['upstream_error', 2],
  ['description', 1],
  ['reason', 1],
  ['details', 1],
  ['detail', 1],
  ['errors', 1],
  ['message', 1],
  ['code', 1],
  ['param', 1],
])

const wholeResponse: ReadonlySet<string> = new Set(['response', 'chat.completion'])

/** How much of an answer it looks like; 0 = not at all. */
function score(value: unknown): number {
  if (!isContainer(value) || Array.isArray(value)) return 0
  const type = asText(field(value, 'type'))
  const object = asText(field(value, 'object'))
  const base = type === 'error' || type === 'response.failed' || (object !== null && wholeResponse.has(object)) ? 4 : 0
  return Object.keys(value).reduce((sum, key) => sum + (value[key] === null ? 0 : (telling.get(key) ?? 0)), base)
}

/** Parts of an envelope that look like one themselves. */
const own: ReadonlySet<string> = new Set(['error', 'debug', 'upstream_error', 'failure_sample', 'details', 'response'])
const mostNodes = 2_000
const worth = 2

type Node = { readonly value: unknown; readonly trail: readonly string[] }

/** Breadth first, so that of two alike the outer one is taken; of several in a list, the last. */
function search(value: unknown): { found: unknown; trail: readonly string[] } {
  const queue: Node[] = [{ value, trail: [] }]
  let best: (Node & { readonly score: number }) | null = null
  for (let next = 0; next < queue.length && next < mostNodes; next += 1) {
    const node = queue[next]
    if (!node) break
    const points = score(node.value)
    if (points >= worth && points > (best?.score ?? 0)) best = { ...node, score: points }
    queue.push(...childrenOf(node, points >= worth).slice(0, mostNodes))
  }
  // A lone word as an error is one too: `{"detail":"Not Found"}`.
  if (!best && isContainer(value) && score(value) > 0) return { found: value, trail: [] }
  return { found: best?.value, trail: best?.trail ?? [] }
}

function childrenOf({ value, trail }: Node, isAnswer: boolean): Node[] {
  if (typeof value === 'string') {
    const inner = /^\s*[{[]/.test(value) ? parseJson(value) : undefined
    return inner === undefined ? [] : [{ value: inner, trail: [...trail, 'JSON inside a string'] }]
  }
  if (!isContainer(value) || trail.length > 8) return []
  if (Array.isArray(value)) {
    return value.map((entry: unknown, index) => ({ value: entry, trail: [...trail, `entry ${index + 1}`] })).reverse()
  }
  return Object.entries(value)
    .filter(([key, inner]) => (typeof inner === 'object' || typeof inner === 'string') && !(isAnswer && own.has(key)))
    .map(([key, inner]) => ({ value: inner, trail: [...trail, `field ${key}`] }))
}

function readHar(value: unknown): Unwrapped | null {
  const entries: unknown = field(field(value, 'log'), 'entries')
  const list: readonly unknown[] = Array.isArray(entries) ? (entries as unknown[]) : [value]
  const isEntry = (entry: unknown) => isContainer(field(field(entry, 'response'), 'content'))
  const last = (test: (entry: unknown) => boolean) =>
    list.map((entry) => isEntry(entry) && test(entry)).lastIndexOf(true)
  const failing = last((entry) => (statusOf(entry) ?? 0) >= 400)
  const index = failing >= 0 ? failing : last(() => true)
  if (index < 0) return null
  const entry = list[index]
  const content = field(field(entry, 'response'), 'content')
  const body = readContent(content)
  const inner = search(body)
  return {
    envelope: inner.found ?? body,
    trail: [Array.isArray(entries) ? `HAR entry ${index + 1}` : 'HAR entry', ...inner.trail],
    status: statusOf(entry),
    request: parseJson(asText(field(field(field(entry, 'request'), 'postData'), 'text')) ?? ''),
    retryAfterMs: retryAfterOf(field(field(entry, 'response'), 'headers')),
  }
}

const statusOf = (entry: unknown): number | null => asNumber(field(field(entry, 'response'), 'status'))

function readContent(content: unknown): unknown {
  const text = asText(field(content, 'text')) ?? ''
  const plain = field(content, 'encoding') === 'base64' ? fromBase64(text) : text
  return parseJson(plain) ?? plain
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** By hand: what runs everywhere has no decoder of its own. Bytes become an escaped text, so that UTF-8 is put together. */
function fromBase64(text: string): string {
  let bits = 0
  let held = 0
  let escaped = ''
  for (const char of text) {
    const digit = alphabet.indexOf(char)
    if (digit < 0) continue
    bits = ((bits << 6) | digit) & 0xffff
    held += 6
    if (held < 8) continue
    held -= 8
    escaped += `%${((bits >> held) & 0xff).toString(16).padStart(2, '0')}`
  }
  try {
    return decodeURIComponent(escaped)
  } catch {
    return ''
  }
}

function retryAfterOf(headers: unknown): number | null {
  const list: readonly unknown[] = Array.isArray(headers) ? (headers as unknown[]) : []
  const header = list.find((one) => asText(field(one, 'name'))?.toLowerCase() === 'retry-after')
  const seconds = asNumber(field(header, 'value'))
  return seconds === null ? null : seconds * 1000
}
