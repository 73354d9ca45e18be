// The list itself: one grid with one tab stop. In groups it is a tree, whose rows open and close.
import { useEffect, type KeyboardEvent } from 'react'
import { store, useStore } from '../../state/store'
import { useWindow } from '../../ui/use-window'
import { GroupRow } from './group-row'
import { orders } from './groups'
import { readKey } from './list-keys'
import type { Row } from './rows'
import { SessionRow, type Press } from './session-row'
import { useListActions, type RowsProps } from './use-list-actions'

const rowHeight = 44

export const SessionRows = (props: RowsProps) => {
  const { rows } = props
  const grouping = useStore((state) => state.grouping)
  const { scroller, update, reveal, first, end } = useWindow(rows.length, rowHeight)
  const { active, act, press, toggle } = useListActions(props, reveal)
  useRevealed(active, reveal)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || isOfReplay(event)) return
    const row = rows[active]
    const group = row?.kind !== 'group' ? null : row.open ? 'open' : 'closed'
    const keyed = { key: event.key, shift: event.shiftKey, command: event.ctrlKey || event.metaKey }
    const action = readKey(keyed, { at: active, count: rows.length, group })
    if (action !== null && act(action)) event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className="session-scroll"
      role={grouping === 'time' ? 'grid' : 'treegrid'}
      aria-label={orders[grouping].list}
      aria-multiselectable
      aria-rowcount={rows.length}
      aria-activedescendant={active >= 0 ? `session-${active}` : undefined}
      aria-keyshortcuts="P N T U Delete Control+A"
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
          .map((row, offset) => draw(row, placeOf(first + offset, active), { onPress: press, onToggle: toggle }))}
      </div>
    </div>
  )
}

/** While one is on screen, the space bar is its own. */
const isOfReplay = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  key === ' ' && !ctrlKey && !metaKey && store.getState().replay !== null

/** What was selected from elsewhere is shown; following the newest never scrolls a list that is read. */
function useRevealed(active: number, reveal: (index: number) => void): void {
  const selectedId = useStore((state) => state.selectedId)
  const following = useStore((state) => state.following)
  useEffect(() => {
    if (active >= 0 && !following) reveal(active)
    // A row that only moves down because others came above it stays where it is.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selectedId])
}

const placeOf = (index: number, active: number) => ({
  id: `session-${index}`,
  index,
  active: index === active,
  top: index * rowHeight,
})

type Presses = {
  readonly onPress: (index: number, press: Press) => void
  readonly onToggle: (key: string) => void
}

const draw = (row: Row, place: ReturnType<typeof placeOf>, { onPress, onToggle }: Presses) =>
  row.kind === 'group' ? (
    <GroupRow key={`group ${row.group.key}`} group={row.group} open={row.open} {...place} onToggle={onToggle} />
  ) : (
    <SessionRow
      key={row.session.id}
      session={row.session}
      level={row.level}
      link={row.link}
      {...place}
      onPress={onPress}
    />
  )

const Nothing = () => {
  const filter = useStore((state) => state.filter)
  const grouping = useStore((state) => state.grouping)
  return (
    <p className="empty-note">
      {filter === ''
        ? orders[grouping].empty
        : `No ${grouping === 'cause' ? 'failure' : 'session'} matches the filter.`}
    </p>
  )
}
