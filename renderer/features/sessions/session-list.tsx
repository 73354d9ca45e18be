import { useCallback, useMemo, type KeyboardEvent } from 'react'
import { matchesSession } from '#shared/inspect/filter/match-session'
import { parseFilter } from '#shared/inspect/filter/parse'
import type { ParsedFilter } from '#shared/inspect/filter/language'
import type { SessionSummary } from '#shared/session/summary'
import { useStore } from '../../state/store'
import { formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { slim, useMedia } from '../../ui/use-media'
import { useWindow } from '../../ui/use-window'
import { openSession, setFilter, toggleFollow, toggleHold } from './actions'
import { FilterBox, FilterChips } from '../../views/filter-box'
import { SessionRow } from './session-row'

const rowHeight = 44

export const SessionList = () => {
  const sessions = useStore((state) => state.sessions)
  const filter = useStore((state) => state.filter)
  const heldAt = useStore((state) => state.heldAt)
  const total = useStore((state) => state.total)
  const visible = useMemo(
    () => (heldAt === null ? sessions : sessions.filter((session) => session.startedAt <= heldAt)),
    [sessions, heldAt],
  )
  const parsed = useMemo(() => parseFilter(filter), [filter])
  const rows = useMemo(
    () => (parsed.filter.length === 0 ? visible : visible.filter((session) => matchesSession(parsed.filter, session))),
    [visible, parsed],
  )
  const waiting = sessions.length - visible.length
  return (
    <section className="pane sessions" aria-label="Sessions">
      <ListBar parsed={parsed} />
      <FilterChips
        subject="sessions"
        value={filter}
        parsed={parsed}
        left={`${formatCount(rows.length)} of ${formatCount(visible.length)}`}
        onChange={setFilter}
      />
      <div className="colhead session-cols" aria-hidden="true">
        <span />
        <span className="session-head">Session</span>
        <span className="num session-ttft">TTFT</span>
        <span className="num session-duration wide">Duration</span>
        <span className="num session-tokens wide">Tokens</span>
      </div>
      <Rows rows={rows} />
      <footer className="foot">
        <span>
          {rows.length === total
            ? plural(total, 'session')
            : `${formatCount(rows.length)} of ${plural(total, 'session')}`}
        </span>
        <span className="grow" />
        {heldAt === null ? (
          <FollowButton />
        ) : (
          <span className="tone-warn">{waiting === 0 ? 'Held' : `Held, ${formatCount(waiting)} new`}</span>
        )}
      </footer>
    </section>
  )
}

const ListBar = ({ parsed }: { readonly parsed: ParsedFilter }) => {
  const filter = useStore((state) => state.filter)
  const held = useStore((state) => state.heldAt !== null)
  return (
    <div className="bar">
      <FilterBox
        id="session-filter"
        label="Filter sessions"
        placeholder="model: status:failed ttft>1s"
        subject="sessions"
        value={filter}
        parsed={parsed}
        onChange={setFilter}
      />
      <button
        type="button"
        className="button quiet icon-only"
        aria-pressed={held}
        aria-label={held ? 'Let the list move again' : 'Hold the list still'}
        title={held ? 'Let the list move again' : 'Hold the list still: recording goes on'}
        onClick={toggleHold}
      >
        <Icon name={held ? 'play' : 'pause'} />
      </button>
    </div>
  )
}

const FollowButton = () => {
  const following = useStore((state) => state.following)
  return (
    <button type="button" className="button quiet small follow" aria-pressed={following} onClick={toggleFollow}>
      <Icon name="down" size={12} />
      {following ? 'Following new' : 'Follow new'}
    </button>
  )
}

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

const Rows = ({ rows }: { readonly rows: readonly SessionSummary[] }) => {
  const overlay = useMedia(slim)
  const selectedId = useStore((state) => state.selectedId)
  const filter = useStore((state) => state.filter)
  const { scroller, update, reveal, first, end } = useWindow(rows.length, rowHeight)
  const choose = useCallback((id: string) => openSession(id, overlay), [overlay])
  const selected = rows.findIndex((session) => session.id === selectedId)
  const onKeyDown = (event: KeyboardEvent) => {
    const current = rows[selected]
    if (event.key === 'Enter' && current) {
      event.preventDefault()
      choose(current.id)
      focusViewer()
      return
    }
    const target = event.ctrlKey || event.metaKey || event.altKey ? null : moveTo(event.key, selected, rows.length)
    const row = target === null ? undefined : rows[target]
    if (!row || target === null) return
    event.preventDefault()
    openSession(row.id, false)
    reveal(target)
  }
  return (
    <div
      ref={scroller}
      className="session-scroll"
      role="grid"
      aria-label="Sessions, newest first"
      aria-rowcount={rows.length}
      aria-activedescendant={selected >= 0 ? `session-${selected}` : undefined}
      tabIndex={0}
      data-pane
      data-list
      data-start
      onScroll={update}
      onKeyDown={onKeyDown}
    >
      {rows.length === 0 && (
        <p className="empty-note">{filter === '' ? 'No sessions yet.' : 'No session matches the filter.'}</p>
      )}
      <div role="rowgroup" className="session-rows" style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, end).map((session, offset) => {
          const index = first + offset
          return (
            <SessionRow
              key={session.id}
              session={session}
              id={`session-${index}`}
              index={index}
              selected={index === selected}
              top={index * rowHeight}
              onSelect={choose}
            />
          )
        })}
      </div>
    </div>
  )
}
