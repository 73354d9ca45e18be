import { useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import type { Lint } from '#shared/inspect/lint/lint'
import type { SessionSummary } from '#shared/session/summary'
import { useStore } from '../../state/store'
import { sayDuration } from '../../ui/format'
import { useWindow, type RowWindow } from '../../ui/use-window'
import { countFindings } from '../../views/inspection'
import { selectFrame, toggleDeltas } from './actions'
import { RowView } from './event-row'
import { bracketOf, type Bracket } from './brackets'
import { keyTarget, parentOf, rowOfSeq, seqOf } from './row-keys'
import type { Row, Rows } from './rows'

type Props = {
  readonly session: SessionSummary
  readonly rows: Rows
  /** Rows to show: fewer than there are while the view is paused. */
  readonly count: number
  readonly lint: Lint
  readonly following: boolean
  readonly onLeaveEnd: () => void
  readonly onReachEnd: () => void
  readonly onOpen: () => void
}

const rowHeight = 23

/** Closer than this counts as at the end: fractions of a pixel stay after scrolling. */
const nearEnd = 4

export const EventList = ({ session, rows, count, lint, following, onLeaveEnd, onReachEnd, onOpen }: Props) => {
  const list = count < rows.list.length ? rows.list.slice(0, count) : rows.list
  const selectedSeq = useStore((state) => state.selectedSeq)
  const { scroller, update, reveal, toEnd, first, end } = useWindow(list.length, rowHeight)
  const onScroll = useTail({ scroller, update, toEnd }, following, list.length, onLeaveEnd, onReachEnd)
  const selected = selectedSeq === null ? -1 : rowOfSeq(list, selectedSeq)

  // After the commit: the frame's drawer has taken its room by then, and the row must be above it.
  useLayoutEffect(() => {
    if (selected >= 0) reveal(selected)
  }, [selected, reveal])

  const select = (index: number) => {
    const seq = seqOf(list[index])
    if (seq === null) return
    onLeaveEnd()
    selectFrame(seq)
  }
  const toggle = (index: number) => {
    const row = parentOf(list, index)
    if (row === null) return onOpen()
    onLeaveEnd()
    toggleDeltas(session.id, row)
    selectFrame(row.frame.seq)
  }
  const right = Math.max(rows.end, 1)
  return (
    <>
      <ColumnHeads end={right} />
      <div
        ref={scroller}
        className="event-scroll"
        role="grid"
        aria-label="Events"
        aria-rowcount={list.length}
        aria-activedescendant={selected >= 0 ? `event-${selected}` : undefined}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={(event) => onKey(event, selected, list, { select, toggle, open: onOpen })}
      >
        <div role="rowgroup" className="event-rows" style={{ height: list.length * rowHeight }}>
          {list.slice(first, end).map((row, offset) => {
            const index = first + offset
            return (
              <Slot
                key={row.key}
                row={row}
                index={index}
                selected={index === selected}
                lint={lint}
                bracket={bracketOf(list, index)}
                right={right}
                onSelect={select}
                onToggle={toggle}
              />
            )
          })}
        </div>
      </div>
    </>
  )
}

const findingsOf = (lint: Lint, row: Row): number => {
  if (row.type === 'event') return countFindings(lint, row.frame.seq, row.frame.seq)
  // An opened run leaves the marks to its deltas.
  return row.type === 'run' && !row.open ? countFindings(lint, row.frame.seq, row.lastSeq) : 0
}

type Act = (index: number) => void

type Acts = { readonly select: Act; readonly toggle: Act; readonly open: () => void }

function onKey(event: KeyboardEvent, selected: number, list: readonly Row[], acts: Acts): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const target = keyTarget(event.key, selected, list)
  if (target === null) return
  event.preventDefault()
  if (target === 'toggle') acts.toggle(selected)
  else if (target === 'open') acts.open()
  else acts.select(target)
}

type SlotProps = {
  readonly row: Row
  readonly index: number
  readonly selected: boolean
  readonly lint: Lint
  readonly bracket: Bracket | null
  readonly right: number
  readonly onSelect: Act
  readonly onToggle: Act
}

const Slot = ({ row, index, selected, lint, bracket, right, onSelect, onToggle }: SlotProps) => (
  <div
    id={`event-${index}`}
    role="row"
    aria-rowindex={index + 1}
    aria-selected={selected}
    className="event-slot"
    style={{ transform: `translateY(${index * rowHeight}px)` }}
    onClick={() => onSelect(index)}
    onDoubleClick={() => onToggle(index)}
  >
    <RowView
      row={row}
      end={right}
      count={row.type === 'run' ? row.count : row.type === 'silence' ? (row.next?.count ?? 0) : 1}
      findings={findingsOf(lint, row)}
      bracket={bracket}
      open={row.type === 'run' && row.open}
      onToggle={() => onToggle(index)}
    />
  </div>
)

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
