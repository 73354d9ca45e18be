// What is done to kept sessions. The gateway tells every window what came of it; nothing is changed here ahead of that.
import { host } from '../../host/index'
import { labelOf } from '../../state/labels'
import { sayFailure, selectSession, store, type State } from '../../state/store'
import { plural } from '../../ui/format'
import type { LabelChange } from './labelling'
import { meantSessions, nothingPicked } from './selection'

/** The ids of the sessions that are meant now. */
export function meantIds(): string[] {
  const { sessions, picked, selectedId } = store.getState()
  return meantSessions(sessions, picked, selectedId).map(({ id }) => id)
}

export async function labelSessions(ids: string[], change: LabelChange): Promise<void> {
  try {
    await host.call('sessions.label', { ids, change })
  } catch (error) {
    sayFailure('The labels were not kept', error)
  }
}

export const areAllPinned = (ids: readonly string[]): boolean => ids.every((id) => labelOf(store.getState(), id).pinned)

export function togglePins(): void {
  const ids = meantIds()
  if (ids.length > 0) void labelSessions(ids, { pinned: !areAllPinned(ids) })
}

/** As long as it is said what was done. Ctrl+Z takes a deletion back as long as the gateway has it. */
const saidForMs = 10_000
let said: ReturnType<typeof setTimeout> | undefined
/** The last one is undone first. */
const deletions: string[][] = []

/** `next` is read once they are gone; without one the nearest of the list. */
export async function deleteSessions(ids: string[], next: string | null): Promise<void> {
  if (ids.length === 0) return
  try {
    const { selectedId } = store.getState()
    if (next !== null && selectedId !== null && ids.includes(selectedId)) selectSession(next)
    store.setState({ picked: nothingPicked })
    const { deleted } = await host.call('sessions.delete', { ids })
    if (deleted === 0) return
    deletions.push(ids)
    sayDone({ text: `${plural(deleted, 'session')} deleted.`, undo: () => void undoDelete() })
  } catch (error) {
    sayFailure('Nothing was deleted', error)
  }
}

function sayDone(done: State['done']): void {
  clearTimeout(said)
  if (done !== null) said = setTimeout(() => store.setState({ done: null }), saidForMs)
  store.setState({ done })
}

export async function undoDelete(): Promise<void> {
  const ids = deletions.pop()
  if (ids === undefined) return
  sayDone(null)
  try {
    await host.call('sessions.restore', { ids })
    selectSession(ids[0] ?? null)
  } catch (error) {
    sayFailure('The deletion could not be undone', error)
  }
}

/** Everything captured, for good; what could be undone is gone too. */
export async function purge(): Promise<void> {
  try {
    const { deleted } = await host.call('sessions.purge', {})
    deletions.length = 0
    sayDone({ text: `${plural(deleted, 'session')} deleted for good.`, undo: null })
    store.setState({ labels: {}, status: await host.call('gateway.status', {}) })
  } catch (error) {
    sayFailure('Not everything was deleted', error)
  }
}
