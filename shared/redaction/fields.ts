// What the fields of recorded documents mean to redaction, by where they stand.
import type { Path } from '#shared/redaction/json-text'

const lastName = (path: Path): string => {
  for (let i = path.length - 1; i >= 0; i -= 1) {
    const part = path[i]
    if (typeof part === 'string') return part
  }
  return ''
}

const spoken: ReadonlySet<string> = new Set([
  'text',
  'delta',
  'content',
  'input',
  'instructions',
  'arguments',
  'output',
  'refusal',
  'thinking',
  'partial_json',
  'transcript',
  'reasoning',
  'reasoning_content',
  'image_url',
  'file_data',
  'b64_json',
  'partial_image_b64',
  'result',
  'data',
  'code',
])

/** What somebody said: texts, arguments and results of tools, and what was attached. */
export const isSpoken = (path: Path): boolean => spoken.has(lastName(path)) || path.includes('image_url')

const streamed: ReadonlySet<string> = new Set([
  'delta',
  'text',
  'partial_json',
  'thinking',
  'content',
  'refusal',
  'reasoning',
  'reasoning_content',
  'arguments',
])

/** A piece of a text that goes on in later events, in any of the wire formats. */
export const isPiece = (path: Path): boolean =>
  streamed.has(lastName(path)) && (path.includes('delta') || path.includes('parts'))

/** Bytes as text, sealed things and padding: drawn by chance, and no secrets of anybody who exports them. */
const opaque: ReadonlySet<string> = new Set([
  'encrypted_content',
  'image_url',
  'file_data',
  'b64_json',
  'partial_image_b64',
  'obfuscation',
  'signature',
  'thoughtSignature',
  'thought_signature',
  'result',
  'data',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'etag',
  'if-none-match',
  'cf-ray',
  'report-to',
  'nel',
  'content-digest',
  'sec-websocket-key',
  'sec-websocket-accept',
  'openai-organization',
  'openai-project',
  'x-gatescope-parent',
])

export const isOpaque = (path: Path, value: string): boolean => {
  const name = lastName(path)
  return opaque.has(name) || /(?:^|[a-z_-])(?:ids?|Ids?)$/.test(name) || /^data:[a-z]+\/[\w.+-]+;/.test(value)
}
