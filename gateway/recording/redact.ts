// Redaction happens here, at capture: what is not in a frame can leak from nowhere. What counts as a credential in a text is
// said in docs/redaction.md.
import { findCredentials, maskCredentials } from '#shared/redaction/credentials'
import { mayHoldCredential } from '#shared/redaction/glance'
import { redacted } from '#shared/redaction/spans'
import type { Frame, Headers, UpstreamHead } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'

const secretWords =
  'apikey|auth|authorization|bearer|cookie|credential|credentials|csrf|jwt|key|pass|password|secret|signature|token'
const secretSegment = new RegExp(`^(${secretWords})$`)
/** Most names hold none of the words: one look spares them being taken apart. */
const secretHint = new RegExp(`${secretWords}|protocol`)
const harmless: ReadonlySet<string> = new Set([
  'x-gateway-error-origin',
  'x-gateway-error-attribution',
  'sec-websocket-key',
])
const secretQuery = /^(key|api_key|apikey|x-api-key|access_token|token|sig|signature)$/i

/** Header values that may hold a credential, judged by the words in the header's name. `x-ratelimit-…-tokens` is a count. */
export function redactHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Headers {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const lower = name.toLowerCase()
    const isSecret = secretHint.test(lower) && namesSecret(lower)
    out[lower] = isSecret ? redacted : Array.isArray(value) ? value.join(', ') : value
  }
  return out
}

const namesSecret = (name: string): boolean =>
  name === 'sec-websocket-protocol' ||
  name === 'set-cookie' ||
  (!harmless.has(name) && name.split(/[-_]/).some((part) => secretSegment.test(part)))

/**
 * Query values under names that usually carry a credential, and a user's password in front of the host. URLs also stand
 * in the middle of texts and of JSON: what ends a URL there ends its last value. No pattern may be tried anew at every
 * character: these texts are written by others, and megabytes of them have to take no time.
 */
export const redactUrl = (url: string): string => (/[@=]/.test(url) ? redactParts(url) : url)

const redactParts = (url: string): string =>
  url
    .replace(/:\/\/[^\s/?#"'<>]*@/g, `://${redacted}@`)
    .replace(/([?&])([^?=&#\s]+)=([^&#\s"'<>\\]*)/g, (all, mark: string, name: string, value: string) =>
      secretQuery.test(name) || hidesCredential(value) ? `${mark}${name}=${redacted}` : all,
    )

/** Behind its escapes. */
function hidesCredential(value: string): boolean {
  if (!value.includes('%')) return false
  try {
    return findCredentials(decodeURIComponent(value)).length > 0
  } catch {
    return false
  }
}

/** Looser than what is taken for a key elsewhere: an upstream may echo half of the one it refused. */
const keyShapes = /\b(sk-[A-Za-z0-9_-]{8,}|AIza[A-Za-z0-9_-]{10,}|xai-[A-Za-z0-9_-]{8,}|gs_[A-Za-z0-9_-]{20,})/g

/** Removes known secrets, values that look like keys, and query credentials from an error text. */
export function redactText(text: string, secrets: readonly string[]): string {
  return maskCredentials(redactUrl(removeSecrets(text, secrets)).replace(keyShapes, redacted))
}

/** Whether anything of a text may have to go. Asked of everything that is stored: nearly always the answer is no. */
export const mayHoldSecret = (text: string, secrets: readonly string[]): boolean =>
  secrets.some((secret) => text.includes(secret)) || mayHoldCredential(text)

/** The frame of a line as it may be stored; names and kinds are never touched. */
export const cleanLine = (line: string, secrets: readonly string[]): Frame =>
  JSON.parse(line, (key, value: unknown) =>
    typeof value === 'string' && key !== 'kind' ? maskCredentials(removeSecrets(value, secrets)) : value,
  ) as Frame

/** The same for a frame that was recorded by others. */
export function cleanFrame(frame: Frame): Frame {
  const line = formatLine(frame)
  return mayHoldCredential(line) ? cleanLine(line, []) : frame
}

/** In characters. */
export const shortestSecret = 8

/** A secret as it may stand in a text: as it is, inside JSON, and inside JSON that is text of other JSON. */
export function spellSecret(secret: string | null): string[] {
  // A value this short is no secret, and taking it out of every text would only destroy the text.
  if (secret === null || secret.length < shortestSecret) return []
  const inJson = JSON.stringify(secret).slice(1, -1)
  return [...new Set([secret, inJson, JSON.stringify(inJson).slice(1, -1)])]
}

/** What this gateway holds. It only grows: a key that was replaced may still stand in an answer that is under way. */
export type Secrets = { readonly list: readonly string[]; readonly add: (secret: string | null) => void }

/** The list stays the same one, so that whoever has it knows of a new secret from that moment on. */
export function createSecrets(): Secrets {
  const list: string[] = []
  return {
    list,
    add: (secret) => {
      for (const spelling of spellSecret(secret)) if (!list.includes(spelling)) list.push(spelling)
    },
  }
}

/** Removes the exact values of secrets this gateway holds. Cheap when there are none in the text, which is always. */
export function removeSecrets(text: string, secrets: readonly string[]): string {
  let out = text
  for (const secret of secrets) if (out.includes(secret)) out = out.replaceAll(secret, redacted)
  return out
}

/** A request to a provider, as it may be kept. */
export const recordable = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): UpstreamHead => ({ method, url: redactUrl(url), headers: redactHeaders(headers), body })
