// What went wrong in one attempt, as a value: from a refusal, a broken connection or an answer that is none. Secrets leave
// the texts here, before anything is cut out of them: half a key is no longer found.
import type { AttemptFailure, Headers } from '#shared/session/frame'
import { redactText } from '../recording/redact'
import type { UpstreamFailure } from '../upstream/upstream'

const previewLength = 320

export function failureOf(fields: Partial<AttemptFailure>, secrets: readonly string[] = []): AttemptFailure {
  const clean = (text: string | null | undefined) => (text ? redactText(text, secrets) : null)
  return {
    type: fields.type ?? 'error',
    status: fields.status ?? null,
    code: clean(fields.code),
    message: clean(fields.message),
    description: clean(fields.description),
    param: clean(fields.param),
    preview: clean(fields.preview),
    retryAfterSeconds: fields.retryAfterSeconds ?? null,
  }
}

export const describeFailure = (failure: UpstreamFailure): Partial<AttemptFailure> => ({
  type: 'error',
  code: failure.kind === 'timeout' ? 'upstream_timeout' : failure.code,
  message: failure.message,
})

/** GATEWAY.md 1.7: the first 320 characters, and how many there were. */
export const previewOf = (text: string): string | null =>
  text.length > previewLength
    ? `${text.slice(0, previewLength)}...[truncated ${text.length - previewLength} chars]`
    : text || null

/** Seconds or an HTTP date; two headers seen in the wild count milliseconds. */
export function retryAfterSeconds(headers: Headers, now: number): number | null {
  const ms = Number(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms'] ?? Number.NaN)
  if (Number.isFinite(ms)) return Math.max(0, ms / 1000)
  const value = headers['retry-after']
  if (value === undefined) return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000))
}
