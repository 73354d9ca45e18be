// The scrub track: the session's own events with the playhead over them. A slider to keyboard and readers.
import { memo, useMemo, type KeyboardEvent, type PointerEvent } from 'react'
import type { EventKind } from '#shared/open-responses/events'
import type { FrameLog } from '../../state/frame-log'
import { seekToFrame, seekToTime, step } from '../../state/replay'
import type { Replay } from '../../state/store'
import { formatCount, sayDuration } from '../../ui/format'
import { createTrack, endOf, trackWidth, type Scale, type Track } from './track-data'

const tones: Readonly<Record<EventKind, string>> = {
  lifecycle: 'k-life',
  structure: 'k-life',
  text: 'k-text',
  reasoning: 'k-reason',
  tool: 'k-tool',
  error: 'k-err',
  unknown: 'k-life',
}

type Props = { readonly replay: Replay; readonly tape: FrameLog; readonly scale: Scale }

const page = 10

export const ScrubTrack = ({ replay, tape, scale }: Props) => {
  const { time, shown, clock } = replay
  const { length } = tape
  const end = endOf(tape)
  const percent = (scale === 'time' ? time / end : Math.max(0, shown - 1) / Math.max(1, length - 1)) * 100
  // Read out when it stands still: nobody can listen to sixty values a second.
  const told = clock.since === null ? time : Math.floor(time / 1_000) * 1_000
  return (
    <div
      className="scrub"
      role="slider"
      tabIndex={0}
      data-start
      aria-label="Playhead"
      aria-valuemin={0}
      aria-valuemax={Math.round(end)}
      aria-valuenow={Math.min(Math.round(end), Math.round(told))}
      aria-valuetext={`${sayDuration(told)} of ${sayDuration(end)}${clock.since === null ? `, frame ${shown} of ${length}` : ''}`}
      onKeyDown={(event) => onKey(event, length)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        scrub(event, scale, tape)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event, scale, tape)
      }}
    >
      <span className="scrub-played" style={{ width: `${percent}%` }} />
      <Drawing tape={tape} scale={scale} length={length} />
      <span className="scrub-head" style={{ left: `${percent}%` }} />
    </div>
  )
}

function onKey(event: KeyboardEvent, length: number): void {
  const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: page, PageDown: -page }[event.key]
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (by !== undefined) step(by)
  else if (event.key === 'Home') seekToFrame(0)
  else if (event.key === 'End') seekToFrame(length)
  else return
  event.preventDefault()
}

function scrub({ currentTarget, clientX }: PointerEvent<HTMLDivElement>, scale: Scale, tape: FrameLog): void {
  const { left, width } = currentTarget.getBoundingClientRect()
  const part = Math.min(1, Math.max(0, (clientX - left) / width))
  if (scale === 'time') seekToTime(part * endOf(tape))
  else seekToFrame(1 + Math.round(part * (tape.length - 1)))
}

type DrawingProps = { readonly tape: FrameLog; readonly scale: Scale; readonly length: number }

/** Drawn once for a tape, whatever the playhead does. */
const Drawing = memo(({ tape, scale, length }: DrawingProps) => {
  const track = useMemo(() => trackOf(tape, scale, length), [tape, scale, length])
  const { ticks, failed, begins, silence } = track
  return (
    <>
      {silence !== null && (
        <span className="scrub-silence" style={stretch(silence)}>
          {sayDuration(silence.ms)} silence
        </span>
      )}
      {failed.map((attempt) => (
        <span key={attempt.from} className="scrub-failed" style={stretch(attempt)} />
      ))}
      <svg viewBox={`0 0 ${trackWidth} 24`} preserveAspectRatio="none" aria-hidden="true">
        {[...ticks].map(([kind, places]) => (
          <path key={kind} className={tones[kind]} d={places.map((place) => `M${place.toFixed(1)} 6v12`).join('')} />
        ))}
        <path className="scrub-begin" d={begins.map((place) => `M${place.toFixed(1)} 0v24`).join('')} />
      </svg>
    </>
  )
})

/** A tape that is still on its way is longer each time. */
const trackOf = (tape: FrameLog, scale: Scale, _length: number): Track => createTrack(tape, scale)

const stretch = ({ from, to }: { readonly from: number; readonly to: number }) => ({
  left: `${(from / trackWidth) * 100}%`,
  width: `${((to - from) / trackWidth) * 100}%`,
})

/** `2.684` seconds, or minutes from a hundred seconds on. */
export function formatPlayed(ms: number): string {
  if (ms < 99_999.5) return (ms / 1_000).toFixed(3)
  const seconds = Math.floor(ms / 1_000)
  return `${formatCount(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`
}
