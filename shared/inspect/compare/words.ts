// Two texts word by word, whatever pieces they came in.
import { align } from '#shared/inspect/compare/align'

export type Piece = { readonly kind: 'same' | 'removed' | 'added'; readonly text: string }

export type WordDiff = {
  readonly pieces: readonly Piece[]
  readonly removed: number
  readonly added: number
  /** False: too little in common to be lined up, or too long; the pieces are one text after the other. */
  readonly isAligned: boolean
}

/** A word brings the space before it; where no spaces are written, a character is a word. */
const wordPattern =
  /\s*(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+)|\s+$/gu

/** Beyond this many characters a text is held against the other as a whole. */
export const mostCompared = 2_000_000

const wordsOf = (text: string): string[] => text.match(wordPattern) ?? []

export function diffWords(before: string, after: string): WordDiff {
  if (before === after)
    return { pieces: before === '' ? [] : [{ kind: 'same', text: before }], removed: 0, added: 0, isAligned: true }
  const isShort = before.length + after.length <= mostCompared
  const [a, b] = isShort ? [wordsOf(before), wordsOf(after)] : [[before], [after]]
  const stretches = isShort ? align(a, b) : null
  if (stretches === null) {
    const pieces: Piece[] = []
    if (before !== '') pieces.push({ kind: 'removed', text: before })
    if (after !== '') pieces.push({ kind: 'added', text: after })
    return { pieces, removed: a.length, added: b.length, isAligned: false }
  }
  const count = (kind: Piece['kind']) => stretches.filter((s) => s.kind === kind).reduce((sum, s) => sum + s.length, 0)
  const pieces = stretches.map(({ kind, a: fromA, b: fromB, length }): Piece => {
    const text = kind === 'added' ? b.slice(fromB, fromB + length) : a.slice(fromA, fromA + length)
    return { kind, text: text.join('') }
  })
  return { pieces, removed: count('removed'), added: count('added'), isAligned: true }
}

/** A word in place of another is one that differs. */
export const countChanged = ({ removed, added }: Pick<WordDiff, 'removed' | 'added'>): number =>
  Math.max(removed, added)
