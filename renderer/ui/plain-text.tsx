// Text as it was written. A long one is cut into pieces that end with a line: only the last, which grows, is drawn again.
import { memo } from 'react'
import { copySlice, markWithin, wordsOf, type Span } from './marked-words'

type Piece = { readonly from: number; readonly text: string }

export type Plain = { readonly text: string; readonly pieces: readonly Piece[] }

export const noText: Plain = { text: '', pieces: [] }

const enough = 8_192
/** A line without an end is cut after so many characters. */
const longest = 65_536

type Props = { readonly plain: Plain; readonly mark: Span | null }

export const PlainText = ({ plain, mark }: Props) => (
  <div className="plain-text">
    {plain.pieces.map((piece) => {
      const within = markWithin(mark, piece.from, piece.from + piece.text.length)
      return <PieceView key={piece.from} piece={piece} from={within?.from ?? 0} to={within?.to ?? 0} />
    })}
  </div>
)

const PieceView = memo(({ piece: { text }, from, to }: Span & { readonly piece: Piece }) => (
  <p>{wordsOf({ text, mark: to > from ? { from, to } : null }, 0, text.length)}</p>
))

/** Pieces that the new text cannot change keep their identity. */
export function cutOn(before: Plain, text: string): Plain {
  if (text === before.text) return before
  const pieces = text.startsWith(before.text) ? before.pieces.slice(0, -1) : []
  const last = pieces.at(-1)
  for (let from = last === undefined ? 0 : last.from + last.text.length; from < text.length;) {
    const to = endOfPiece(text, from)
    pieces.push({ from, text: copySlice(text.slice(from, to)) })
    from = to
  }
  return { text, pieces }
}

function endOfPiece(text: string, from: number): number {
  if (text.length - from <= enough) return text.length
  const end = text.indexOf('\n', from + enough) + 1
  if (end > 0 && end - from <= longest) return end
  if (text.length - from <= longest) return text.length
  const word = text.lastIndexOf(' ', from + longest) + 1
  return word > from + enough ? word : from + longest
}
