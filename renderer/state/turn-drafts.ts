// The next turns that are being written, by session: a look at another tab must not cost what was typed. Not kept over a reload,
// as the sockets are not.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'

export type TurnDraft = {
  /** Without a text, the input is what the rest says. */
  readonly input: string
  /** JSON, as it was typed; null: what the turn before said besides its input. */
  readonly rest: string | null
  /** Continues no turn. */
  readonly isFresh: boolean
}

const empty: TurnDraft = { input: '', rest: null, isFresh: false }

const drafts = createStore<Readonly<Record<string, TurnDraft>>>(() => ({}))

export const useTurnDraft = (sessionId: string): TurnDraft => useZustand(drafts, (all) => all[sessionId] ?? empty)

export const changeTurnDraft = (sessionId: string, change: Partial<TurnDraft>): void =>
  drafts.setState((all) => ({ [sessionId]: { ...(all[sessionId] ?? empty), ...change } }))
