import { useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import type { Lint } from '#shared/inspect/lint/lint'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, type FrameLog } from '../../state/frame-log'
import { useStore } from '../../state/store'
import { sayDuration } from '../../ui/format'
import { useWindow, type RowWindow } from '../../ui/use-window'
import { countFindings } from '../../views/inspection'
import { selectFrame, toggleDeltas } from './actions'
import { RowView } from './event-row'
import { bracketOf } from './brackets'
import type { EditMarks } from './edit-marks'
import { previewRun } from './preview-run'
import { keyTarget, parentOf, rowOfSeq, seqOf } from './row-keys'
import type { Row, Rows } from './rows'

type Props = {
  readonly session: SessionSummary
  readonly rows: Rows
  /** Rows to show: fewer than there are while the view is paused. */
  readonly count: number
  readonly lint: Lint
  readonly marks: EditMarks
  readonly following: boolean
  readonly onLeaveEnd: () => void
  readonly onReachEnd: () => void
  readonly onOpen: () => void
}

const rowHeight = 23

/** Closer than this counts as at the end: fractions of a pixel stay after scrolling. */
const nearEnd = 4

export const EventList = (props: Props) => {
  const { session, rows, count, lint, marks, following, onLeaveEnd, onReachEnd, onOpen } = props
  const log = openLog(session.id)
  const list = count < rows.count ? upTo(rows, count) : rows
  const selectedSeq = useStore((state) => state.selectedSeq)
  const { scroller, update, reveal, toEnd, first, end } = useWindow(list.count, rowHeight)
  const onScroll = useTail({ scroller, update, toEnd }, following, list.count, onLeaveEnd, onReachEnd)
  const selected = selectedSeq === null ? -1 : rowOfSeq(list, selectedSeq)

  // After the commit: what takes of its room has done so by then, and the row must be above it.
  const isEditing = useStore((state) => state.editing === session.id)
  useLayoutEffect(() => {
    if (selected >= 0) reveal(selected)
  }, [selected, reveal, isEditing])

  const select = (index: number) => {
    const seq = seqOf(list.at(index))
    if (seq === null) return
    onLeaveEnd()
    selectFrame(seq)
  }
  const toggle = (index: number) => {
    const run = parentOf(list, index)
    if (run === null) return onOpen()
    onLeaveEnd()
    toggleDeltas(session.id, run)
    selectFrame(list.seqAt(run))
  }
  const right = Math.max(log.at(log.length - 1), 1)
  return (
    <>
      <ColumnHeads end={right} />
      <div
        ref={scroller}
        className="event-scroll"
        role="grid"
        aria-label="Events"
        aria-rowcount={list.count}
        aria-activedescendant={selected >= 0 ? `event-${selected}` : undefined}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={(event) => onKey(event, selected, list, { select, toggle, open: onOpen })}
      >
        <div role="rowgroup" className="event-rows" style={{ height: list.count * rowHeight }}>
          {indices(first, end).map((index) => (
            <Slot
              key={index}
              rows={list}
              log={log}
              index={index}
              selected={index === selected}
              lint={lint}
              marks={marks}
              right={right}
              onSelect={select}
              onToggle={toggle}
            />
          ))}
        </div>
      </div>
    </>
  )
}

/** The first of the rows, for a view that stands still. */
const upTo = (rows: Rows, count: number): Rows => ({
  count,
  at: (index) => (index < count ? rows.at(index) : undefined),
  seqAt: (index) => (index < count ? rows.seqAt(index) : Number.POSITIVE_INFINITY),
})

const indices = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => first + i)

const findingsOf = (lint: Lint, row: Row): number => {
  if (row.type === 'event') return countFindings(lint, row.seq, row.seq)
  // An opened run leaves the marks to its deltas.
  return row.type === 'run' && !row.open ? countFindings(lint, row.seq, row.lastSeq) : 0
}

type Act = (index: number) => void

type Acts = { readonly select: Act; readonly toggle: Act; readonly open: () => void }

function onKey(event: KeyboardEvent, selected: number, list: Rows, acts: Acts): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = keyTarget(event.key, selected, list)
  if (target === null) return
  event.preventDefault()
  if (target === 'toggle') acts.toggle(selected)
  else if (target === 'open') acts.open()
  else acts.select(target)
}

type SlotProps = {
  readonly rows: Rows
  readonly log: FrameLog
  readonly index: number
  readonly selected: boolean
  readonly lint: Lint
  readonly marks: EditMarks
  readonly right: number
  readonly onSelect: Act
  readonly onToggle: Act
}

const Slot = ({ rows, log, index, selected, lint, marks, right, onSelect, onToggle }: SlotProps) => {
  const row = rows.at(index)
  if (row === undefined) return null
  return (
    <div
      id={`event-${index}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      className={marks.isGone(row) ? 'event-slot gone' : 'event-slot'}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={() => onSelect(index)}
      onDoubleClick={() => onToggle(index)}
    >
      <RowView
        row={row}
        frame={row.type === 'event' ? log.frame(row.seq) : null}
        preview={row.type === 'run' ? previewRun(log, row) : ''}
        end={right}
        count={row.type === 'run' ? row.count : row.type === 'silence' ? (row.next?.count ?? 0) : 1}
        findings={findingsOf(lint, row)}
        bracket={bracketOf(rows, index)}
        edit={marks.wordsOf(row)}
        open={row.type === 'run' && row.open}
        onToggle={() => onToggle(index)}
      />
    </div>
  )
}

/** Sticks to the end while following, and tells when the reader scrolls away from it or back to it. */
function useTail(
  { scroller, update, toEnd }: Pick<RowWindow, 'scroller' | 'update' | 'toEnd'>,
  following: boolean,
  count: number,
  onLeaveEnd: () => void,
  onReachEnd: () => void,
): () => void {
  const lastTop = useRef(0)

  useLayoutEffect(() => {
    if (!following) return
    toEnd()
    lastTop.current = scroller.current?.scrollTop ?? 0
  }, [scroller, toEnd, following, count])

  return () => {
    update()
    const element = scroller.current
    if (!element) return
    const up = element.scrollTop < lastTop.current - 1
    lastTop.current = element.scrollTop
    if (up) onLeaveEnd()
    else if (element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd) onReachEnd()
  }
}

const ColumnHeads = ({ end }: { readonly end: number }) => (
  <div className="colhead event-cols" aria-hidden="true">
    <span />
    <span />
    <span />
    <span className="num">Seq</span>
    <span className="num" title="Milliseconds since the session began">
      Time
    </span>
    <span className="num wait-head" title="Wait since the frame before">
      Wait
    </span>
    <span className="num hop" title="From arrival at the gateway to the client's socket, in milliseconds">
      Client
    </span>
    <span className="event-name-head">Event</span>
    <span className="lane-head">0 to {sayDuration(end)}</span>
  </div>
)
