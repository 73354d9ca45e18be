// Two texts word by word, whatever pieces they came in.
import { align, type Stretch } from '#shared/inspect/compare/align'

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
  const count = (kind: Piece['kind']) =>
    stretches.filter((one) => one.kind === kind).reduce((sum, { length }) => sum + length, 0)
  const blocks = joinSpecks(stretches).flatMap(({ isSame, fromA, toA, fromB, toB }): Piece[] => {
    const [was, is] = [a.slice(fromA, toA).join(''), b.slice(fromB, toB).join('')]
    if (isSame) return [{ kind: 'same', text: was }]
    const removed: Piece[] = was === '' ? [] : [{ kind: 'removed', text: was }]
    return is === '' ? removed : [...removed, { kind: 'added', text: is }]
  })
  return { pieces: blocks, removed: count('removed'), added: count('added'), isAligned: true }
}

/** What is the same in both, or what stands in place of what. */
type Block = { isSame: boolean; readonly fromA: number; toA: number; readonly fromB: number; toB: number }

const sizeOf = ({ fromA, toA, fromB, toB }: Block): number => Math.max(toA - fromA, toB - fromB)

/** So few words that two texts share by chance are no landmark between stretches of at least so many that they do not. */
const speck = 2
const around = 3

function joinSpecks(stretches: readonly Stretch[]): readonly Block[] {
  const blocks: Block[] = []
  for (const { kind, a, b, length } of stretches) {
    const isSame = kind === 'same'
    const [toA, toB] = [kind === 'added' ? a : a + length, kind === 'removed' ? b : b + length]
    const last = blocks.at(-1)
    if (last && !isSame && !last.isSame) Object.assign(last, { toA, toB })
    else blocks.push({ isSame, fromA: a, toA, fromB: b, toB })
  }
  const joined: Block[] = []
  for (const [index, block] of blocks.entries()) {
    const [before, after] = [joined.at(-1), blocks[index + 1]]
    const isSpeck = block.isSame && sizeOf(block) <= speck && before !== undefined && after !== undefined
    if (isSpeck && sizeOf(before) >= around && sizeOf(after) >= around) block.isSame = false
    if (before && before.isSame === block.isSame) Object.assign(before, { toA: block.toA, toB: block.toB })
    else joined.push(block)
  }
  return joined
}

/** A word in place of another is one that differs. */
export const countChanged = ({ removed, added }: Pick<WordDiff, 'removed' | 'added'>): number =>
  Math.max(removed, added)
