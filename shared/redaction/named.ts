// Credentials that look like nothing in particular and are known by the name they stand under: fields of JSON at any depth of
// quoting, assignments as in an environment file, lines of a head, values of a query, and what stands before the @ of a URL.
import { closingQuote } from '#shared/redaction/quotes'
import type { Span } from '#shared/redaction/spans'
import { credentialName } from '#shared/redaction/words'

const variable = '(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?|AUTHORIZATION)'

const field = new RegExp(`${credentialName}(\\\\*)"\\s*:\\s*\\1"`, 'gi')

function findFields(text: string): Span[] {
  const found: Span[] = []
  for (const match of text.matchAll(field)) {
    const start = match.index + match[0].length
    found.push({ start, end: closingQuote(text, start, match[1]?.length ?? 0), rule: 'named-field' })
  }
  return found
}

const value = '[^\\s"\'\\\\,;&<>()[\\]{}]'
/** Of names that code is full of only values with a digit are taken: the others are words of a language. */
const patterns: readonly (readonly [rule: string, pattern: RegExp])[] = [
  ['assigned-value', new RegExp(`${variable}\\s?=\\s?["']?(${value}{6,})`, 'g')],
  ['assigned-value', new RegExp(`${credentialName}\\s?=\\s?["']?(?=${value}*\\d)(${value}{6,})`, 'gi')],
  // As heads are written: after these words prose has neither a scheme nor a sign of equality.
  ['head-line', /authorization: ?((?:bearer|basic|digest|token|apikey|negotiate|aws4-hmac-sha256) +[^"'\\\r\n]{6,})/gi],
  ['head-line', /cookie: ?([\w.-]+=[^"'\\\r\n]{4,})/gi],
  ['head-line', new RegExp(`${credentialName}: ?(?=${value}*\\d)(${value}{8,})`, 'gi')],
  // What ends a URL in the middle of a text or of JSON ends its last value.
  [
    'query-value',
    /(?:[?&;]|\\u0026)(?:key|x?-?api[-_]?key|token|auth|jwt|sig|signature|secret|x-(?:amz|goog)-(?:signature|credential|security-token)|awsaccesskeyid|sharedaccess(?:key|signature)|[a-z]+[-_](?:token|secret|key|verifier)|password|pwd)=([^&#\s"'<>\\]+)/gi,
  ],
  // The user of every repository is no credential.
  ['url-userinfo', /:\\?\/\\?\/(?!git@)([^\s/?#"'<>\\]{1,512})@/g],
]

export function findNamed(text: string): Span[] {
  const found = findFields(text)
  for (const [rule, pattern] of patterns) {
    for (const match of text.matchAll(pattern)) {
      const taken = match[1] ?? ''
      const start = match.index + match[0].lastIndexOf(taken)
      found.push({ start, end: start + taken.length, rule })
    }
  }
  return found.filter(({ start, end }) => end > start)
}
