// Bytes of a frame as a hex dump, eight to a line: what a narrow pane has room for.

export type HexLine = { readonly offset: string; readonly bytes: string; readonly text: string }

const perLine = 8

export function hexLines(bytes: Uint8Array, from: number, to: number): HexLine[] {
  const lines: HexLine[] = []
  for (let at = from; at < Math.min(to, bytes.length); at += perLine) {
    const row = [...bytes.subarray(at, Math.min(at + perLine, to))]
    lines.push({
      offset: at.toString(16).padStart(6, '0'),
      bytes: row.map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      text: row.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '·')).join(''),
    })
  }
  return lines
}
