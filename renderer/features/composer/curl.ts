// Reads a curl command as people paste it: from a POSIX shell, or from Windows with carets. Only what makes the request is
// read: method, address, headers, body. Nothing is expanded, and nothing is run.
export type CurlRequest = {
  readonly method: string
  readonly url: string | null
  /** Without credentials: those of this gateway are added when it is sent. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  readonly body: string
  /** `-d @file`, for which the text is not here. */
  readonly missing: readonly string[]
}

export const looksLikeCurl = (text: string): boolean => /^\s*(?:[$>#]\s+)?curl(?:\.exe)?\s/i.test(text)

/** Null when it is not a curl command. */
export function parseCurl(text: string): CurlRequest | null {
  if (!looksLikeCurl(text)) return null
  const words = splitWords(text.trim().replace(/^[$>#]\s+/, ''))
  return readArguments(words.slice(1))
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\x07',
  e: '\x1b',
}

/** The first command's words. A line break, `;`, `|` or `&` outside quotes ends it. */
export function splitWords(source: string): string[] {
  // A caret at the end of a line, or before a quote, is how the Windows shell continues and quotes.
  const windows = /\^\r?\n|\^"/.test(source)
  const words: string[] = []
  let word: string | null = null
  let at = 0
  const take = (part: string, next: number) => {
    word = (word ?? '') + part
    at = next
  }
  while (at < source.length) {
    const char = source.charAt(at)
    const joint = /^[\\^`]\r?\n[ \t]*/.exec(source.slice(at, at + 80))
    if (joint) at += joint[0].length
    else if (/[\r\n;|&]/.test(char)) break
    else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
      at += 1
    } else take(...readPart(source, at, windows))
  }
  if (word !== null) words.push(word)
  return words
}

/** One quoted or bare part, and where the next begins. */
function readPart(source: string, at: number, windows: boolean): [string, number] {
  const char = source.charAt(at)
  if (windows && char === '^') {
    return source.charAt(at + 1) === '"' ? readCaretQuoted(source, at + 2) : [source.charAt(at + 1), at + 2]
  }
  if (char === "'" && !windows) return readSingle(source, at + 1)
  if (char === '"') return readDouble(source, at + 1)
  if (source.startsWith("$'", at)) return readDollar(source, at + 2)
  if (char === '\\' && !windows) return [source.charAt(at + 1), at + 2]
  return [char, at + 1]
}

function readSingle(source: string, from: number): [string, number] {
  const end = source.indexOf("'", from)
  return end < 0 ? [source.slice(from), source.length] : [source.slice(from, end), end + 1]
}

function readDouble(source: string, from: number): [string, number] {
  let text = ''
  for (let at = from; at < source.length; at += 1) {
    const char = source.charAt(at)
    const next = source.charAt(at + 1)
    if (char === '"') return [text, at + 1]
    if (char === '\\' && /["\\$`\n]/.test(next)) {
      text += next === '\n' ? '' : next
      at += 1
    } else text += char
  }
  return [text, source.length]
}

/** `^"…^"` of the Windows shell: inside, `^` escapes the next character, and `^\^"` is a quote of the text. */
function readCaretQuoted(source: string, from: number): [string, number] {
  let text = ''
  for (let at = from; at < source.length; at += 1) {
    const rest = source.slice(at, at + 4)
    if (rest.startsWith('^\\^"')) {
      text += '"'
      at += 3
    } else if (rest.startsWith('^"')) return [text, at + 2]
    else if (/^\^\r?\n/.test(rest)) {
      // A break inside quotes is written as caret, break, break.
      const joint = /^\^\r?\n(\r?\n)?/.exec(rest)
      text += joint?.[1] === undefined ? '' : '\n'
      at += (joint?.[0].length ?? 1) - 1
    } else if (rest.startsWith('^')) {
      text += source.charAt(at + 1)
      at += 1
    } else if (rest.startsWith('\\"')) {
      text += '"'
      at += 1
    } else text += source.charAt(at)
  }
  return [text, source.length]
}

/** `$'…'`: the shell's own escapes. */
function readDollar(source: string, from: number): [string, number] {
  let text = ''
  for (let at = from; at < source.length; at += 1) {
    const char = source.charAt(at)
    if (char === "'") return [text, at + 1]
    if (char !== '\\') {
      text += char
      continue
    }
    const code = /^(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([0-7]{1,3}))/i.exec(
      source.slice(at + 1, at + 10),
    )
    const next = source.charAt(at + 1)
    if (code) {
      const [whole, hex, short, long, octal] = code
      const point = octal === undefined ? Number.parseInt(hex ?? short ?? long ?? '0', 16) : Number.parseInt(octal, 8)
      text += point <= 0x10ffff ? String.fromCodePoint(point) : ''
      at += whole.length
    } else {
      text += escapes[next] ?? next
      at += 1
    }
  }
  return [text, source.length]
}

/** Options that take a value and say nothing about the request. */
const withValue = new Set(
  (
    '-o --output -w --write-out -m --max-time --connect-timeout -x --proxy --retry -u --user -b --cookie -c --cookie-jar ' +
    '-F --form --cacert -E --cert --key -e --referer --resolve -K --config --unix-socket -T --upload-file -D --dump-header'
  ).split(' '),
)
const data = new Set(['-d', '--data', '--data-raw', '--data-binary', '--data-ascii', '--json', '--data-urlencode'])
const secret = /^(authorization|x-api-key|api-key|cookie|proxy-authorization)$/i

function readArguments(words: readonly string[]): CurlRequest {
  const parts: string[] = []
  const missing: string[] = []
  const headers: { name: string; value: string }[] = []
  let [method, url] = [null as string | null, null as string | null]
  for (let at = 0; at < words.length; at += 1) {
    const [option, glued] = splitOption(words[at] ?? '')
    const value = () => glued ?? words[(at += 1)] ?? ''
    if (data.has(option)) {
      const text = value()
      if (text.startsWith('@') && option !== '--data-raw') missing.push(text.slice(1))
      else parts.push(text)
    } else if (option === '-H' || option === '--header') {
      const [name = '', ...rest] = value().split(':')
      if (!secret.test(name.trim())) headers.push({ name: name.trim(), value: rest.join(':').trim() })
    } else if (option === '-X' || option === '--request') method = value()
    else if (option === '--url') url = value()
    else if (option === '-A' || option === '--user-agent') headers.push({ name: 'user-agent', value: value() })
    else if (withValue.has(option)) value()
    else if (!option.startsWith('-')) url ??= option
  }
  return {
    method: method ?? (parts.length + missing.length > 0 ? 'POST' : 'GET'),
    url,
    headers,
    body: parts.join('&'),
    missing,
  }
}

/** `-d'…'` and `--data=…` carry their value with them; `-sSd` is three options of which the last takes it. */
function splitOption(word: string): [string, string | undefined] {
  const long = /^(--[a-z-]+)=([\s\S]*)$/.exec(word)
  if (long) return [long[1] ?? '', long[2]]
  const short = /^-[a-zA-Z]*?([dHXAowmxubcFEeKTD])([\s\S]*)$/.exec(word)
  if (!short || word.startsWith('--')) return [word, undefined]
  return [`-${short[1]}`, short[2] === '' ? undefined : short[2]]
}
