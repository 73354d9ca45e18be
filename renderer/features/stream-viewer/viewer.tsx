import { Answer } from '../../views/answer'
import { openLog, useVersion } from '../../state/frame-log'
import { findSession, useStore, type ViewerTab } from '../../state/store'
import { Tabs, type Choice } from '../../ui/choices'
import { formatCount } from '../../ui/format'
import { Split } from '../../ui/split'
import { narrow, useMedia } from '../../ui/use-media'
import type { SessionSummary } from '#shared/session/summary'
import { showTab } from './actions'
import { EventsPanel } from './events-panel'
import { ViewerHeader } from './header'
import { HeadersPanel } from './headers-panel'
import { RequestPanel } from './request-panel'
import { RoutePanel } from './route-panel'
import { Scope } from './scope'

export const StreamViewer = () => {
  const session = useStore((state) => findSession(state, state.selectedId))
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
      <Scope session={session} />
      <ViewerBody key={session.id} session={session} />
    </section>
  )
}

const ViewerBody = ({ session }: { readonly session: SessionSummary }) => {
  const small = useMedia(narrow)
  const tab = useStore((state) => state.tab)
  const shown = tab === 'output' && !small ? 'events' : tab
  const panel = (
    <div className="viewer-main">
      <div className="bar">
        <ViewerTabs session={session} shown={shown} small={small} />
      </div>
      <div className="viewer-panel" id="viewer-panel" role="tabpanel" aria-label={shown}>
        <Panel session={session} tab={shown} />
      </div>
    </div>
  )
  if (small) return panel
  return (
    <Split
      name="output"
      label="Width of the output"
      axis="x"
      size={352}
      min={240}
      max={620}
      first={panel}
      second={
        <div className="viewer-output" data-pane>
          <div className="bar">
            <h2>Output</h2>
          </div>
          <Answer session={session} />
        </div>
      }
    />
  )
}

type TabsProps = { readonly session: SessionSummary; readonly shown: ViewerTab; readonly small: boolean }

const ViewerTabs = ({ session, shown, small }: TabsProps) => {
  const log = openLog(session.id)
  useVersion(log)
  const choices: Choice<ViewerTab>[] = [
    { value: 'events', label: 'Events', count: formatCount(log.frames.length) },
    { value: 'output', label: 'Output' },
    { value: 'request', label: 'Request' },
    { value: 'route', label: 'Route' },
    { value: 'headers', label: 'Headers' },
  ]
  const visible = choices.filter((choice) => small || choice.value !== 'output')
  return <Tabs label="Views of this session" choices={visible} value={shown} onChange={showTab} panel="viewer-panel" />
}

const Panel = ({ session, tab }: { readonly session: SessionSummary; readonly tab: ViewerTab }) => {
  switch (tab) {
    case 'events':
      return <EventsPanel session={session} />
    case 'output':
      return <Answer session={session} />
    case 'request':
      return <RequestPanel session={session} />
    case 'route':
      return <RoutePanel session={session} />
    case 'headers':
      return <HeadersPanel session={session} />
  }
}
