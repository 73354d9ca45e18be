import { openLog } from '../../state/frame-log'
import { store, type ViewerTab } from '../../state/store'
import { readRows, toggleRun, type RunRow } from './rows'

export const showTab = (tab: ViewerTab): void => store.setState({ tab })

export const selectFrame = (seq: number | null): void => store.setState({ selectedSeq: seq })

export function toggleDeltas(sessionId: string, run: RunRow): void {
  const log = openLog(sessionId)
  toggleRun(readRows(log), run, log.frames)
  log.refresh()
}

export const showList = (): void => store.setState({ listOpen: true })
