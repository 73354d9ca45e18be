// What was pasted, and what was read in it. It outlives the screen and is written nowhere; nothing of it leaves the window.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { PasteReading } from '#shared/diagnostics/paste'
import { configurationContext } from '../../state/configuration'
import { store } from '../../state/store'
import type { PasteQuestion } from './paste-worker'
import { sayTooLarge } from './size'

export type Paste = {
  readonly text: string
  /** Where it is from; null: from the clipboard, or typed. */
  readonly file: string | null
  /** Of the failures in it; null: the last. */
  readonly choice: number | null
  /** Null while there is none, or none yet. */
  readonly reading: PasteReading | null
  readonly problem: string | null
}

const nothing: Paste = { text: '', file: null, choice: null, reading: null, problem: null }
const paste = createStore<Paste>(() => nothing)

export const usePaste = (): Paste => useZustand(paste)

export function setText(text: string, file: string | null = null): void {
  const problem = sayTooLarge(file ?? 'The paste', text.length)
  if (problem !== null) return paste.setState({ ...nothing, problem }, true)
  paste.setState({ ...nothing, text, file }, true)
  read()
}

export async function openFile(file: File): Promise<void> {
  const problem = sayTooLarge(file.name, file.size)
  if (problem !== null) return paste.setState({ ...nothing, problem }, true)
  try {
    setText(await file.text(), file.name)
  } catch (error) {
    paste.setState({ ...nothing, problem: `${file.name} could not be read: ${(error as Error).message}` }, true)
  }
}

export function choose(choice: number): void {
  paste.setState({ choice })
  read()
}

/** For what is known otherwise by now. */
export const readAgain = (): void => {
  if (paste.getState().reading !== null) read()
}

const limitMs = 30_000

type Reader = { readonly worker: Worker; readonly limit: ReturnType<typeof setTimeout> | null }

let reader: Reader | null = null
/** What was asked for while the reader was busy: only the last is of interest. */
let isStale = false

function startReader(): Reader {
  const worker = new Worker(new URL('./paste-worker.ts', import.meta.url), { type: 'module' })
  worker.addEventListener('message', ({ data }: MessageEvent<PasteReading>) => settle({ reading: data, problem: null }))
  worker.addEventListener('error', () => giveUp('This could not be read.'))
  reader = { worker, limit: null }
  return reader
}

/** Also when it was cleared while it was read. */
const isBlank = (): boolean => paste.getState().text.trim() === ''

function read(): void {
  if (isBlank()) return
  const { text, choice } = paste.getState()
  const { worker, limit } = reader ?? startReader()
  if (limit !== null) {
    isStale = true
    return
  }
  isStale = false
  const context = { models: store.getState().models.map(({ id }) => id), ...configurationContext() }
  const question: PasteQuestion = { text, choice, context }
  worker.postMessage(question)
  const seconds = limitMs / 1000
  const late = () => giveUp(`This took longer than ${seconds} s to read. Paste the part that failed.`)
  reader = { worker, limit: setTimeout(late, limitMs) }
}

function settle(found: Pick<Paste, 'reading' | 'problem'>): void {
  if (reader?.limit) clearTimeout(reader.limit)
  reader = reader && { ...reader, limit: null }
  if (isStale) read()
  else if (!isBlank()) paste.setState(found)
}

function giveUp(problem: string): void {
  reader?.worker.terminate()
  if (reader?.limit) clearTimeout(reader.limit)
  reader = null
  if (isStale) read()
  else if (!isBlank()) paste.setState({ reading: null, problem })
}

/** With the screen, so that a paste finds the reader there. */
export const warmReader = (): void => void (reader ?? startReader())
