// What the model said. Words are Markdown or text as the reader chose; nothing a model writes is ever read as markup.
import { memo, type ReactNode } from 'react'
import { mediaBytes } from '#shared/open-responses/media'
import type { OutputPart } from '#shared/open-responses/output'
import { chooseTextForm, useTextForm, type TextForm } from '../state/text-form'
import { Segments, type Choice } from '../ui/choices'
import { CopyButton } from '../ui/copy-button'
import { formatBytes, formatCount, plural, prettyJson } from '../ui/format'
import { CodeBlock } from '../ui/json-view'
import { KindGlyph } from '../ui/kinds'
import { MarkdownView } from '../ui/markdown/markdown'
import type { Span } from '../ui/marked-words'
import { PlainText } from '../ui/plain-text'
import { MediaView } from './media-view'
import { isNamed, partHeads } from './part-heads'
import { readMarkdown, readPlain } from './part-text'

/** Words of one part, by their place in its text. */
export type TextMark = Span & { readonly turn: number; readonly key: string }

type Props = {
  readonly part: OutputPart
  /** These tell that the part has changed, which keeps its identity. */
  readonly length: number
  readonly deltas: number
  readonly done: boolean
  readonly mark: TextMark | null
}

export const OutputPartView = memo(({ part, mark }: Props) => {
  const [glyph, word] = partHeads[part.kind]
  const copied = part.media?.url ?? part.text
  return (
    <section className={`part part-${part.kind}`}>
      <header>
        <KindGlyph glyph={glyph} />
        <h2>{word}</h2>
        {isNamed(part.kind) && <code title={part.callId ?? undefined}>{part.name}</code>}
        <Facts part={part} />
        {part.differs && <span className="part-warning">done text differs from the deltas</span>}
        <span className="grow" />
        {part.kind === 'message' && <TextForms />}
        {copied !== '' && <CopyButton text={() => part.media?.url ?? part.text} label={`Copy ${word.toLowerCase()}`} />}
      </header>
      <PartBody part={part} mark={mark} />
    </section>
  )
})

const Facts = ({ part }: { readonly part: OutputPart }) => {
  const facts = factsOf(part)
  // The choice beside it leaves room for the first.
  return (
    <span className="note" title={facts.join(', ')}>
      {part.kind === 'message' ? facts[0] : facts.join(', ')}
    </span>
  )
}

function factsOf({ kind, deltas, text, media, done }: OutputPart): readonly string[] {
  const facts: string[] = []
  if (kind === 'image') {
    if (!done) facts.push(deltas > 0 ? `preview ${deltas}` : 'being made')
  } else if (deltas > 0) facts.push(plural(deltas, 'delta'))
  if (media === null) {
    if (kind !== 'image' && (text !== '' || done)) facts.push(`${formatCount(text.length)} chars`)
    return facts
  }
  const bytes = mediaBytes(media)
  if (media.mime !== '') facts.push(media.mime)
  if (bytes !== null) facts.push(formatBytes(bytes))
  return facts
}

const PartBody = ({ part, mark }: { readonly part: OutputPart; readonly mark: Span | null }): ReactNode => {
  switch (part.kind) {
    case 'tool':
    case 'result':
    case 'other':
      return part.text !== '' && <Arguments text={part.text} done={part.done} />
    case 'image':
    case 'audio':
      return <MediaView part={part} />
    case 'refusal':
      return <PlainText plain={readPlain(part)} mark={mark} />
    case 'message':
    case 'summary':
    case 'reasoning':
      return <Words part={part} mark={mark} />
  }
}

const Words = ({ part, mark }: { readonly part: OutputPart; readonly mark: Span | null }) => {
  const markdown = useTextForm() === 'markdown' ? readMarkdown(part) : undefined
  if (markdown) return <MarkdownView markdown={markdown} mark={mark} />
  return (
    <>
      {markdown === null && <p className="note">Too long to lay out as Markdown: shown as text.</p>}
      <PlainText plain={readPlain(part)} mark={mark} />
    </>
  )
}

const forms: readonly Choice<TextForm>[] = [
  { value: 'markdown', label: 'Markdown' },
  { value: 'text', label: 'Text' },
]

const TextForms = () => (
  <Segments label="Show messages as" small choices={forms} value={useTextForm()} onChange={chooseTextForm} />
)

/** Arguments grow as broken JSON; they are laid out once they are whole. */
const Arguments = ({ text, done }: { readonly text: string; readonly done: boolean }) => (
  <div className="part-code">
    <CodeBlock text={(done ? prettyJson(text) : null) ?? text} numbered={false} />
  </div>
)
