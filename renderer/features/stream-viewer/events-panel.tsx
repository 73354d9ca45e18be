import { useState } from 'react'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, useVersion } from '../../state/frame-log'
import { useStore } from '../../state/store'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Legend } from '../../ui/kinds'
import { Split } from '../../ui/split'
import { EventList } from './event-list'
import { FrameDetail } from './frame-detail'
import { readRows } from './rows'

type Props = { readonly session: SessionSummary }

/** `following` sticks to the end; `seen` is how many frames there were when the reader left it. */
type Tail = { readonly following: boolean; readonly seen: number }

export const EventsPanel = ({ session }: Props) => {
  const log = openLog(session.id)
  useVersion(log)
  const rows = readRows(log)
  const selectedSeq = useStore((state) => state.selectedSeq)
  const [tail, setTail] = useState<Tail>({ following: session.verdict === 'streaming', seen: 0 })
  const selected = selectedSeq === null ? undefined : log.frames[selectedSeq]
  const unseen = tail.following ? 0 : log.frames.length - tail.seen
  const leave = () => setTail((now) => (now.following ? { following: false, seen: log.frames.length } : now))
  const follow = () => setTail({ following: true, seen: 0 })
  const list = (
    <div className="events" data-pane>
      <EventList
        session={session}
        rows={rows}
        following={tail.following && selectedSeq === null}
        onLeaveEnd={leave}
        onReachEnd={follow}
      />
      {unseen > 0 && tail.seen > 0 && (
        <button type="button" className="button small new-frames" onClick={follow}>
          <Icon name="down" size={12} />
          {formatCount(unseen)} new
        </button>
      )}
      <footer className="foot">
        <Legend />
        <span className="grow" />
        <span className="wide">deltas grouped</span>
      </footer>
    </div>
  )
  const detail = selected ? <FrameDetail frame={selected} frames={log.frames} /> : null
  return (
    <Split
      name="detail"
      label="Height of the frame"
      axis="y"
      size={240}
      min={96}
      max={560}
      first={list}
      second={detail}
    />
  )
}
