// UI state only. Recorded frames never enter it: they live in frame logs.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { GatewayStatus, ModelChoice } from '#shared/contract/commands'
import type { ReplayClock } from '#shared/replay/clock'
import type { SessionLabel } from '#shared/session/label'
import type { SessionSummary } from '#shared/session/summary'

export type Screen = 'live' | 'compose' | 'diagnose' | 'faults' | 'providers'
/** `refused`: the server is there and does not know our token. `lost`: the server is away. */
export type Connection = 'connecting' | 'connected' | 'lost' | 'refused'
export type SideTab = 'output' | 'raw' | 'timing' | 'lint'
/** In a narrow window the side pane's tabs stand with the others. */
export type ViewerTab = 'events' | 'socket' | 'request' | 'route' | 'headers' | SideTab

/** A session on the way through its frames once more. */
export type Replay = {
  readonly id: string
  readonly clock: ReplayClock
  /** As it was at the playhead. */
  readonly session: SessionSummary
  /** Where the views are: the moment in the session's time, and its frames so far. */
  readonly time: number
  readonly shown: number
  /** What was changed on its tape; 0: it is played as it was recorded. */
  readonly edits: number
}

/**
 * By time every session. Otherwise under what they have in common: the cause of a failure, the chain of responses and resends
 * they are of, or the `session_id` their client gave them.
 */
export type Grouping = 'time' | 'cause' | 'chain' | 'client'

export type State = {
  readonly connection: Connection
  /** How often a token was refused: the first time nobody has typed one yet. */
  readonly refusals: number
  /** null until the gateway has been read for the first time. */
  readonly status: GatewayStatus | null
  readonly models: readonly ModelChoice[]
  /** Newest first. */
  readonly sessions: readonly SessionSummary[]
  readonly total: number
  /** By session; one that nobody has written about has none. */
  readonly labels: Readonly<Record<string, SessionLabel>>
  readonly screen: Screen
  readonly selectedId: string | null
  /** Sessions that stand against each other in place of the one that is viewed; the first is what the others are held against. */
  readonly compared: readonly string[] | null
  /** The viewer moves on to each new session, unless one is being read that still runs. */
  readonly following: boolean
  /** While held, sessions younger than this one's start are kept out of the list. */
  readonly heldAt: number | null
  readonly filter: string
  readonly listOpen: boolean
  readonly grouping: Grouping
  /** Sessions chosen for what is done to several; empty while only the selected one is meant. */
  readonly picked: ReadonlySet<string>
  readonly tab: ViewerTab
  readonly side: SideTab
  readonly eventFilter: string
  /** Whether the events show what providers said in their own words. */
  readonly withUpstream: boolean
  readonly selectedSeq: number | null
  readonly replay: Replay | null
  /** The session whose tape is being edited. */
  readonly editing: string | null
  /** The composer's last request. */
  readonly sentRequestId: string | null
  /** One sentence for the live region and the notice line. */
  readonly notice: string | null
  /** What was just done, and how it is taken back where it can be. */
  readonly done: { readonly text: string; readonly undo: (() => void) | null } | null
}

const upstreamKey = 'gatescope.upstream'

export const store = createStore<State>(() => ({
  connection: 'connecting',
  refusals: 0,
  status: null,
  models: [],
  sessions: [],
  total: 0,
  labels: {},
  screen: 'live',
  selectedId: null,
  compared: null,
  following: true,
  heldAt: null,
  filter: '',
  listOpen: false,
  grouping: 'time',
  picked: new Set(),
  tab: 'events',
  side: 'output',
  eventFilter: '',
  withUpstream: true,
  selectedSeq: null,
  replay: null,
  editing: null,
  sentRequestId: null,
  notice: null,
  done: null,
}))

/** As the reader left it. */
export const restoreUpstream = (): void =>
  store.setState({ withUpstream: localStorage.getItem(upstreamKey) !== 'hidden' })

export function toggleUpstream(): void {
  const withUpstream = !store.getState().withUpstream
  localStorage.setItem(upstreamKey, withUpstream ? 'shown' : 'hidden')
  store.setState({ withUpstream })
}

export const useStore = <T>(select: (state: State) => T): T => useZustand(store, select)

export const findSession = (state: State, id: string | null): SessionSummary | null =>
  id === null ? null : (state.sessions.find((session) => session.id === id) ?? null)

/** The selected session as the viewer shows it: in a replay as at the playhead. */
export const findShown = (state: State): SessionSummary | null =>
  state.replay !== null && state.replay.id === state.selectedId
    ? state.replay.session
    : findSession(state, state.selectedId)

export const findSent = (state: State): SessionSummary | null =>
  state.sentRequestId === null
    ? null
    : (state.sessions.find((session) => session.clientRequestId === state.sentRequestId) ?? null)

/** A failed call in the notice line, after the words for what did not happen. */
export const sayFailure = (what: string, error: unknown): void =>
  store.setState({ notice: `${what}: ${error instanceof Error ? error.message : String(error)}` })

export function selectSession(id: string | null, by: 'user' | 'follow' = 'user'): void {
  const { selectedId, sessions, following } = store.getState()
  if (by === 'user') store.setState({ compared: null })
  if (id === selectedId) return
  store.setState({
    selectedId: id,
    selectedSeq: null,
    editing: null,
    following: by === 'follow' ? following : id === sessions[0]?.id,
  })
}
