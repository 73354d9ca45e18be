// Sending a recorded request again, with a change or as it was, and which run came of which. The runs are remembered until
// the window is closed.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SessionSummary } from '#shared/session/summary'
import { selectSession, store } from '../../state/store'
import { sendAgain } from '../../views/send-again'
import { transportOf, type Run } from './run'

export type Resent = {
  readonly requestId: string
  readonly before: Run
  /** What was changed, in words; null: sent as it was. */
  readonly words: string | null
}

const runs = createStore<{ readonly resent: readonly Resent[] }>(() => ({ resent: [] }))
const remembered = 100

/** The run that a session was made from; null when it was not made here. */
export const useOrigin = (session: SessionSummary | null): Resent | null =>
  useZustand(runs, ({ resent }) => resent.find((one) => one.requestId === session?.clientRequestId) ?? null)

/** What came of sending this one again, the latest. */
export const useOutcome = (session: SessionSummary | null): Resent | null =>
  useZustand(runs, ({ resent }) => resent.filter(({ before }) => before.session.id === session?.id).at(-1) ?? null)

export async function resend(before: Run, body: string, words: string | null): Promise<void> {
  const requestId = crypto.randomUUID()
  const { session } = before
  runs.setState(({ resent }) => ({ resent: [...resent, { requestId, before, words }].slice(-remembered) }))
  if (await sendAgain({ session, transport: transportOf(session, body), body }, requestId)) return
  runs.setState(({ resent }) => ({ resent: resent.filter((one) => one.requestId !== requestId) }))
}

export const openRun = (id: string): void => selectSession(id)

/** Undefined while the gateway has not begun to record it. */
export const useRun = (requestId: string | null): SessionSummary | undefined => {
  const sessions = useZustand(store, (state) => state.sessions)
  return requestId === null ? undefined : sessions.find(({ clientRequestId }) => clientRequestId === requestId)
}
