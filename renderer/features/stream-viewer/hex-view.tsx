import { useMemo, useState } from 'react'
import type { Frame } from '#shared/session/frame'
import { formatCount } from '../../ui/format'
import { hexLines } from './hex'

type Props = { readonly text: string; readonly frame: Frame; readonly frames: readonly Frame[] }

const portion = 4_096
const encoder = new TextEncoder()

export const HexView = ({ text, frame, frames }: Props) => {
  const bytes = useMemo(() => encoder.encode(text), [text])
  const [shown, setShown] = useState(portion)
  return (
    <div className="code-view" role="region" aria-label="Bytes of the frame" tabIndex={0}>
      <p className="hex-note note">{sayRead(frame, frames, bytes.length)}</p>
      <pre className="hex">
        {hexLines(bytes, 0, shown).map((line) => (
          <div key={line.offset}>
            <span className="hex-offset">{line.offset}</span>
            <span className="hex-bytes">{line.bytes}</span>
            <span className="hex-text">{line.text}</span>
          </div>
        ))}
      </pre>
      {bytes.length > shown && (
        <button type="button" className="button small code-more" onClick={() => setShown(shown + portion)}>
          Show more of {formatCount(bytes.length)} bytes
        </button>
      )}
    </div>
  )
}

/** Where the frame lay in what was read from upstream: frames of one read have one time. */
function sayRead(frame: Frame, frames: readonly Frame[], length: number): string {
  if (frame.kind !== 'received') return `${formatCount(length)} bytes.`
  const isSame = (other: Frame | undefined) => other?.kind === 'received' && other.at === frame.at
  let first = frame.seq
  let last = frame.seq
  let before = 0
  for (let other = frames[first - 1]; other?.kind === 'received' && isSame(other); other = frames[first - 1]) {
    before += encoder.encode(other.text).length
    first -= 1
  }
  while (isSame(frames[last + 1])) last += 1
  if (first === last) return `${formatCount(length)} bytes, alone in its read from upstream.`
  return `Bytes ${formatCount(before)} to ${formatCount(before + length)} of one upstream read: frames ${first} to ${last}.`
}
