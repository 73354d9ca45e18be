// An image or sound of an answer. What came with it is shown; what lies elsewhere is named and never fetched.
import { isElsewhere, type Media } from '#shared/open-responses/media'
import type { OutputPart } from '#shared/open-responses/output'
import { Anchor } from '../ui/anchor'
import { PlainText } from '../ui/plain-text'
import { readPlain } from './part-text'

/** An image file may be a program: drawings in SVG are left out. */
const shownImages: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'])

export const MediaView = ({ part }: { readonly part: OutputPart }) => (
  <>
    {part.media === null ? <Missing part={part} /> : <Shown media={part.media} part={part} />}
    {part.text !== '' && <PlainText plain={readPlain(part)} mark={null} />}
  </>
)

const Missing = ({ part: { kind, done } }: { readonly part: OutputPart }) => {
  if (kind === 'audio') return <p className="note">Sound in pieces is not played.</p>
  return done && <p className="note">No image came.</p>
}

type Props = { readonly media: Media; readonly part: OutputPart }

const Shown = ({ media, part: { kind, done } }: Props) => {
  if (isElsewhere(media)) {
    return (
      <p className="part-elsewhere">
        <Anchor address={media.url}>{media.url}</Anchor> <span className="note">not fetched</span>
      </p>
    )
  }
  if (kind === 'image' && shownImages.has(media.mime)) {
    return <img className="answer-image" src={media.url} alt={done ? 'Image of the answer' : 'Preview of the image'} />
  }
  // A page that plays sound of its own accord is none of ours: it waits for a press.
  if (kind === 'audio') return <audio controls preload="metadata" src={media.url} aria-label="Sound of the answer" />
  return <p className="note">This form of {kind} is not shown.</p>
}
