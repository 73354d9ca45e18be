import { lazy, Suspense, type ReactNode } from 'react'
import { FirstRun } from '../features/first-run/first-run'
import { ReplayBar } from '../features/replay/replay-bar'
import { TapeEditor } from '../features/replay/tape-editor'
import { SessionList } from '../features/sessions/session-list'
import { TurnInspector, type InspectedTurn } from '../features/stream-viewer/route-panel'
import { ViewerSlots } from '../features/stream-viewer/slots'
import { StreamViewer } from '../features/stream-viewer/viewer'
import { useCarrying } from '../state/export'
import { store, useStore } from '../state/store'
import { slim, useMedia } from '../ui/use-media'
import { FileDrop } from './file-drop'
import { arrive } from './focus'
import { Notices } from './notice'
import { Rail } from './rail'
import { SignIn } from './sign-in'
import { SpendingQuestion } from './spending'
import { StatusBar } from './status-bar'
import { TitleBar } from './title-bar'

/** The editor is half of the code: a screen loads when it is first wanted, not before the first frame. */
const screens = {
  compose: lazy(async () => ({ default: (await import('../features/composer/composer')).Composer })),
  diagnose: lazy(async () => ({ default: (await import('./explaining')).DiagnoseScreen })),
  faults: lazy(async () => ({ default: (await import('./explaining')).FaultsScreen })),
  providers: lazy(async () => ({ default: (await import('../features/providers/providers')).Providers })),
} as const

/** Neither is needed before somebody carries something in or out; then they stay, to give the focus back. */
const ExportDialog = lazy(async () => ({
  default: (await import('../features/export/export-dialog')).ExportDialog,
}))
const ImportDialog = lazy(async () => ({
  default: (await import('../features/export/import-dialog')).ImportDialog,
}))

/** Words for every failure there is: wanted when somebody asks why. */
const RecordedInspector = lazy(async () => ({
  default: (await import('../features/inspector/recorded-inspector')).RecordedInspector,
}))

export const App = () => {
  const refused = useStore((state) => state.connection === 'refused')
  if (refused) {
    return (
      <div className="app">
        <TitleBar />
        <SignIn />
      </div>
    )
  }
  return (
    <div className="app">
      <TitleBar />
      <Rail />
      <main className="screen">
        <Screen />
        <Notices />
      </main>
      <StatusBar />
      <SpendingQuestion />
      <Carrying />
    </div>
  )
}

const Carrying = () => {
  const wantsExport = useCarrying((state) => state.exporting !== null || state.hasExported)
  const wantsImport = useCarrying((state) => state.importing !== null || state.hasImported)
  return (
    <Suspense fallback={null}>
      {wantsExport && <ExportDialog />}
      {wantsImport && <ImportDialog />}
      <FileDrop />
    </Suspense>
  )
}

const Screen = () => {
  const screen = useStore((state) => state.screen)
  const loaded = useStore((state) => state.status !== null)
  const empty = useStore((state) => state.sessions.length === 0)
  if (screen !== 'live') {
    const Wanted = screens[screen]
    return (
      <Suspense fallback={null}>
        <Arrival key={screen}>
          <Wanted />
        </Arrival>
      </Suspense>
    )
  }
  if (!loaded) return <p className="empty-note">Connecting to the gateway.</p>
  return <Arrival key={String(empty)}>{empty ? <FirstRun /> : <Live />}</Arrival>
}

/** Mounted anew with every screen, inside the boundary that waits for it. */
const Arrival = ({ children }: { readonly children: ReactNode }) => (
  <div className="arrival" ref={arrive}>
    {children}
  </div>
)

const Compare = lazy(async () => ({ default: (await import('../features/compare/compare')).Compare }))

const inspectTurn = (turn: InspectedTurn) => (
  <Suspense fallback={null}>
    <RecordedInspector {...turn} />
  </Suspense>
)

const slots = { bar: <ReplayBar />, editor: <TapeEditor /> }

const Live = () => {
  const overlay = useMedia(slim)
  const open = useStore((state) => state.listOpen)
  const compared = useStore((state) => state.compared)
  return (
    <div className={overlay ? 'live overlay' : 'live'}>
      {overlay && open && <div className="scrim" onClick={() => store.setState({ listOpen: false })} />}
      {(!overlay || open) && <SessionList />}
      {compared === null ? (
        <TurnInspector value={inspectTurn}>
          <ViewerSlots value={slots}>
            <StreamViewer />
          </ViewerSlots>
        </TurnInspector>
      ) : (
        <Suspense fallback={<div className="pane" />}>
          <Compare key={compared.join()} ids={compared} />
        </Suspense>
      )}
    </div>
  )
}
