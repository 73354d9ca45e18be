// What the model said, as plain text: nothing a model writes is ever read as markup.
import { memo } from 'react'
import type { OutputPart, PartKind } from '#shared/open-responses/output'
import { CopyButton } from '../ui/copy-button'
import { formatCount, plural, prettyJson } from '../ui/format'
import { tokenizeJsonLine } from '../ui/json-tokens'
import { KindGlyph, type Glyph } from '../ui/kinds'

const heads: Readonly<Record<PartKind, readonly [Glyph, string]>> = {
  reasoning: ['reasoning', 'Reasoning summary'],
  message: ['text', 'Message'],
  refusal: ['error', 'Refusal'],
  tool: ['tool', 'Tool call'],
  other: ['unknown', 'Item'],
}

/** Words of one part, by their place in its text. */
export type TextMark = { readonly turn: number; readonly key: string; readonly from: number; readonly to: number }

type Props = {
  readonly part: OutputPart
  /** Grow while the part keeps its identity: they are what tells that it has changed. */
  readonly length: number
  readonly done: boolean
  readonly mark: TextMark | null
}

export const OutputPartView = memo(({ part, length, done, mark }: Props) => {
  const [glyph, word] = heads[part.kind]
  const named = part.kind === 'tool' || part.kind === 'other'
  const count = part.deltas > 0 ? `${plural(part.deltas, 'delta')}, ` : ''
  return (
    <section className={`part part-${part.kind}`}>
      <header>
        <KindGlyph glyph={glyph} />
        <b>{word}</b>
        {named && <code title={part.callId ?? undefined}>{part.name}</code>}
        <span className="note">
          {count}
          {formatCount(length)} chars
        </span>
        {part.differs && <span className="part-warning">done text differs from the deltas</span>}
        <span className="grow" />
        <CopyButton text={() => part.text} label={`Copy ${word.toLowerCase()}`} />
      </header>
      {named ? <Arguments text={part.text} done={done} /> : <MarkedText text={part.text} mark={mark} />}
    </section>
  )
})

const MarkedText = ({ text, mark }: { readonly text: string; readonly mark: TextMark | null }) =>
  mark === null ? (
    <p className="part-text">{text}</p>
  ) : (
    <p className="part-text">
      {text.slice(0, mark.from)}
      <mark>{text.slice(mark.from, mark.to)}</mark>
      {text.slice(mark.to)}
    </p>
  )

/** Arguments grow as broken JSON; they are laid out once they are whole. */
const Arguments = ({ text, done }: { readonly text: string; readonly done: boolean }) => {
  const shown = (done ? prettyJson(text) : null) ?? text
  return (
    <pre className="part-code">
      {shown.split('\n').map((line, index) => (
        <span key={index}>
          {tokenizeJsonLine(line).map((token, at) => (
            <span key={at} className={`json-${token.kind}`}>
              {token.text}
            </span>
          ))}
          {'\n'}
        </span>
      ))}
    </pre>
  )
}
