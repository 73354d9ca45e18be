import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, type KeyboardEvent } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { useStore } from '../../state/store'
import { formatDuration } from '../../ui/format'
import { selectFrame, toggleDeltas } from './actions'
import { RowView } from './event-row'
import type { Row, Rows } from './rows'

type Props = {
  readonly session: SessionSummary
  readonly rows: Rows
  readonly following: boolean
  readonly onLeaveEnd: () => void
  readonly onReachEnd: () => void
}

const rowHeight = 23

/** Closer than this counts as at the end: fractions of a pixel stay after scrolling. */
const nearEnd = 4

const seqOf = (row: Row | undefined): number | null =>
  row?.type === 'event' || row?.type === 'run' ? row.frame.seq : null

export const EventList = ({ session, rows, following, onLeaveEnd, onReachEnd }: Props) => {
  const scroller = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const selectedSeq = useStore((state) => state.selectedSeq)
  const count = rows.list.length
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  })

  useLayoutEffect(() => {
    const element = scroller.current
    if (following && element) element.scrollTop = lastTop.current = element.scrollHeight
  }, [following, count])

  const onScroll = () => {
    const element = scroller.current
    if (!element) return
    const up = element.scrollTop < lastTop.current - 1
    lastTop.current = element.scrollTop
    if (up) onLeaveEnd()
    else if (element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd && selectedSeq === null)
      onReachEnd()
  }

  const select = (index: number) => {
    const seq = seqOf(rows.list[index])
    if (seq === null) return
    onLeaveEnd()
    selectFrame(seq)
    virtual.scrollToIndex(index)
  }

  const toggle = (index: number) => {
    const row = rows.list[index]
    if (row?.type !== 'run') return
    onLeaveEnd()
    toggleDeltas(session.id, row)
    selectFrame(row.frame.seq)
    virtual.measure()
  }

  const selectedIndex = selectedSeq === null ? -1 : rows.list.findIndex((row) => seqOf(row) === selectedSeq)
  const onKeyDown = (event: KeyboardEvent) => {
    const target = moveTo(event.key, selectedIndex, rows.list)
    if (target !== null) select(target)
    else if (event.key === 'Enter' || isToggle(event.key, rows.list[selectedIndex])) toggle(selectedIndex)
    else return
    event.preventDefault()
  }
  const end = Math.max(rows.end, 1)
  const { value, unit } = formatDuration(end)
  return (
    <>
      <div className="colhead event-cols" aria-hidden="true">
        <span />
        <span />
        <span className="num">Seq</span>
        <span className="num" title="Milliseconds since the session began">
          Time
        </span>
        <span className="num" title="Wait since the row before">
          Wait
        </span>
        <span className="num hop" title="From upstream arrival to the client's socket">
          Client
        </span>
        <span className="event-name-head">Event</span>
        <span className="lane-head">
          0 to {value} {unit}
        </span>
      </div>
      <div
        ref={scroller}
        className="event-scroll"
        role="grid"
        aria-label="Events"
        aria-rowcount={count}
        aria-activedescendant={selectedIndex >= 0 ? `event-${selectedIndex}` : undefined}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup" className="event-rows" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows.list[item.index]
            if (!row) return null
            return (
              <div
                key={row.key}
                id={`event-${item.index}`}
                role="row"
                aria-rowindex={item.index + 1}
                aria-selected={item.index === selectedIndex}
                className="event-slot"
                style={{ transform: `translateY(${item.start}px)` }}
                onClick={() => select(item.index)}
                onDoubleClick={() => toggle(item.index)}
              >
                <RowView
                  row={row}
                  end={end}
                  count={row.type === 'run' ? row.count : 1}
                  open={row.type === 'run' && row.open}
                  onToggle={() => toggle(item.index)}
                />
              </div>
            )
          })}
        </div>
      </div>
    </>
  )
}

const isToggle = (key: string, row: Row | undefined): boolean =>
  row?.type === 'run' && (row.open ? key === 'ArrowLeft' : key === 'ArrowRight')

const page = 12

/** The row a key leads to; notes and separators are passed over. */
function moveTo(key: string, from: number, list: readonly Row[]): number | null {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page, PageUp: -page }[key]
  if (key === 'Home') return nextRow(list, 0, 1)
  if (key === 'End') return nextRow(list, list.length - 1, -1)
  if (step === undefined) return null
  const direction = step > 0 ? 1 : -1
  const target = Math.min(list.length - 1, Math.max(0, from + step))
  return nextRow(list, target, direction) ?? nextRow(list, target, direction > 0 ? -1 : 1)
}

function nextRow(list: readonly Row[], from: number, direction: 1 | -1): number | null {
  for (let i = from; i >= 0 && i < list.length; i += direction) if (seqOf(list[i]) !== null) return i
  return null
}
