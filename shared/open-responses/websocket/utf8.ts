// Text measured in the bytes it will be on the wire, without a platform's help: limits of websocket frames and of close
// reasons are limits of bytes.

/** Counting stops above `enough`: whoever only asks whether a text fits need not read all of it. */
export function utf8Length(text: string, enough: number = Infinity): number {
  if (text.length > enough) return text.length
  let bytes = 0
  for (let i = 0; i < text.length && bytes <= enough; i += 1) {
    const code = text.charCodeAt(i)
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else if (code >= 0xd800 && code < 0xdc00 && isTrailing(text.charCodeAt(i + 1))) {
      bytes += 4
      i += 1
    } else bytes += 3
  }
  return bytes
}

/** The longest beginning of `text` that fits into `maxBytes`; never half a character. */
export function cutUtf8(text: string, maxBytes: number): string {
  let bytes = 0
  let end = 0
  for (const character of text) {
    bytes += utf8Length(character)
    if (bytes > maxBytes) return text.slice(0, end)
    end += character.length
  }
  return text
}

const isTrailing = (code: number): boolean => code >= 0xdc00 && code < 0xe000
