import { useContext, useMemo, useState, type ReactNode } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { canEdit, toggleEditing } from '../../state/replay'
import { findSession, toggleUpstream, useStore } from '../../state/store'
import { useTape } from '../../state/tape'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Legend } from '../../ui/kinds'
import { Split } from '../../ui/split'
import { narrow, useMedia } from '../../ui/use-media'
import { FilterChips } from '../../views/filter-box'
import { readLint } from '../../views/inspection'
import { openSide, readShownRows, selectFrame, setEventFilter } from './actions'
import { createEditMarks, noMarks } from './edit-marks'
import { EventList } from './event-list'
import { rowsBefore } from './row-keys'
import { ViewerSlots } from './slots'
import type { EventFilter } from './use-filter'

type Props = { readonly session: SessionSummary; readonly filter: EventFilter }

/** `following` sticks to the end; `seen` is how many frames there were when the reader left it. */
type Tail = { readonly following: boolean; readonly seen: number }

export const EventsPanel = ({ session, filter: { parsed, run } }: Props) => {
  const log = openLog(session.id)
  useVersion(log)
  const withUpstream = useStore((state) => state.withUpstream)
  const rows = readShownRows(log)
  const shown = run?.rows ?? rows
  const small = useMedia(narrow)
  const selectedSeq = useStore((state) => state.selectedSeq)
  const text = useStore((state) => state.eventFilter)
  const [tail, setTail] = useState<Tail>({ following: session.verdict === 'streaming', seen: 0 })
  // Frames there were, not rows: how many rows they make changes with the filter and with every run that is opened.
  const [pause, setPause] = useState<number | null>(null)
  const unseen = pause !== null ? log.length - pause : tail.following ? 0 : log.length - tail.seen
  const leave = () => setTail((now) => (now.following ? { following: false, seen: log.length } : now))
  const follow = () => {
    setPause(null)
    setTail({ following: true, seen: 0 })
  }
  // A selected event holds the view where it is, so whoever asks for the end lets go of it.
  const goToEnd = () => {
    selectFrame(null)
    follow()
  }
  const { isEditing, marks, editor } = useEditing(session)
  const togglePause = () => setPause(pause === null ? log.length : null)
  return (
    <div className="events" data-pane data-start>
      <FilterChips
        subject="frames"
        value={text}
        parsed={parsed}
        left={sayLeft(shown.count, run?.seen() ?? 0, log.length)}
        onChange={setEventFilter}
      />
      <WithEditor editor={isEditing ? editor : null}>
        <EventList
          session={session}
          rows={shown}
          count={pause === null ? shown.count : rowsBefore(shown, pause)}
          lint={readLint(log)}
          marks={marks}
          following={tail.following && selectedSeq === null && pause === null}
          onLeaveEnd={leave}
          onReachEnd={pause === null ? follow : leave}
          onOpen={() => openSide('raw', small)}
        />
      </WithEditor>
      {unseen > 0 && (pause !== null || tail.seen > 0) && <NewFrames count={unseen} onGo={goToEnd} />}
      <Foot
        session={session}
        filtered={run !== null}
        withUpstream={withUpstream}
        editing={isEditing}
        paused={pause !== null}
        onPause={togglePause}
      />
    </div>
  )
}

const NewFrames = ({ count, onGo }: { readonly count: number; readonly onGo: () => void }) => (
  <button type="button" className="button small new-frames" onClick={onGo}>
    <Icon name="down" size={12} />
    {formatCount(count)} new
  </button>
)

/** The list keeps its place when the editor comes. */
const WithEditor = ({ editor, children }: { readonly editor: ReactNode; readonly children: ReactNode }) => (
  <Split
    name="tape"
    label="Height of the tape editor"
    axis="y"
    size={190}
    min={120}
    max={480}
    first={children}
    second={editor}
  />
)

type FootProps = {
  readonly session: SessionSummary
  readonly filtered: boolean
  readonly withUpstream: boolean
  readonly editing: boolean
  readonly paused: boolean
  readonly onPause: () => void
}

const Foot = ({ session, filtered, withUpstream, editing, paused, onPause }: FootProps) => (
  <footer className="foot">
    <Legend />
    <span className="grow" />
    <span className="wide">{filtered ? 'filtered' : 'deltas grouped'}</span>
    <EditSwitch session={session} on={editing} />
    <UpstreamSwitch on={withUpstream} />
    <PauseButton paused={paused} onToggle={onPause} />
  </footer>
)

/** While a replay plays, its frames may be those of another tape. */
function useEditing({ id }: SessionSummary) {
  const isEditing = useStore((state) => state.editing === id && state.replay === null)
  const { edits } = useTape(id)
  const { editor } = useContext(ViewerSlots)
  const marks = useMemo(() => (isEditing ? createEditMarks(edits) : noMarks), [isEditing, edits])
  return { isEditing, marks, editor }
}

function sayLeft(left: number, seen: number, all: number): string {
  const progress = seen < all ? `, ${Math.floor((seen / all) * 100)} % searched` : ''
  return `${formatCount(left)} of ${formatCount(all)}${progress}`
}

const EditSwitch = ({ session, on }: { readonly session: SessionSummary; readonly on: boolean }) => {
  const can = useStore((state) => canEdit(findSession(state, session.id)))
  return (
    <button
      type="button"
      className="button quiet small"
      disabled={!can}
      aria-pressed={on}
      aria-keyshortcuts="T"
      title="Drop, delay or replace frames and see what becomes of it (T)"
      onClick={toggleEditing}
    >
      <Icon name="compose" size={12} />
      Edit tape
    </button>
  )
}

const UpstreamSwitch = ({ on }: { readonly on: boolean }) => (
  <button
    type="button"
    className="button quiet small upstream-switch"
    aria-pressed={on}
    title={on ? 'Hide what providers said in their own words' : 'Show what providers said in their own words'}
    onClick={toggleUpstream}
  >
    <Icon name="provider" size={12} />
    Upstream
  </button>
)

const PauseButton = ({ paused, onToggle }: { readonly paused: boolean; readonly onToggle: () => void }) => (
  <button
    type="button"
    className="button quiet icon-only"
    aria-pressed={paused}
    aria-label={paused ? 'Let the events move again' : 'Pause the view of events'}
    title={paused ? 'Let the events move again' : 'Pause the view: recording goes on'}
    onClick={onToggle}
  >
    <Icon name={paused ? 'play' : 'pause'} size={12} />
  </button>
)
