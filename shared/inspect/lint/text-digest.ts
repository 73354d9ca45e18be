// A text that is only ever compared: its length and two running hashes stand for it, however long it grows.

export type TextDigest = { length: number; a: number; b: number }

export const createDigest = (): TextDigest => ({ length: 0, a: 0x811c9dc5, b: 0x9747b28c })

export function addText(digest: TextDigest, text: string): void {
  let { a, b } = digest
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 0x01000193)
    b = Math.imul(b, 31) + c
  }
  digest.a = a | 0
  digest.b = b | 0
  digest.length += text.length
}

export function isTextOf(digest: TextDigest, text: string): boolean {
  if (digest.length !== text.length) return false
  const other = createDigest()
  addText(other, text)
  return other.a === digest.a && other.b === digest.b
}
