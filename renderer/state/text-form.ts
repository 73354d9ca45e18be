// How the words of an answer are shown, as the reader chose it last.
import { useSyncExternalStore } from 'react'

export type TextForm = 'markdown' | 'text'

const key = 'gatescope.answer'
const listeners = new Set<() => void>()

const read = (): TextForm => (localStorage.getItem(key) === 'text' ? 'text' : 'markdown')

export function chooseTextForm(form: TextForm): void {
  localStorage.setItem(key, form)
  for (const listener of listeners) listener()
}

export const useTextForm = (): TextForm =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, read)
