import { memo } from 'react'
import type { FrameKind } from '#shared/session/frame'
import { formatCount, formatDuration, formatGap, formatHop, formatOffset } from '../../ui/format'
import { Icon, type IconName } from '../../ui/icons'
import { glyphTone, KindGlyph, type Glyph } from '../../ui/kinds'
import { frameView } from './frames/index'
import { glyphOf, shortName } from './frames/received'
import type { Direction } from './frames/view'
import type { EventRow, Row, RunRow } from './rows'

type Props = {
  readonly row: Row
  /** Time at the right edge of the lane. */
  readonly end: number
  /** Grows while a run goes on: the row object itself keeps its identity. */
  readonly count: number
  readonly open: boolean
  readonly onToggle: () => void
}

export const RowView = memo(
  (props: Props) => {
    const { row } = props
    if (row.type === 'silence') return <Silence ms={row.ms} idle={row.idle} />
    if (row.type === 'turn') return <TurnLine turn={row.turn} at={row.at} />
    return row.type === 'run' ? <Run {...props} row={row} /> : <Event row={row} end={props.end} />
  },
  (a, b) => a.row === b.row && a.end === b.end && a.count === b.count && a.open === b.open,
)

const directions: Readonly<Record<Direction, readonly [IconName, string]>> = {
  sent: ['sent', 'Sent by the client'],
  received: ['received', 'Received by the client'],
  inside: ['inside', 'Inside the gateway'],
}

const DirectionMark = ({ direction }: { readonly direction: Direction }) => {
  const [icon, word] = directions[direction]
  return (
    <span className={`direction direction-${direction}`} title={word}>
      <Icon name={icon} size={12} label={word} />
    </span>
  )
}

const Event = ({ row, end }: { readonly row: EventRow; readonly end: number }) => {
  const { frame, name, wait, opens, child } = row
  const view = frameView<FrameKind>(frame)
  const { glyph, title, preview } = view.describe(frame, name)
  const loud = glyph === 'error' || glyph === 'warning'
  return (
    <div role="gridcell" className={`event event-cols${opens ? ' opens' : ''}${child ? ' child' : ''}`}>
      <KindGlyph glyph={glyph} />
      <DirectionMark direction={view.direction} />
      <span className="num seq">{frame.seq}</span>
      <span className="num">{formatOffset(frame.at)}</span>
      <Wait ms={wait} idle={frame.kind === 'sent' || frame.kind === 'closed'} />
      <span className="num hop">{frame.kind === 'received' ? formatHop(frame.out) : ''}</span>
      <span className="event-text">
        <span className={`event-name ${loud || view.direction === 'received' ? glyphTone(glyph) : ''}`}>{title}</span>
        <span className="preview">{preview}</span>
      </span>
      <Lane from={frame.at} to={frame.at} end={end} glyph={glyph} />
    </div>
  )
}

type RunProps = Omit<Props, 'row'> & { readonly row: RunRow }

const Run = ({ row, end, count, open, onToggle }: RunProps) => {
  const { frame, name, wait, lastSeq, lastAt, preview } = row
  const glyph = glyphOf(name)
  return (
    <div role="gridcell" className="event event-cols">
      <KindGlyph glyph={glyph} />
      <DirectionMark direction="received" />
      <span className="num seq">{count > 1 ? `${frame.seq}–${lastSeq}` : frame.seq}</span>
      <span className="num">{formatOffset(frame.at)}</span>
      <Wait ms={wait} />
      <span className="num hop">{frame.kind === 'received' ? formatHop(frame.out) : ''}</span>
      <span className="event-text">
        <span className={`event-name ${glyphTone(glyph)}`}>{shortName(name)}</span>
        {count > 1 && (
          <button
            type="button"
            className="chip"
            tabIndex={-1}
            aria-expanded={open}
            aria-label={`${formatCount(count)} deltas, ${open ? 'fold' : 'unfold'}`}
            onClick={(event) => {
              event.stopPropagation()
              onToggle()
            }}
          >
            × {formatCount(count)}
          </button>
        )}
        <span className="preview">{preview.replace(/\s+/g, ' ')}</span>
      </span>
      <Lane from={frame.at} to={lastAt} end={end} glyph={glyph} />
    </div>
  )
}

type WaitProps = { readonly ms: number | null; readonly idle?: boolean }

/** A pause the client made is nobody's fault: only waits for an answer are marked. */
const Wait = ({ ms, idle = false }: WaitProps) => (
  <span className={ms !== null && ms > 500 && !idle ? 'num wait tone-warn' : 'num wait'}>
    {ms === null ? '' : formatGap(ms)}
  </span>
)

type LaneProps = { readonly from: number; readonly to: number; readonly end: number; readonly glyph: Glyph }

/** Where in the session's time this row lies. Drawn in percent, so that a growing session redraws only the bars on screen. */
const Lane = ({ from, to, end, glyph }: LaneProps) => (
  <svg className={`lane ${glyphTone(glyph)}`} aria-hidden="true">
    <line className="lane-axis" x1="0" x2="100%" y1="50%" y2="50%" />
    <rect x={`${(from / end) * 98}%`} width={`${Math.max(2, ((to - from) / end) * 98)}%`} y="5" height="4" />
    <rect
      className="lane-out"
      x={`${(from / end) * 98}%`}
      width={`${Math.max(2, ((to - from) / end) * 98)}%`}
      y="13.5"
      height="4"
    />
  </svg>
)

const Silence = ({ ms, idle }: { readonly ms: number; readonly idle: boolean }) => {
  const { value, unit } = formatDuration(ms)
  return (
    <div role="gridcell" className={idle ? 'event-note idle' : 'event-note'}>
      <Icon name="stalled" size={11} />
      {value} {unit} {idle ? 'idle' : 'silence'}
    </div>
  )
}

const TurnLine = ({ turn, at }: { readonly turn: number; readonly at: number }) => (
  <div role="gridcell" className="event-turn">
    <b>Turn {turn}</b>
    <span className="num">{formatOffset(at)} ms</span>
  </div>
)
