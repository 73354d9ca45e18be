import { useState } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { toggleUpstream, useStore } from '../../state/store'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Legend } from '../../ui/kinds'
import { narrow, useMedia } from '../../ui/use-media'
import { FilterChips } from '../../views/filter-box'
import { readLint } from '../../views/inspection'
import { openSide, readShownRows, selectFrame, setEventFilter } from './actions'
import { EventList } from './event-list'
import type { EventFilter } from './use-filter'
import { rowsBefore } from './row-keys'

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
      <EventList
        session={session}
        rows={shown}
        count={pause === null ? shown.count : rowsBefore(shown, pause)}
        lint={readLint(log)}
        following={tail.following && selectedSeq === null && pause === null}
        onLeaveEnd={leave}
        onReachEnd={pause === null ? follow : leave}
        onOpen={() => openSide('raw', small)}
      />
      {unseen > 0 && (pause !== null || tail.seen > 0) && (
        <button type="button" className="button small new-frames" onClick={goToEnd}>
          <Icon name="down" size={12} />
          {formatCount(unseen)} new
        </button>
      )}
      <footer className="foot">
        <Legend />
        <span className="grow" />
        <span className="wide">{run === null ? 'deltas grouped' : 'filtered'}</span>
        <UpstreamSwitch on={withUpstream} />
        <PauseButton paused={pause !== null} onToggle={togglePause} />
      </footer>
    </div>
  )
}

function sayLeft(left: number, seen: number, all: number): string {
  const progress = seen < all ? `, ${Math.floor((seen / all) * 100)} % searched` : ''
  return `${formatCount(left)} of ${formatCount(all)}${progress}`
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
