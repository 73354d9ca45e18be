// The theme follows the system until the reader chooses one.
import { useSyncExternalStore } from 'react'

export type Theme = 'light' | 'dark'

const key = 'gatescope.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

function readTheme(): Theme {
  const chosen = localStorage.getItem(key)
  if (chosen === 'light' || chosen === 'dark') return chosen
  return system.matches ? 'dark' : 'light'
}

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = readTheme()
  for (const listener of listeners) listener()
}

export function toggleTheme(): void {
  localStorage.setItem(key, readTheme() === 'dark' ? 'light' : 'dark')
  applyTheme()
}

export const useTheme = (): Theme =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, readTheme)

system.addEventListener('change', applyTheme)
