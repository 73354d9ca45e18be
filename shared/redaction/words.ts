// Names under which a credential stands, as fields of JSON and lines of a head have them.

/**
 * A name ends in one of these; what stands before it does not matter (`OPENAI_API_KEY`, `db_password`), and is not looked for:
 * the texts are written by others, and megabytes of them have to take no time. Not `token`, `key` and `signature` alone: log
 * probabilities, maps and signed thoughts have fields of these names.
 */
const words = [
  '(?:api|access|secret|private|account|subscription|functions|signing|encryption|master)[-_]?key',
  '(?:access|refresh|auth|session|security|bearer|csrf|xsrf|api|id|bot|oauth)[-_]?token',
  'secret',
  'password',
  'passwd',
  'passphrase',
  'pwd',
  'authorization',
  'cookie',
  'credentials?',
  'connection[-_]?string',
]
/** A pattern, to be read without regard to case. */
export const credentialName = `(?:${words.join('|')})`
