// Keys that work everywhere. Keys of one list live in that list.
import { editAndResend, resendAsIs } from '../features/stream-viewer/actions'
import { closeCompare } from '../state/compare'
import { store } from '../state/store'
import { movePane } from './focus'

export function installShortcuts(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return
    const command = event.ctrlKey || event.metaKey
    const action = command ? withCommand[event.key.toLowerCase()] : alone[event.key]
    if (action === undefined || (isTyping(event.target) && event.key === '/')) return
    action(event.shiftKey)
    event.preventDefault()
  })
}

type Action = (isShifted: boolean) => void

const withCommand: Readonly<Record<string, Action>> = {
  '1': () => store.setState({ screen: 'live' }),
  '2': () => store.setState({ screen: 'compose' }),
  '3': () => store.setState({ screen: 'diagnose' }),
  '4': () => store.setState({ screen: 'faults' }),
  '5': () => store.setState({ screen: 'providers' }),
  f: () => (document.getElementById('event-filter') ?? document.getElementById('session-filter'))?.focus(),
  e: (isShifted) => (isShifted ? resendAsIs() : editAndResend()),
  b: () => store.setState(({ listOpen }) => ({ listOpen: !listOpen })),
}

const alone: Readonly<Record<string, Action>> = {
  Escape: goBack,
  F6: movePane,
  '/': () => document.getElementById('session-filter')?.focus(),
}

/** Closes what is open on top, and at last goes back to the list. */
function goBack(): void {
  const { listOpen, selectedSeq, screen, compared } = store.getState()
  if (listOpen) return store.setState({ listOpen: false })
  if (screen !== 'live') return
  if (compared !== null) return closeCompare()
  if (selectedSeq !== null) return store.setState({ selectedSeq: null })
  document.querySelector<HTMLElement>('[data-list]')?.focus()
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
