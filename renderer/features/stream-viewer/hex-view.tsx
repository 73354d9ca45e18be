import { useMemo, useState } from 'react'
import type { Frame } from '#shared/session/frame'
import type { FrameLog } from '../../state/frame-log'
import { formatCount } from '../../ui/format'
import { hexLines } from './hex'
import { createReads } from './reads'

type Props = { readonly text: string; readonly frame: Frame; readonly log: FrameLog }

const portion = 4_096
const encoder = new TextEncoder()

export const HexView = ({ text, frame, log }: Props) => {
  const bytes = useMemo(() => encoder.encode(text), [text])
  const [shown, setShown] = useState(portion)
  return (
    <div className="code-view" role="region" aria-label="Bytes of the frame" tabIndex={0}>
      <p className="hex-note note">{sayRead(frame, log, bytes.length)}</p>
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
function sayRead(frame: Frame, log: FrameLog, length: number): string {
  const read = frame.kind === 'received' ? createReads(log)(frame.seq) : null
  if (read === null) return `${formatCount(length)} bytes.`
  if (read.first === read.last) return `${formatCount(length)} bytes, alone in its read from upstream.`
  const before = bytesBefore(log, read.first, frame.seq)
  const where = before === null ? '' : `Bytes ${formatCount(before)} to ${formatCount(before + length)} of `
  return `${where === '' ? 'Part of ' : where}one upstream read: frames ${read.first} to ${read.last}.`
}

/** null while texts before it are not here. */
function bytesBefore(log: FrameLog, first: number, seq: number): number | null {
  let bytes = 0
  for (let at = first; at < seq; at += 1) {
    const frame = log.frame(at)
    if (frame?.kind !== 'received') return null
    bytes += encoder.encode(frame.text).length
  }
  return bytes
}
