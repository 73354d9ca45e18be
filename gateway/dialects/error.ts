// Reads what a provider said when it refused, from any JSON or text (GATEWAY.md 1.7).
import type { UpstreamError } from '../providers/provider'

export function decodeError(status: number, body: string): UpstreamError {
  const root = parseObject(body)
  const inner = typeof root?.['error'] === 'object' && root['error'] !== null ? (root['error'] as Fields) : null
  const code = pick(
    status,
    inner?.['code'],
    inner?.['status'],
    inner?.['type'],
    root?.['__type'],
    root?.['status'],
    root?.['error'],
    root?.['code'],
  )
  return {
    code: code === null ? null : cut(code.replace(/^.*#/, '').replace(/:.*$/, ''), 80) || null,
    message:
      words(inner?.['message']) ??
      words(root?.['message']) ??
      words(root?.['error']) ??
      (root ? null : cut(body.trim(), 240) || null),
    description: words(inner?.['description']) ?? words(inner?.['param']) ?? words(root?.['description']),
    param: cut(words(inner?.['param']), 240),
  }
}

type Fields = Readonly<Record<string, unknown>>

function parseObject(text: string): Fields | null {
  try {
    const read: unknown = JSON.parse(text)
    // Google wraps its error in a list where a list was asked for.
    const value: unknown = Array.isArray(read) ? read[0] : read
    return typeof value === 'object' && value !== null ? (value as Fields) : null
  } catch {
    return null
  }
}

/** The first code that says more than the status does; a number equal to the status only when there is nothing else. */
function pick(status: number, ...values: unknown[]): string | null {
  const codes = values.map((v) => (typeof v === 'number' ? String(v) : words(v))).filter((v) => v !== null)
  return codes.find((c) => c !== String(status)) ?? codes[0] ?? null
}

const words = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

function cut(text: string, limit: number): string
function cut(text: string | null, limit: number): string | null
function cut(text: string | null, limit: number): string | null {
  return text === null ? null : text.slice(0, limit)
}
