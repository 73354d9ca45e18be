// Explains what was pasted, dropped or opened as it explains a session of its own. All of it happens in this window.
import { useEffect, useState, type DragEvent, type ReactNode } from 'react'
import type { Explanation } from '#shared/diagnostics/explanation'
import { useFreshConfiguration } from '../../state/configuration'
import { openFile, readAgain, setText, usePaste, warmReader } from './paste'
import { PastePane } from './paste-pane'
import { Understood } from './understood'

/** A paste is for the whole screen, unless it is for a box of it. */
function listenForPaste(): () => void {
  const onPaste = (event: ClipboardEvent) => {
    const isBox = event.target instanceof Element && event.target.matches('input, textarea, [contenteditable]')
    const text = event.clipboardData?.getData('text/plain') ?? ''
    if (isBox || text === '') return
    event.preventDefault()
    setText(text)
  }
  document.addEventListener('paste', onPaste)
  return () => document.removeEventListener('paste', onPaste)
}

type Props = { readonly inspect: (explanation: Explanation) => ReactNode }

export const Diagnose = ({ inspect }: Props) => {
  const [isOver, setIsOver] = useState(false)
  const configuration = useFreshConfiguration()
  useEffect(warmReader, [])
  useEffect(readAgain, [configuration])
  useEffect(listenForPaste, [])
  const onDragOver = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(true)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    const [file] = event.dataTransfer.files
    const text = event.dataTransfer.getData('text/plain')
    if (file) void openFile(file)
    else if (text !== '') setText(text)
  }
  return (
    <section
      className={isOver ? 'diagnose over' : 'diagnose'}
      aria-label="Diagnose"
      onDragOver={onDragOver}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
    >
      <h1 className="unseen">Diagnose</h1>
      <PastePane />
      <Answer inspect={inspect} />
    </section>
  )
}

const Answer = ({ inspect }: Props) => {
  const { text, reading, problem } = usePaste()
  if (reading === null) {
    const isEmpty = text.trim() === ''
    const words = isEmpty ? 'Paste or drop something that failed, and it is explained here.' : 'Reading.'
    return <p className="pane empty-note">{problem === null ? words : 'Nothing was read.'}</p>
  }
  return (
    <div className="pane diagnose-answer">
      <Understood source={reading.explanation.source} />
      <div className="diagnose-view" role="region" aria-label="Explanation of the paste" tabIndex={0} data-pane>
        {inspect(reading.explanation)}
      </div>
    </div>
  )
}
