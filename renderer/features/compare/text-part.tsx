// What the model said in each run, in columns. Pieces it came in make no difference; long stretches that are the same are
// folded, so that what differs is what there is to read.
import { useState } from 'react'
import type { TurnComparison } from '#shared/inspect/compare/compare'
import type { PartDiff, TextDiff } from '#shared/inspect/compare/text'
import type { Piece } from '#shared/inspect/compare/words'
import { formatCount, plural } from '../../ui/format'
import { KindGlyph } from '../../ui/kinds'
import { isNamed, partHeads } from '../../views/part-heads'
import { Letter, letters } from './heads'
import { Section } from './section'

type Props = { readonly others: readonly TurnComparison[] }

export const TextPart = ({ others }: Props) => {
  const same = others.every(({ text }) => text.same)
  const first = others[0]?.text.parts ?? []
  const characters = first.reduce((sum, { words }) => sum + lengthOf(words.pieces, 'a'), 0)
  const note = same
    ? characters === 0
      ? 'nothing was said'
      : `the same, ${plural(characters, 'character')}`
    : `${others.map(({ text }, index) => sayWords(text, others.length > 1 ? index + 1 : null)).join(', ')}, pieces ignored`
  return (
    <Section title="Text" note={note} same={same}>
      <div className="compare-texts">
        <Column index={0} parts={first} side="a" isMarked={others.length === 1} />
        {others.map(({ text }, index) => (
          <Column key={index} index={index + 1} parts={text.parts} side="b" isMarked isInline={others.length > 1} />
        ))}
      </div>
    </Section>
  )
}

function sayWords({ words, isAligned }: TextDiff, index: number | null): string {
  const where = index === null ? '' : ` in ${letters[index]}`
  if (!isAligned) return `too different to be lined up${where}`
  return `${plural(words, 'word')} ${words === 1 ? 'differs' : 'differ'}${where}`
}

const lengthOf = (pieces: readonly Piece[], side: 'a' | 'b'): number =>
  pieces.filter((piece) => isOf(piece, side)).reduce((sum, { text }) => sum + text.length, 0)

const isOf = ({ kind }: Piece, side: 'a' | 'b'): boolean =>
  kind === 'same' || kind === (side === 'a' ? 'removed' : 'added')

type ColumnProps = {
  readonly index: number
  readonly parts: readonly PartDiff[]
  readonly side: 'a' | 'b'
  readonly isMarked: boolean
  /** What went stands before what came, for want of a column of its own. */
  readonly isInline?: boolean
}

const Column = ({ index, parts, side, isMarked, isInline = false }: ColumnProps) => (
  <div className="compare-text">
    <Letter index={index} />
    {parts.length === 0 && <p className="note">Nothing was said.</p>}
    {parts.map((part, place) => (
      <Part key={place} part={part} side={side} isMarked={isMarked} isInline={isInline} />
    ))}
  </div>
)

type PartProps = Omit<ColumnProps, 'index' | 'parts'> & { readonly part: PartDiff }

const Part = ({ part, side, isMarked, isInline }: PartProps) => {
  const { kind, name, words, only, mediaDiffers, same } = part
  const [glyph, word] = partHeads[kind]
  const isAbsent = only !== null && only !== side
  const pieces = words.pieces.filter((piece) => isInline || isOf(piece, side))
  return (
    <section className="compare-part">
      <h3>
        <KindGlyph glyph={glyph} /> {word} {isNamed(kind) && <code>{name}</code>}
        {same && isMarked && <span className="note">the same</span>}
        {mediaDiffers && <span className="note">another picture or sound</span>}
      </h3>
      {isAbsent ? (
        <p className="note">Not in this run.</p>
      ) : (
        <p className={isNamed(kind) ? 'mono' : 'prose'}>
          {pieces.map((piece, place) => (
            <PieceView key={place} piece={piece} isMarked={isMarked} />
          ))}
        </p>
      )}
      {!words.isAligned && isMarked && (
        <p className="note">Too little in common, or too long, to be lined up word by word.</p>
      )}
    </section>
  )
}

/** Of a stretch that is the same, so much is kept on either side of a change. */
const kept = 240
const foldedFrom = 1_200

type PieceProps = { readonly piece: Piece; readonly isMarked: boolean }

const PieceView = ({ piece: { kind, text }, isMarked }: PieceProps) => {
  const [isOpen, open] = useState(false)
  const [, space = '', words = ''] = /^(\s*)([\s\S]*)$/.exec(text) ?? []
  if (kind === 'same' || !isMarked) {
    if (text.length <= foldedFrom || isOpen) return text
    const left = text.length - 2 * kept
    return (
      <>
        {text.slice(0, kept)}
        <button type="button" className="compare-more" onClick={() => open(true)}>
          {formatCount(left)} more characters
        </button>
        {text.slice(-kept)}
      </>
    )
  }
  const shown = isOpen || words.length <= foldedFrom * 4 ? words : words.slice(0, foldedFrom)
  const Mark = kind === 'removed' ? 'del' : 'ins'
  return (
    <>
      {space}
      <Mark>{shown}</Mark>
      {shown.length < words.length && (
        <button type="button" className="compare-more" onClick={() => open(true)}>
          {formatCount(words.length - shown.length)} more characters
        </button>
      )}
    </>
  )
}
