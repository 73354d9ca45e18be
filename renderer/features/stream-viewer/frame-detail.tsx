import { useMemo, useState } from 'react'
import { eventData, eventType } from '#shared/open-responses/events'
import type { Frame, FrameKind } from '#shared/session/frame'
import type { FrameLog } from '../../state/frame-log'
import { CopyButton } from '../../ui/copy-button'
import { formatBytes, formatCount, formatOffset, prettyJson } from '../../ui/format'
import { CodeView } from '../../ui/json-view'
import { Segments } from '../../ui/choices'
import { frameView } from './frames/index'
import { HexView } from './hex-view'

type Props = { readonly frame: Frame; readonly log: FrameLog }

/** Larger texts are shown as recorded: laying them out would stop the window for longer than a reader waits. */
const prettyLimit = 2_000_000

type Mode = 'pretty' | 'raw' | 'hex'
const modes = [
  { value: 'pretty', label: 'Pretty' },
  { value: 'raw', label: 'Raw' },
  { value: 'hex', label: 'Hex' },
] as const

export const FrameDetail = ({ frame, log }: Props) => {
  const [mode, setMode] = useState<Mode>('pretty')
  const raw = useMemo(() => frameView<FrameKind>(frame).raw(frame), [frame])
  const pretty = useMemo(() => layOut(raw), [raw])
  const shown = mode === 'pretty' && pretty !== null ? pretty : raw
  const name = frame.kind === 'received' && frame.text.startsWith('event:') ? eventType(frame.text) : frame.kind
  return (
    <section className="frame-detail" aria-label="Selected frame" data-pane>
      <header className="bar">
        <h2>
          Frame {frame.seq} <span className="note">of {formatCount(log.length)}</span>
        </h2>
        <code className="ellipsis">{name}</code>
        <span className="grow" />
        <CopyButton text={raw} label="Copy the exact text" word="Copy" />
      </header>
      <div className="bar frame-facts">
        <span className="note ellipsis">
          {formatOffset(frame.at)} ms, {formatBytes(raw.length)}
        </span>
        <span className="grow" />
        <Segments label="How to show the frame" small choices={modes} value={mode} onChange={setMode} />
      </div>
      {mode === 'hex' ? (
        <HexView key={frame.seq} text={raw} frame={frame} log={log} />
      ) : (
        <CodeView text={shown} label="Text of the frame" />
      )}
    </section>
  )
}

/** JSON laid out, wherever it sits: alone, in an SSE block, or as the body under a head. null when there is none. */
function layOut(raw: string): string | null {
  if (raw.length > prettyLimit) return null
  const data = /^(event|data):/m.test(raw.slice(0, 6)) ? eventData(raw) : raw
  const whole = prettyJson(data)
  if (whole !== null) return whole
  const body = raw.indexOf('\n\n')
  const below = body < 0 ? null : prettyJson(raw.slice(body + 2))
  return below === null ? null : `${raw.slice(0, body + 2)}${below}`
}
