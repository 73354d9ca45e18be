import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { align } from './align'
import { countChanged, diffWords } from './words'

const text = fc
  .array(fc.constantFrom('one', 'two', 'three', 'four', '.', '  ', '\n'), { maxLength: 40 })
  .map((w) => w.join(' '))

const told = (a: string, b: string) => diffWords(a, b).pieces.map(({ kind, text: said }) => `${kind[0]}${said}`)

describe('two texts, word by word', () => {
  it('say what went, what came and what stayed', () => {
    expect(told('I will ask the carrier first.', 'I will check the carrier.')).toEqual([
      'sI will',
      'r ask',
      'a check',
      's the',
      'r carrier first.',
      'a carrier.',
    ])
  })
  it('are the same whatever pieces they came in', () => {
    expect(diffWords('Grüße', 'Grüße')).toEqual({
      pieces: [{ kind: 'same', text: 'Grüße' }],
      removed: 0,
      added: 0,
      isAligned: true,
    })
    expect(diffWords('', '').pieces).toEqual([])
  })
  it('have no landmark in a word that they share by chance', () => {
    const pieces = told('Order 48213 left the Rotterdam hub on Tuesday.', 'You asked where the order is, I think.')
    expect(pieces).toEqual([
      'rOrder 48213 left the Rotterdam hub on Tuesday.',
      'aYou asked where the order is, I think.',
    ])
  })
  it('without spaces are held together character by character', () => {
    expect(countChanged(diffWords('今日は晴れです', '今日は雨です'))).toBe(2)
  })
  it('with too little in common stand one after the other, and it is said', () => {
    const many = (word: string) => Array.from({ length: 2_500 }, (_, i) => `${word}${i}`).join(' ')
    const diff = diffWords(many('a'), many('b'))
    expect([diff.isAligned, diff.removed, diff.added, diff.pieces.length]).toEqual([false, 2_500, 2_500, 2])
  })
  it('give either text back: what stayed and what went, what stayed and what came', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const { pieces } = diffWords(a, b)
        const without = (kind: string) =>
          pieces
            .filter((piece) => piece.kind !== kind)
            .map((piece) => piece.text)
            .join('')
        expect(without('added')).toBe(a)
        expect(without('removed')).toBe(b)
      }),
    )
  })
  it('count the same both ways', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const [there, back] = [diffWords(a, b), diffWords(b, a)]
        expect([there.removed, there.added]).toEqual([back.added, back.removed])
        expect(countChanged(diffWords(a, a))).toBe(0)
      }),
    )
  })
})

describe('lining up', () => {
  const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 14 })
  /** The length of the longest common subsequence, found the slow way. */
  const common = (a: readonly string[], b: readonly string[]): number => {
    const rows = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0))
    for (let i = a.length - 1; i >= 0; i -= 1)
      for (let j = b.length - 1; j >= 0; j -= 1)
        (rows[i] as number[])[j] =
          a[i] === b[j] ? (rows[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(rows[i + 1]?.[j] ?? 0, rows[i]?.[j + 1] ?? 0)
    return rows[0]?.[0] ?? 0
  }
  it('keeps as much as can be kept', () => {
    fc.assert(
      fc.property(letters, letters, (a, b) => {
        const kept = (align(a, b) ?? [])
          .filter(({ kind }) => kind === 'same')
          .reduce((sum, { length }) => sum + length, 0)
        expect(kept).toBe(common(a, b))
      }),
    )
  })
  it('gives up where too much came and went', () => {
    expect(align(['a', 'b'], ['c', 'd'], 3)).toBeNull()
    expect(align(['a', 'b'], ['c', 'd'], 4)).toHaveLength(2)
  })
})
