// The edits of tapes in this window, by session: a look at another one must not cost what was changed. Kept until the window is
// reloaded; what is to last is saved as a session of its own.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { TapeEdit } from '#shared/replay/edits'

export type Edits = readonly TapeEdit[]
export type History = { readonly past: readonly Edits[]; readonly edits: Edits; readonly future: readonly Edits[] }

export const untouched: History = { past: [], edits: [], future: [] }

const isSame = (a: TapeEdit, b: TapeEdit): boolean => a.kind === b.kind && (a.kind === 'cut' || a.seq === b.seq)

const moveOn = ({ past, edits }: History, next: Edits): History => ({ past: [...past, edits], edits: next, future: [] })

/** A frame is changed in each way once: the new change takes the place of the old. A tape is cut once. */
export const addEdit = (history: History, edit: TapeEdit): History =>
  moveOn(history, [...history.edits.filter((other) => !isSame(other, edit)), edit])

export const removeEdit = (history: History, edit: TapeEdit): History =>
  moveOn(
    history,
    history.edits.filter((other) => other !== edit),
  )

export function undoEdit({ past, edits, future }: History): History {
  const before = past.at(-1)
  return before === undefined
    ? { past, edits, future }
    : { past: past.slice(0, -1), edits: before, future: [edits, ...future] }
}

export function redoEdit({ past, edits, future }: History): History {
  const [next, ...rest] = future
  return next === undefined ? { past, edits, future } : { past: [...past, edits], edits: next, future: rest }
}

const tapes = createStore<Readonly<Record<string, History>>>(() => ({}))

export const useTape = (sessionId: string): History => useZustand(tapes, (all) => all[sessionId] ?? untouched)

export const tapeOf = (sessionId: string): History => tapes.getState()[sessionId] ?? untouched

export const changeTape = (sessionId: string, change: (before: History) => History): void =>
  tapes.setState((all) => ({ [sessionId]: change(all[sessionId] ?? untouched) }))
