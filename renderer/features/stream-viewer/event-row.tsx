import { memo } from 'react'
import type { Frame, FrameKind } from '#shared/session/frame'
import { formatCount, formatGap, formatHop, formatOffset, formatSpan, plural, sayDuration } from '../../ui/format'
import { Icon, type IconName } from '../../ui/icons'
import { glyphTone, KindGlyph, type Glyph } from '../../ui/kinds'
import { frameView } from './frames/index'
import { glyphOf, shortName } from './frames/received'
import type { Direction } from './frames/view'
import { isBurst, type Bracket } from './brackets'
import type { Read } from './reads'
import type { EventRow, Row, RunRow } from './rows'

type Props = {
  readonly row: Row
  /** Of an event; null while its text is fetched. */
  readonly frame: Frame | null
  /** What a run begins with. */
  readonly preview: string
  /** Time at the right edge of the lane. */
  readonly end: number
  /** Grows while a run or a read goes on. */
  readonly count: number
  /** What lint found here. */
  readonly findings: number
  readonly bracket: Bracket | null
  /** What was changed here on the tape; empty: nothing. */
  readonly edit: string
  readonly open: boolean
  readonly onToggle: () => void
}

export const RowView = memo(
  (props: Props) => {
    const { row } = props
    if (row.type === 'silence') return <Silence ms={row.ms} idle={row.idle} next={row.next} />
    if (row.type === 'turn') return <TurnLine turn={row.turn} at={row.at} />
    return row.type === 'run' ? <Run {...props} row={row} /> : <Event {...props} row={row} />
  },
  (a, b) =>
    a.row.key === b.row.key &&
    a.frame === b.frame &&
    a.preview === b.preview &&
    a.end === b.end &&
    a.count === b.count &&
    a.open === b.open &&
    a.findings === b.findings &&
    a.bracket === b.bracket &&
    a.edit === b.edit,
)

const directions: Readonly<Record<Direction, readonly [IconName, string]>> = {
  sent: ['sent', 'Sent by the client'],
  received: ['received', 'Received by the client'],
  upstream: ['upstream', 'From the provider'],
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

type GutterProps = Pick<Props, 'findings' | 'bracket'> & { readonly read: Read | null }

const Gutter = ({ findings, bracket, read }: GutterProps) => (
  <span
    className={
      bracket === null ? 'gutter' : `gutter bracket bracket-${bracket}${read !== null && isBurst(read) ? ' burst' : ''}`
    }
  >
    {findings > 0 && (
      <span className="tone-warn" title={`${plural(findings, 'lint finding')}, see Lint`}>
        <Icon name="warning" size={11} label={plural(findings, 'lint finding')} />
      </span>
    )}
  </span>
)

type EventProps = Omit<Props, 'row'> & { readonly row: EventRow }

const Event = ({ row, frame, end, findings, bracket, edit }: EventProps) => {
  const { name, wait, opens, child } = row
  if (frame === null) return <Pending row={row} />
  const view = frameView<FrameKind>(frame)
  const { glyph, title, preview } = view.describe(frame, name)
  const loud = glyph === 'error' || glyph === 'warning'
  return (
    <div
      role="gridcell"
      className={`event event-cols event-${view.direction}${opens ? ' opens' : ''}${child ? ' child' : ''}`}
    >
      <Gutter findings={findings} bracket={bracket} read={row.read} />
      <KindGlyph glyph={glyph} />
      <DirectionMark direction={view.direction} />
      <span className="num seq">{frame.seq}</span>
      <span className="num">{formatOffset(frame.at)}</span>
      <Wait ms={wait} idle={frame.kind === 'sent' || frame.kind === 'closed'} />
      <span className="num hop">{frame.kind === 'received' ? formatHop(frame.out) : ''}</span>
      <span className="event-text">
        <span className={`event-name ${loud || view.direction === 'received' ? glyphTone(glyph) : ''}`}>{title}</span>
        <EditTag words={edit} />
        <span className="preview">{preview}</span>
      </span>
      <Lane from={frame.at} to={frame.at} end={end} glyph={glyph} />
    </div>
  )
}

/** Its place is known before its text is. */
const Pending = ({ row }: { readonly row: EventRow }) => (
  <div role="gridcell" className={row.child ? 'event event-cols child' : 'event event-cols'}>
    <span className="gutter" />
    <KindGlyph glyph={row.upstream ? 'upstream' : glyphOf(row.name)} />
    <DirectionMark direction={row.upstream ? 'upstream' : 'received'} />
    <span className="num seq">{row.seq}</span>
    <span className="num">{formatOffset(row.at)}</span>
    <Wait ms={row.wait} />
    <span className="num hop" />
    <span className="event-text">
      <span className="event-name">{shortName(row.name)}</span>
    </span>
  </div>
)

type RunProps = Omit<Props, 'row'> & { readonly row: RunRow }

const Run = ({ row, end, count, open, findings, bracket, preview, edit, onToggle }: RunProps) => {
  const { seq, name, wait, lastSeq, at, lastAt, out } = row
  const glyph = glyphOf(name)
  return (
    <div role="gridcell" className="event event-cols">
      <Gutter findings={findings} bracket={bracket} read={row.read} />
      <KindGlyph glyph={glyph} />
      <DirectionMark direction="received" />
      <span className="num seq">{count > 1 ? `${seq}–${lastSeq}` : seq}</span>
      <span className="num">{formatOffset(at)}</span>
      <Wait ms={wait} />
      <span className="num hop">{formatHop(out)}</span>
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
        <EditTag words={edit} />
        <span className="preview">{preview.replace(/\s+/g, ' ')}</span>
      </span>
      <Lane from={at} to={lastAt} end={end} glyph={glyph} />
    </div>
  )
}

const EditTag = ({ words }: { readonly words: string }) =>
  words === '' ? null : <span className="tag tag-warn">{words}</span>

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

type SilenceProps = { readonly ms: number; readonly idle: boolean; readonly next: Read | null }

const Silence = ({ ms, idle, next }: SilenceProps) => (
  <div role="gridcell" className={idle ? 'event-note idle' : 'event-note'}>
    <Icon name="stalled" size={11} />
    {sayDuration(ms)} {idle ? 'idle' : 'silence'}
    {next !== null &&
      next.count > 2 &&
      `, then ${formatCount(next.count)} events${next.spanMs < 0.0005 ? '' : ` in ${formatSpan(next.spanMs)}`}: one upstream read`}
  </div>
)

const TurnLine = ({ turn, at }: { readonly turn: number; readonly at: number }) => (
  <div role="gridcell" className="event-turn">
    <b>Turn {turn}</b>
    <span className="num">{formatOffset(at)} ms</span>
  </div>
)
