import { useContext } from 'react'
import { openLog, useVersion } from '../../state/frame-log'
import { findShown, useStore, type ViewerTab } from '../../state/store'
import { Tabs, type Choice } from '../../ui/choices'
import { formatCount } from '../../ui/format'
import { Split } from '../../ui/split'
import { narrow, useMedia } from '../../ui/use-media'
import type { SessionSummary } from '#shared/session/summary'
import { FilterBox } from '../../views/filter-box'
import { readLint } from '../../views/inspection'
import { setEventFilter, showTab } from './actions'
import { EventsPanel } from './events-panel'
import { ViewerHeader } from './header'
import { HeadersPanel } from './headers-panel'
import { RequestPanel } from './request-panel'
import { RoutePanel } from './route-panel'
import { Scope } from './scope'
import { isSide, sideChoices, SidePanel, SideTabs } from './side-pane'
import { ViewerSlots } from './slots'
import { SocketPanel } from './socket-panel'
import { useEventFilter, type EventFilter } from './use-filter'

export const StreamViewer = () => {
  const session = useStore(findShown)
  const isReplay = useStore((state) => state.replay !== null)
  const { bar } = useContext(ViewerSlots)
  if (session === null) {
    return (
      <section className="pane" aria-label="Viewer" data-pane>
        <p className="empty-note">Choose a session on the left to see every event of it.</p>
      </section>
    )
  }
  return (
    <section className="pane" aria-label="Viewer">
      <ViewerHeader session={session} />
      {isReplay && bar}
      <Scope session={session} />
      <ViewerBody key={`${session.id} ${String(isReplay)}`} session={session} />
    </section>
  )
}

const ViewerBody = ({ session }: { readonly session: SessionSummary }) => {
  const small = useMedia(narrow)
  const tab = useStore((state) => state.tab)
  const side = useStore((state) => state.side)
  const shown = (isSide(tab) && !small) || (tab === 'socket' && session.transport !== 'websocket') ? 'events' : tab
  const main = <MainPane session={session} shown={shown} small={small} />
  if (small) return main
  return (
    <Split
      name="output"
      label="Width of the output"
      axis="x"
      size={352}
      min={240}
      max={620}
      first={main}
      second={
        <div className="viewer-output">
          <div className="bar">
            <SideTabs session={session} shown={side} />
          </div>
          <div className="viewer-panel" id="side-panel" role="tabpanel" aria-label={`${side} of this session`}>
            <SidePanel session={session} tab={side} />
          </div>
        </div>
      }
    />
  )
}

type MainProps = { readonly session: SessionSummary; readonly shown: ViewerTab; readonly small: boolean }

const MainPane = ({ session, shown, small }: MainProps) => {
  const log = openLog(session.id)
  const version = useVersion(log)
  const text = useStore((state) => state.eventFilter)
  const filter = useEventFilter(log, version, text)
  return (
    <div className="viewer-main">
      <div className="bar">
        <ViewerTabs session={session} shown={shown} small={small} />
        <span className="grow" />
        {shown === 'events' && (
          <FilterBox
            id="event-filter"
            label="Filter events"
            placeholder="type: lint: gap>"
            subject="frames"
            value={text}
            parsed={filter.parsed}
            onChange={setEventFilter}
          />
        )}
      </div>
      <div className="viewer-panel" id="viewer-panel" role="tabpanel" aria-label={shown}>
        <Panel session={session} tab={shown} filter={filter} />
      </div>
    </div>
  )
}

const ViewerTabs = ({ session, shown, small }: MainProps) => {
  const log = openLog(session.id)
  const choices: Choice<ViewerTab>[] = [
    { value: 'events', label: 'Events', count: formatCount(log.length) },
    ...(small ? sideChoices(readLint(log).count) : []),
    ...(session.transport === 'websocket' ? [{ value: 'socket', label: 'Socket' } as const] : []),
    { value: 'request', label: 'Request' },
    { value: 'route', label: 'Why' },
    { value: 'headers', label: 'Headers' },
  ]
  return <Tabs label="Views of this session" choices={choices} value={shown} onChange={showTab} panel="viewer-panel" />
}

type PanelProps = { readonly session: SessionSummary; readonly tab: ViewerTab; readonly filter: EventFilter }

const Panel = ({ session, tab, filter }: PanelProps) => {
  switch (tab) {
    case 'events':
      return <EventsPanel session={session} filter={filter} />
    case 'socket':
      return <SocketPanel session={session} />
    case 'request':
      return <RequestPanel session={session} />
    case 'route':
      return <RoutePanel session={session} />
    case 'headers':
      return <HeadersPanel session={session} />
    case 'output':
    case 'raw':
    case 'timing':
    case 'lint':
      return <SidePanel session={session} tab={tab} />
  }
}
