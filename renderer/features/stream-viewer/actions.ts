import type { SessionSummary } from '#shared/session/summary'
import { openRecorded, type Transport } from '../../state/draft'
import { host } from '../../host/index'
import { openLog, type FrameLog } from '../../state/frame-log'
import { findSession, sayFailure, store, type SideTab, type ViewerTab } from '../../state/store'
import { changeTurnDraft } from '../../state/turn-drafts'
import { readExchange } from '../../views/exchange'
import { canResend, transportOf } from '../../views/recorded-request'
import { sendAgain } from '../../views/send-again'
import { readClientRows, readRows, type RowList } from './rows'

export const showTab = (tab: ViewerTab): void => store.setState({ tab })

export const showSide = (side: SideTab): void => store.setState({ side })

/** The side pane where there is one, its tab among the others where there is none. */
export const openSide = (side: SideTab, isNarrow: boolean): void => (isNarrow ? showTab(side) : showSide(side))

export const setEventFilter = (eventFilter: string): void => store.setState({ eventFilter })

export const selectFrame = (seq: number | null): void => store.setState({ selectedSeq: seq })

export const readShownRows = (log: FrameLog): RowList =>
  (store.getState().withUpstream ? readRows : readClientRows)(log)

/** Opens or closes the run whose row it is. */
export function toggleDeltas(sessionId: string, index: number): void {
  const log = openLog(sessionId)
  readShownRows(log).toggle(index)
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

/** The request to resend: of a socket that of the selected event's turn, else the last one. null before any has arrived. */
export function requestOf(session: SessionSummary): string | null {
  const { selectedSeq } = store.getState()
  const log = openLog(session.id)
  const sent = readExchange(log).turns.filter((turn) => turn.sent !== null)
  const chosen = selectedSeq === null ? null : log.turn(selectedSeq)
  return (sent.find((turn) => turn.number === chosen) ?? sent.at(-1))?.sent?.text ?? null
}

/** Opens a recorded request in the composer, by default that of the selected session. */
export function editAndResend(text?: string, transport?: Transport): void {
  const session = chosenSession()
  if (session === null) return
  const body = text ?? requestOf(session)
  if (body === null) return sayUnread()
  const { id: source, target } = session
  openRecorded({ transport: transport ?? transportOf(session, body), body, source, target })
  store.setState({ screen: 'compose', listOpen: false })
}

/** The request of the selected session once more, as it was. */
export function resendAsIs(): void {
  const session = chosenSession()
  if (session === null || !canResend(session)) return
  const body = requestOf(session)
  if (body === null) return sayUnread()
  void sendAgain({ session, transport: transportOf(session, body), body })
}

/** A key that does nothing would look broken. */
const sayUnread = (): void => store.setState({ notice: 'The request of this session is not read yet, or it has none.' })

/** The one in the viewer, while that is what is shown. */
function chosenSession(): SessionSummary | null {
  const state = store.getState()
  return state.screen !== 'live' || state.compared !== null ? null : findSession(state, state.selectedId)
}
