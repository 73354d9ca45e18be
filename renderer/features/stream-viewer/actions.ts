import { openLog } from '../../state/frame-log'
import type { SessionSummary } from '#shared/session/summary'
import { host } from '../../host/index'
import { sayFailure, store, type SideTab, type ViewerTab } from '../../state/store'
import { changeTurnDraft } from '../../state/turn-drafts'
import { readRows, toggleRun, type RunRow } from './rows'

export const showTab = (tab: ViewerTab): void => store.setState({ tab })

export const showSide = (side: SideTab): void => store.setState({ side })

/** The side pane where there is one, its tab among the others where there is none. */
export const openSide = (side: SideTab, isNarrow: boolean): void => (isNarrow ? showTab(side) : showSide(side))

export const setEventFilter = (eventFilter: string): void => store.setState({ eventFilter })

export const selectFrame = (seq: number | null): void => store.setState({ selectedSeq: seq })

export function toggleDeltas(sessionId: string, run: RunRow): void {
  const log = openLog(sessionId)
  toggleRun(readRows(log), run, log.frames)
  log.refresh()
}

/** What was said is said, and a chain that began anew goes on. */
export async function sendTurn({ id, clientRequestId: requestId }: SessionSummary, body: string): Promise<void> {
  if (requestId === null) return
  try {
    await host.call('socket.send', { requestId, body })
    changeTurnDraft(id, { input: '', isFresh: false })
  } catch (error) {
    sayFailure('Not sent', error)
  }
}

export async function closeSocket({ clientRequestId: requestId }: SessionSummary): Promise<void> {
  if (requestId === null) return
  try {
    await host.call('socket.close', { requestId })
  } catch (error) {
    sayFailure('Not closed', error)
  }
}

export const showList = (): void => store.setState({ listOpen: true })
