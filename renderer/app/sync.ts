// The one place where host events meet the store.
import type { Host } from '#shared/contract/host'
import type { Access } from '../host/access'
import { mergeSessions, nextToFollow, selectedWithout } from '../state/session-list'
import { selectSession, store } from '../state/store'
import { createReader } from './reader'

const listLimit = 10_000

export function startSync(host: Host, access: Access | null): void {
  const readOn = createReader(host)

  async function load(): Promise<void> {
    try {
      const [status, list, choice] = await Promise.all([
        host.call('gateway.status', {}),
        host.call('sessions.list', { limit: listLimit }),
        host.call('models.list', {}),
      ])
      store.setState({
        status,
        ...list,
        models: choice.models,
        connection: 'connected',
        notice: null,
      })
      follow()
    } catch (error) {
      store.setState({ notice: error instanceof Error ? error.message : String(error) })
    }
  }

  host.on('sessions.changed', ({ sessions: changed }) => {
    const { sessions, total } = store.getState()
    const merged = mergeSessions(sessions, changed)
    store.setState({ sessions: merged, total: total + merged.length - sessions.length })
    follow()
    readOn()
  })
  host.on('sessions.removed', ({ ids }) => {
    dropSessions(new Set(ids))
    readOn()
  })
  host.on('labels.changed', ({ labels }) => store.setState((state) => ({ labels: { ...state.labels, ...labels } })))
  host.on('catalogue.changed', () => void loadCatalogue(host))
  host.on('host.connected', ({ connected }) => {
    const { connection, status } = store.getState()
    const first = status === null
    // A refused window stays at its sign-in screen until a token is accepted.
    if (!connected && connection === 'refused') return
    if (!connected) store.setState({ connection: first ? 'connecting' : 'lost' })
    else if (!first) void load()
  })
  access?.onRefused(() => store.setState(({ refusals }) => ({ connection: 'refused', refusals: refusals + 1 })))
  store.subscribe((state, before) => {
    const moved = (['selectedId', 'sentRequestId', 'compared'] as const).some((key) => state[key] !== before[key])
    if (moved || state.connection !== before.connection) readOn()
  })
  void load()
}

function dropSessions(removed: ReadonlySet<string>): void {
  const { sessions, total, picked, selectedId, compared } = store.getState()
  const left = sessions.filter(({ id }) => !removed.has(id))
  if (left.length === sessions.length) return
  store.setState({
    sessions: left,
    total: total + left.length - sessions.length,
    picked: new Set([...picked].filter((id) => !removed.has(id))),
    compared: compared?.some((id) => removed.has(id)) === true ? null : compared,
  })
  const next = selectedWithout(sessions, removed, selectedId)
  // Nobody chose it: what the reader does otherwise goes on.
  if (next !== selectedId) selectSession(next, 'follow')
}

async function loadCatalogue(host: Host): Promise<void> {
  try {
    const [status, choice] = await Promise.all([host.call('gateway.status', {}), host.call('models.list', {})])
    store.setState({ status, models: choice.models })
  } catch (error) {
    store.setState({ notice: error instanceof Error ? error.message : String(error) })
  }
}

function follow(): void {
  const { following, heldAt, sessions, selectedId, replay, editing } = store.getState()
  if (!following || heldAt !== null || replay !== null || editing !== null) return
  const next = nextToFollow(sessions, selectedId)
  if (next !== null) selectSession(next, 'follow')
}
