// Keys that work everywhere. Keys of one list live in that list.
import { undoDelete } from '../features/sessions/library'
import { editAndResend, resendAsIs } from '../features/stream-viewer/actions'
import { closeCompare } from '../state/compare'
import { changeSpeed, leaveReplay, step, stepTurn, toggleEditing, togglePlay, toggleReplay } from '../state/replay'
import { store } from '../state/store'
import { openExport } from '../state/export'
import { pickFiles } from './file-drop'
import { movePane } from './focus'

export function installShortcuts(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || (event.key === 'Escape' && isInDialog())) return
    const command = event.ctrlKey || event.metaKey
    const action = command ? withCommand[event.key.toLowerCase()] : actionOf(event.key)
    if (action === undefined || (isLetter(event, command) && takes(event.target, event.key))) return
    action(event.shiftKey)
    event.preventDefault()
  })
}

/** The browser closes a dialog itself. */
const isInDialog = (): boolean => document.querySelector('dialog[open]') !== null

/** What stays with a text that is being written: letters, and taking back what was written. */
const isLetter = ({ key }: KeyboardEvent, command: boolean): boolean =>
  command ? key.toLowerCase() === 'z' : key.length === 1

type Action = (isShifted: boolean) => void

const withCommand: Readonly<Record<string, Action>> = {
  '1': () => store.setState({ screen: 'live' }),
  '2': () => store.setState({ screen: 'compose' }),
  '3': () => store.setState({ screen: 'diagnose' }),
  '4': () => store.setState({ screen: 'faults' }),
  '5': () => store.setState({ screen: 'providers' }),
  f: () => (document.getElementById('event-filter') ?? document.getElementById('session-filter'))?.focus(),
  e: (isShifted) => (isShifted ? resendAsIs() : editAndResend()),
  o: () => pickFiles(),
  s: () => exportSelected(),
  // A tape that is edited takes back its own edits.
  z: () => void (store.getState().editing === null && undoDelete()),
  b: () => store.setState(({ listOpen }) => ({ listOpen: !listOpen })),
}

/** What a browser would save is the page, which nobody wants. */
function exportSelected(): void {
  const { screen, selectedId } = store.getState()
  if (screen === 'live' && selectedId !== null) openExport([selectedId])
}

const alone: Readonly<Record<string, Action>> = {
  Escape: goBack,
  F6: movePane,
  '/': () => document.getElementById('session-filter')?.focus(),
}

/** Keys of the viewer; those of the second list only while a replay is on screen. */
const onSession: Readonly<Record<string, Action>> = { r: toggleReplay, t: toggleEditing }
const inReplay: Readonly<Record<string, Action>> = {
  ' ': togglePlay,
  '.': () => step(1),
  ',': () => step(-1),
  '>': () => stepTurn(1),
  '<': () => stepTurn(-1),
  '+': () => changeSpeed(1),
  '-': () => changeSpeed(-1),
}

function actionOf(key: string): Action | undefined {
  const { screen, compared, replay } = store.getState()
  if (screen !== 'live' || compared !== null) return alone[key]
  return alone[key] ?? onSession[key] ?? (replay === null ? undefined : inReplay[key])
}

/** Closes what is open on top, and at last goes back to the list. */
function goBack(): void {
  const { listOpen, selectedSeq, screen, compared, replay } = store.getState()
  const popover = document.querySelector<HTMLElement>(':popover-open')
  if (popover !== null) return popover.hidePopover()
  if (listOpen) return store.setState({ listOpen: false })
  if (screen !== 'live') return
  if (compared !== null) return closeCompare()
  if (replay !== null) return leaveReplay()
  if (selectedSeq !== null) return store.setState({ selectedSeq: null })
  document.querySelector<HTMLElement>('[data-list]')?.focus()
}

/** Whether a key means something to what has the focus: a letter where text is typed, the space bar on anything to press. */
const takes = (target: EventTarget | null, key: string): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input, textarea, select') ||
    (key === ' ' && target.matches('button, a')))
