import { useCallback, useMemo, useState } from 'react'
import { groupByCause } from '#shared/inspect/causes'
import { matchesSession } from '#shared/inspect/filter/match-session'
import { parseFilter } from '#shared/inspect/filter/parse'
import type { ParsedFilter } from '#shared/inspect/filter/language'
import type { SessionSummary } from '#shared/session/summary'
import { useStore } from '../../state/store'
import { Segments } from '../../ui/choices'
import { formatCount, plural } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { setFilter, setGrouping, toggleFollow, toggleHold } from './actions'
import { FilterBox, FilterChips } from '../../views/filter-box'
import { causeRows, sessionRows } from './rows'
import { SessionRows } from './session-rows'

/** As many failures, the newest, are looked at for what they have in common. */
const mostFailures = 500

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
  const matching = useMemo(
    () => (parsed.filter.length === 0 ? visible : visible.filter((session) => matchesSession(parsed.filter, session))),
    [visible, parsed],
  )
  const { rows, onToggle, count } = useRows(matching)
  const waiting = sessions.length - visible.length
  return (
    <section className="pane sessions" aria-label="Sessions">
      <ListBar parsed={parsed} />
      <FilterChips
        subject="sessions"
        value={filter}
        parsed={parsed}
        left={`${formatCount(matching.length)} of ${formatCount(visible.length)}`}
        onChange={setFilter}
      />
      <div className="colhead session-cols" aria-hidden="true">
        <span />
        <span className="session-head">Session</span>
        <span className="num session-ttft">TTFT</span>
        <span className="num session-duration wide">Duration</span>
        <span className="num session-tokens wide">Tokens</span>
      </div>
      <SessionRows rows={rows} onToggle={onToggle} />
      <footer className="foot">
        <span>
          {count ??
            (matching.length === total
              ? plural(total, 'session')
              : `${formatCount(matching.length)} of ${plural(total, 'session')}`)}
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

/** `count`: what the list holds, when that is not sessions. */
function useRows(matching: readonly SessionSummary[]) {
  const grouping = useStore((state) => state.grouping)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const groups = useMemo(() => (grouping === 'cause' ? groupByCause(matching, mostFailures) : []), [grouping, matching])
  const rows = useMemo(
    () => (grouping === 'cause' ? causeRows(groups, open) : sessionRows(matching)),
    [grouping, groups, open, matching],
  )
  const onToggle = useCallback(
    (key: string) =>
      setOpen((now) => (now.has(key) ? new Set([...now].filter((other) => other !== key)) : new Set(now).add(key))),
    [],
  )
  const failures = groups.reduce((n, { sessions }) => n + sessions.length, 0)
  const count = grouping === 'cause' ? `${plural(failures, 'failure')}, ${plural(groups.length, 'cause')}` : null
  return { rows, onToggle, count }
}

const ListBar = ({ parsed }: { readonly parsed: ParsedFilter }) => {
  const filter = useStore((state) => state.filter)
  const held = useStore((state) => state.heldAt !== null)
  const grouping = useStore((state) => state.grouping)
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
      <Segments
        small
        label="Order of the list"
        value={grouping}
        choices={[
          { value: 'time', label: 'Time' },
          { value: 'cause', label: 'Cause' },
        ]}
        onChange={setGrouping}
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
