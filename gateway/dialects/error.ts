// Reads what a provider said when it refused, from any JSON or text (GATEWAY.md 1.7).
import { parseJson } from '#shared/json'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import type { UpstreamError } from '../providers/provider'

export function decodeError(status: number, body: string): UpstreamError {
  const root = unwrap(parseJson(body))
  if (!root) return { code: null, message: plainText(body), description: null, param: null }
  const exception = Object.keys(root).find((key) => key.endsWith('Exception'))
  const inner = [root['error'], exception && root[exception]].find(isFields)
  const code = pick(status, [
    ...['code', 'status', 'type'].map((name) => inner?.[name]),
    valueOf(root, 'x-amzn-errortype'),
    root['__type'],
    exception,
    root['status'],
    ...['error', 'code', 'error_code', 'type'].map((name) => root[name]),
  ])
  const param = cut(words(inner?.['param']) ?? words(root['param']), 240)
  return {
    code: cut(code, 80),
    message:
      words(inner?.['message']) ??
      words(valueOf(root, 'message')) ??
      words(root['error']) ??
      words(exception && root[exception]) ??
      words(root['detail']),
    description: words(inner?.['description']) ?? (inner ? param : null) ?? words(root['description']),
    param,
  }
}

/** Some wrap their only error in a list. */
const unwrap = (value: unknown): Fields | null => [value].flat().find(isFields) ?? null

/** A JSON text is the message itself; anything else is shown as it came. */
function plainText(body: string): string | null {
  const value = parseJson(body)
  return cut(words((typeof value === 'string' ? value : body).trim()), 240)
}

/** Names that began as headers come in any case. */
const valueOf = (fields: Fields, name: string): unknown =>
  Object.entries(fields).find(([key]) => key.toLowerCase() === name)?.[1]

/**
 * The first code that says more than the status does; a number equal to the status only when there is nothing else. A
 * sentence is no code, and neither is the bare word that there was an error.
 */
function pick(status: number, values: readonly unknown[]): string | null {
  const codes = values
    .map((value) => (typeof value === 'number' ? String(value) : words(value)))
    .filter((value) => value !== null)
    .map((value) => value.replace(/^.*#/s, '').replace(/:.*/s, '').trim())
    .filter((value) => value !== '' && value !== 'error' && !/\s/.test(value))
  return codes.find((code) => code !== String(status)) ?? codes[0] ?? null
}

export const words = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
export const cut = (text: string | null, limit: number): string | null => text && text.slice(0, limit)
