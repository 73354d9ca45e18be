// The request builder: requests to open, the request as a form and as text, and the answer to it.
import { useEffect, useState } from 'react'
import { store, useStore } from '../../state/store'
import { Tabs } from '../../ui/choices'
import { Icon } from '../../ui/icons'
import { Split } from '../../ui/split'
import { narrow, slim, useMedia } from '../../ui/use-media'
import { dismissPasted, loadSchema, pasteCurl, sendDraft, undoPasted, usePasted } from './actions'
import { AnswerPane } from './answer-pane'
import { ComposerBar } from './composer-bar'
import { Form } from './form'
import { JsonPane } from './json-pane'
import { keepDraft } from './library'
import { LibraryPane } from './library-pane'
import { OriginNote } from './origin-note'
import { PreflightStrip } from './preflight-strip'
import { TargetBar } from './target-bar'

/** A pasted command is for the whole screen, wherever the cursor is. */
function listenForCurl(): () => void {
  const onPaste = (event: ClipboardEvent) => {
    if (!pasteCurl(event.clipboardData?.getData('text/plain') ?? '')) return
    event.preventDefault()
    event.stopPropagation()
  }
  document.addEventListener('paste', onPaste, true)
  return () => document.removeEventListener('paste', onPaste, true)
}

/** Keys of this screen work wherever the focus is, also when it is nowhere. */
function listenForKeys(): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.ctrlKey && !event.metaKey) return
    if (event.key === 'Enter') void sendDraft()
    else if (event.key === 's') keepDraft()
    else return
    event.preventDefault()
  }
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

export const Composer = () => {
  useEffect(listenForCurl, [])
  useEffect(listenForKeys, [])
  useEffect(() => void loadSchema(), [])
  const isSlim = useMedia(slim)
  const isNarrow = useMedia(narrow)
  return (
    <section className="composer" aria-label="Compose">
      <h1 className="unseen">Compose</h1>
      <ComposerBar />
      <TargetBar />
      <PastedNote />
      <OriginNote />
      <div className="composer-panes">
        {isSlim ? <LibraryOverlay /> : <LibraryPane />}
        {isSlim ? (
          <TabbedPanes withAnswer />
        ) : (
          <Split
            name="compose-answer"
            label="Width of the answer"
            axis="x"
            size={352}
            min={260}
            max={900}
            first={isNarrow ? <TabbedPanes withAnswer={false} /> : <BothPanes />}
            second={<AnswerSide />}
          />
        )}
      </div>
    </section>
  )
}

const AnswerSide = () => (
  <>
    <AnswerPane />
    <PreflightStrip />
  </>
)

const BothPanes = () => (
  <Split
    name="compose-json"
    label="Width of the JSON"
    axis="x"
    size={386}
    min={260}
    max={1000}
    first={<Form />}
    second={<JsonPane />}
  />
)

type Tab = 'form' | 'json' | 'answer'

const TabbedPanes = ({ withAnswer }: { readonly withAnswer: boolean }) => {
  const [tab, setTab] = useState<Tab>('form')
  const sent = useStore((state) => state.sentRequestId)
  const [seen, setSeen] = useState(sent)
  // What was just sent is what is looked at next.
  if (sent !== seen) {
    setSeen(sent)
    if (withAnswer && sent !== null) setTab('answer')
  }
  const tabs = [
    { value: 'form', label: 'Form' },
    { value: 'json', label: 'JSON' },
    ...(withAnswer ? [{ value: 'answer', label: 'Answer' } as const] : []),
  ] as const
  const now = tab === 'answer' && !withAnswer ? 'form' : tab
  return (
    <div className="composer-tabbed">
      <div className="bar">
        {withAnswer && <ListButton />}
        <Tabs<Tab> label="Views of the request" choices={tabs} value={now} onChange={setTab} panel="compose-view" />
      </div>
      <div id="compose-view" role="tabpanel" aria-label={now} className="composer-view">
        {now === 'form' && <Form />}
        {now === 'json' && <JsonPane />}
        {now === 'answer' && <AnswerPane />}
      </div>
      {withAnswer && <PreflightStrip />}
    </div>
  )
}

const toggleList = (): void => store.setState(({ listOpen }) => ({ listOpen: !listOpen }))

const ListButton = () => (
  <button
    type="button"
    className="button quiet icon-only"
    aria-label="Requests"
    aria-keyshortcuts="Control+B"
    title="Requests (Ctrl+B)"
    onClick={toggleList}
  >
    <Icon name="list" />
  </button>
)

const focusList = (overlay: HTMLElement | null): void => overlay?.querySelector<HTMLElement>('[role=grid]')?.focus()

const LibraryOverlay = () => {
  const open = useStore((state) => state.listOpen)
  if (!open) return null
  return (
    <div className="library-overlay" ref={focusList}>
      <div className="scrim" onClick={toggleList} />
      <LibraryPane />
    </div>
  )
}

const PastedNote = () => {
  const pasted = usePasted()
  if (pasted === null) return null
  return (
    <div className="composer-pasted" role="status">
      <span className="grow">{pasted.words}</span>
      <button type="button" className="button small" onClick={undoPasted}>
        Undo
      </button>
      <button type="button" className="button quiet icon-only" aria-label="Dismiss" onClick={dismissPasted}>
        <Icon name="close" size={12} />
      </button>
    </div>
  )
}
