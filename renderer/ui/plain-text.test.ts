import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutOn, noText } from './plain-text'

describe('plain text in pieces', () => {
  it('is the text, however it came', () => {
    const part = fc
      .tuple(fc.constantFrom('a', '\n', 'word ', 'line\n'), fc.nat(9_000))
      .map(([word, n]) => word.repeat(n))
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        let text = ''
        let plain = noText
        for (const added of parts) {
          text += added
          plain = cutOn(plain, text)
        }
        expect(plain.pieces.map((piece) => piece.text).join('')).toBe(text)
        expect(plain.pieces.map(({ from }) => from)).toEqual(cutOn(noText, text).pieces.map(({ from }) => from))
      }),
    )
  })
  it('ends a piece with a line, and keeps all but the last', () => {
    const before = cutOn(noText, `${'a line\n'.repeat(4_000)}the last`)
    expect(before.pieces.slice(0, -1).every(({ text }) => text.endsWith('\n'))).toBe(true)
    const after = cutOn(before, `${before.text} grows`)
    expect(after.pieces.slice(0, -1)).toEqual(before.pieces.slice(0, -1))
    expect(after.pieces.slice(0, -1).every((piece, at) => piece === before.pieces[at])).toBe(true)
  })
  it('cuts a line without an end at a word', () => {
    const [first] = cutOn(noText, 'word '.repeat(40_000)).pieces
    expect(first?.text.length).toBeLessThanOrEqual(65_536)
    expect(first?.text.endsWith('word ')).toBe(true)
  })
})
