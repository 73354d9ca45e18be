import { useCallback, useMemo, useState } from 'react'
import type { Filter, ParsedFilter } from '#shared/inspect/filter/language'
import { matchesSession } from '#shared/inspect/filter/match-session'
import { parseFilter } from '#shared/inspect/filter/parse'
import type { SessionSummary } from '#shared/session/summary'
import { useStore, type Grouping, type State } from '../../state/store'
import { Segments } from '../../ui/choices'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { FilterBox, FilterChips } from '../../views/filter-box'
import { setFilter, setGrouping, toggleHold } from './actions'
import { divisions, orders } from './groups'
import { LabelForm, type LabelField } from './label-form'
import { ListFoot } from './list-foot'
import { groupRows, sessionRows } from './rows'
import { useSearch, useSearchFor, wordsOf } from './search'
import { SearchStatus } from './search-status'
import { SelectionBar } from './selection-bar'
import { SessionRows } from './session-rows'

export const SessionList = () => {
  const filter = useStore((state) => state.filter)
  const parsed = useMemo(() => parseFilter(filter), [filter])
  const visible = useVisible()
  const matching = useMatching(visible, parsed)
  const { rows, onToggle, count } = useRows(matching)
  const [labelling, setLabelling] = useState<LabelField | null>(null)
  const closeForm = useCallback(() => setLabelling(null), [])
  return (
    <section className="pane sessions" aria-label="Sessions">
      <ListBar parsed={parsed} />
      <OrderBar count={count} />
      <FilterChips
        subject="sessions"
        value={filter}
        parsed={parsed}
        left={`${formatCount(matching.length)} of ${formatCount(visible.length)}`}
        onChange={setFilter}
      />
      <SearchStatus />
      <div className="colhead session-cols" aria-hidden="true">
        <span />
        <span className="session-head">Session</span>
        <span className="num session-ttft">TTFT</span>
        <span className="num session-duration wide">Duration</span>
        <span className="num session-tokens wide">Tokens</span>
      </div>
      <SessionRows rows={rows} onToggle={onToggle} onLabel={setLabelling} />
      {labelling === null ? (
        <SelectionBar onLabel={setLabelling} />
      ) : (
        <LabelForm first={labelling} onClose={closeForm} />
      )}
      <ListFoot waiting={useWaiting(visible)} />
    </section>
  )
}

/** While the list is held, what started since waits. */
function useVisible(): readonly SessionSummary[] {
  const sessions = useStore((state) => state.sessions)
  const heldAt = useStore((state) => state.heldAt)
  return useMemo(
    () => (heldAt === null ? sessions : sessions.filter((session) => session.startedAt <= heldAt)),
    [sessions, heldAt],
  )
}

const useWaiting = (visible: readonly SessionSummary[]): number =>
  useStore((state) => state.sessions.length) - visible.length

function useMatching(visible: readonly SessionSummary[], { filter }: ParsedFilter): readonly SessionSummary[] {
  const words = useMemo(() => wordsOf(filter), [filter])
  useSearchFor(words)
  const hits = useSearch((search) => search.hits)
  const labels = useStore((state) => state.labels)
  const matches = useMemo(() => createMatch(filter, hits, labels), [filter, hits, labels])
  return useMemo(() => (filter.length === 0 ? visible : visible.filter(matches)), [visible, filter, matches])
}

const isWord = (term: Filter[number]): boolean => term.kind === 'text' && !term.negated

/** Plain words are looked for in the row and, once the search has answered, in everything that was recorded. */
function createMatch(filter: Filter, hits: ReadonlyMap<string, unknown>, labels: State['labels']) {
  const words = filter.filter(isWord)
  const rest = filter.filter((term) => !isWord(term))
  // A session that is not as it was is a new object: of all others the answer is known.
  const known = new WeakMap<SessionSummary, boolean>()
  return (session: SessionSummary): boolean => {
    const label = labels[session.id]
    const answer =
      known.get(session) ??
      (matchesSession(rest, session, label) && (hits.has(session.id) || matchesSession(words, session, label)))
    known.set(session, answer)
    return answer
  }
}

/** `count`: what the list holds, when that is not every session. */
function useRows(matching: readonly SessionSummary[]) {
  const grouping = useStore((state) => state.grouping)
  const labels = useStore((state) => state.labels)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const grouped = useMemo(
    () => (grouping === 'time' ? null : divisions[grouping](matching, labels)),
    [grouping, matching, labels],
  )
  const rows = useMemo(
    () => (grouped === null ? sessionRows(matching) : groupRows(grouped.groups, open)),
    [grouped, open, matching],
  )
  const onToggle = useCallback(
    (key: string) =>
      setOpen((now) => (now.has(key) ? new Set([...now].filter((other) => other !== key)) : new Set(now).add(key))),
    [],
  )
  return { rows, onToggle, count: grouped?.count ?? null }
}

const ListBar = ({ parsed }: { readonly parsed: ParsedFilter }) => {
  const filter = useStore((state) => state.filter)
  const held = useStore((state) => state.heldAt !== null)
  return (
    <div className="bar list-bar">
      <FilterBox
        id="session-filter"
        label="Filter sessions"
        placeholder="words, or status:failed tag: ttft>1s"
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

const choices = (['time', 'cause', 'chain', 'client'] as const satisfies readonly Grouping[]).map((value) => ({
  value,
  label: value === 'client' ? <code>{orders[value].word}</code> : orders[value].word,
}))

const OrderBar = ({ count }: { readonly count: string | null }) => {
  const grouping = useStore((state) => state.grouping)
  return (
    <div className="bar order-bar">
      <Segments small label="Order of the list" value={grouping} choices={choices} onChange={setGrouping} />
      {count !== null && <span className="note ellipsis wide">{count}</span>}
    </div>
  )
}
