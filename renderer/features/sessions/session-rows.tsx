// The list itself: one grid with one tab stop. Grouped by cause it is a tree of two levels, whose rows open and close.
import { useCallback, useState, type KeyboardEvent } from 'react'
import { useStore } from '../../state/store'
import { slim, useMedia } from '../../ui/use-media'
import { useWindow } from '../../ui/use-window'
import { openSession } from './actions'
import { CauseRow } from './cause-row'
import { activeRow, causeOver, type Row } from './rows'
import { SessionRow } from './session-row'

const rowHeight = 44
const page = 8

function moveTo(key: string, from: number, count: number): number | null {
  const target = {
    ArrowDown: from + 1,
    j: from + 1,
    ArrowUp: Math.max(from, 1) - 1,
    k: Math.max(from, 1) - 1,
    Home: 0,
    End: count - 1,
    PageDown: from + page,
    PageUp: from - page,
  }[key]
  return target === undefined || count === 0 ? null : Math.min(count - 1, Math.max(0, target))
}

const focusViewer = (): void => document.querySelector<HTMLElement>('#viewer-panel [tabindex="0"]')?.focus()

type RowsProps = { readonly rows: readonly Row[]; readonly onToggle: (key: string) => void }

/** Where the reader is: on a cause, or on the session that is being read. */
function useActive({ rows, onToggle }: RowsProps) {
  const overlay = useMedia(slim)
  const selectedId = useStore((state) => state.selectedId)
  const [causeKey, setCauseKey] = useState<string | null>(null)
  const active = activeRow(rows, causeKey, selectedId)
  const go = (row: Row): void => {
    setCauseKey(row.kind === 'cause' ? row.group.key : null)
    if (row.kind === 'session') openSession(row.session.id, false)
  }
  const choose = useCallback(
    (id: string) => {
      setCauseKey(null)
      openSession(id, overlay)
    },
    [overlay],
  )
  const toggle = useCallback(
    (key: string) => {
      setCauseKey(key)
      onToggle(key)
    },
    [onToggle],
  )
  return { active, go, choose, toggle }
}

export const SessionRows = (props: RowsProps) => {
  const { rows } = props
  const grouping = useStore((state) => state.grouping)
  const { scroller, update, reveal, first, end } = useWindow(rows.length, rowHeight)
  const { active, go, choose, toggle } = useActive(props)
  const moveInto = (target: number): void => {
    const row = rows[target]
    if (!row) return
    go(row)
    reveal(target)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const current = rows[active]
    if (event.key === 'Enter' && current?.kind === 'session') {
      choose(current.session.id)
      focusViewer()
    } else if (current?.kind === 'cause' && turns(event.key, current.open)) toggle(current.group.key)
    else {
      const target = event.key === 'ArrowLeft' ? causeOver(rows, active) : moveTo(event.key, active, rows.length)
      if (target === null || target < 0) return
      moveInto(target)
    }
    event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className="session-scroll"
      role={grouping === 'time' ? 'grid' : 'treegrid'}
      aria-label={grouping === 'time' ? 'Sessions, newest first' : 'Failures by cause'}
      aria-rowcount={rows.length}
      aria-activedescendant={active >= 0 ? `session-${active}` : undefined}
      tabIndex={0}
      data-pane
      data-list
      data-start
      onScroll={update}
      onKeyDown={onKeyDown}
    >
      {rows.length === 0 && <Nothing />}
      <div role="rowgroup" className="session-rows" style={{ height: rows.length * rowHeight }}>
        {rows
          .slice(first, end)
          .map((row, offset) => draw(row, placeOf(first + offset, active), { onSelect: choose, onToggle: toggle }))}
      </div>
    </div>
  )
}

const placeOf = (index: number, active: number) => ({
  id: `session-${index}`,
  index,
  selected: index === active,
  top: index * rowHeight,
})

type Presses = { readonly onSelect: (id: string) => void; readonly onToggle: (key: string) => void }

const draw = (row: Row, place: ReturnType<typeof placeOf>, { onSelect, onToggle }: Presses) =>
  row.kind === 'cause' ? (
    <CauseRow key={row.group.key} group={row.group} open={row.open} {...place} onToggle={onToggle} />
  ) : (
    <SessionRow key={row.session.id} session={row.session} level={row.level} {...place} onSelect={onSelect} />
  )

/** Whether a key on a cause opens or closes it. */
const turns = (key: string, open: boolean): boolean =>
  key === 'Enter' || key === ' ' || key === (open ? 'ArrowLeft' : 'ArrowRight')

const Nothing = () => {
  const filter = useStore((state) => state.filter)
  const grouping = useStore((state) => state.grouping)
  const what = grouping === 'time' ? 'session' : 'failure'
  return <p className="empty-note">{filter === '' ? `No ${what}s yet.` : `No ${what} matches the filter.`}</p>
}
