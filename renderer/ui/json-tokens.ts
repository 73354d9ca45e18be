// Colours for one line of pretty-printed JSON. Works line by line, so that only the lines on screen are read.
export type JsonToken = { readonly text: string; readonly kind: 'key' | 'string' | 'literal' | 'mark' }

const pattern = /("(?:[^"\\]|\\.)*"?)(\s*:)?|(-?\d[\d.eE+-]*|\b(?:true|false|null)\b)/g

export function tokenizeJsonLine(line: string): JsonToken[] {
  const tokens: JsonToken[] = []
  let from = 0
  const mark = (to: number) => {
    if (to > from) tokens.push({ text: line.slice(from, to), kind: 'mark' })
  }
  for (const match of line.matchAll(pattern)) {
    mark(match.index)
    const [whole, string, colon] = match
    if (string === undefined) tokens.push({ text: whole, kind: 'literal' })
    else {
      tokens.push({ text: string, kind: colon === undefined ? 'string' : 'key' })
      if (colon !== undefined) tokens.push({ text: colon, kind: 'mark' })
    }
    from = match.index + whole.length
  }
  mark(line.length)
  return tokens
}
