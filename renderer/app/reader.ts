// Pulls the frames of the sessions on screen: one read in flight per session, on whenever more is stored than held.
import type { Host } from '#shared/contract/host'
import { parseFrames } from '#shared/session/jsonl'
import { keepLogs, openLog } from '../state/frame-log'
import { findSent, findSession, sayFailure, store } from '../state/store'

type Position = { next: number; atEnd: boolean; busy: boolean }

const retryAfter = 250

/** Returns `readOn`: cheap to call on every change, it starts reads only where there is something to read. */
export function createReader(host: Host): () => void {
  const positions = new Map<string, Position>()

  function readOn(): void {
    const state = store.getState()
    const wanted = new Set<string>()
    if (state.selectedId !== null) wanted.add(state.selectedId)
    const sent = findSent(state)
    if (sent) wanted.add(sent.id)
    keepLogs(wanted)
    for (const id of positions.keys()) if (!wanted.has(id)) positions.delete(id)
    for (const id of wanted) {
      const position = positions.get(id) ?? { next: 0, atEnd: false, busy: false }
      positions.set(id, position)
      if (!position.busy && lags(id, position)) void read(id, position)
    }
  }

  async function read(id: string, position: Position): Promise<void> {
    position.busy = true
    try {
      while (positions.get(id) === position && lags(id, position)) {
        const chunk = await host.call('session.read', { id, from: position.next })
        if (positions.get(id) !== position) return
        openLog(id).append(parseFrames(chunk.text))
        const moved = chunk.next > position.next
        position.next = chunk.next
        position.atEnd = chunk.atEnd
        if (!moved) break
      }
    } catch (error) {
      sayFailure('This session could not be read on', error)
    }
    position.busy = false
    if (lags(id, position)) setTimeout(readOn, retryAfter)
  }

  return readOn
}

function lags(id: string, position: Position): boolean {
  const summary = findSession(store.getState(), id)
  if (summary === null || store.getState().connection === 'lost') return false
  return !position.atEnd || summary.stored > openLog(id).frames.length
}
