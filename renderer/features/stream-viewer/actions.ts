import { openLog } from '../../state/frame-log'
import { store, type SideTab, type ViewerTab } from '../../state/store'
import { readRows } from './rows'

export const showTab = (tab: ViewerTab): void => store.setState({ tab })

export const showSide = (side: SideTab): void => store.setState({ side })

/** The side pane where there is one, its tab among the others where there is none. */
export const openSide = (side: SideTab, isNarrow: boolean): void => (isNarrow ? showTab(side) : showSide(side))

export const setEventFilter = (eventFilter: string): void => store.setState({ eventFilter })

export const selectFrame = (seq: number | null): void => store.setState({ selectedSeq: seq })

/** Opens or closes the run whose row it is. */
export function toggleDeltas(sessionId: string, index: number): void {
  const log = openLog(sessionId)
  readRows(log).toggle(index)
  log.refresh()
}

export const showList = (): void => store.setState({ listOpen: true })
