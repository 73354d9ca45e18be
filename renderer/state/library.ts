// Requests kept in this window: starred ones until they are deleted, and what was sent last. Bounded in number and size,
// because storage is small and read whole at every start; it never holds a token.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Transport } from './draft'

export type Kept = {
  readonly id: string
  readonly name: string
  readonly transport: Transport
  readonly body: string
  /** Unix milliseconds. */
  readonly at: number
}
export type ListName = 'starred' | 'history'
type Removed = { readonly list: ListName; readonly index: number; readonly kept: Kept }
export type Library = {
  readonly starred: readonly Kept[]
  /** Newest first. */
  readonly history: readonly Kept[]
  /** What `undo` would bring back. */
  readonly removed: Removed | null
}

const key = 'gatescope.requests'
export const most = { starred: 100, history: 50 } as const
const mostChars = { starred: 1_500_000, history: 700_000 } as const

/** As many from the front as fit. */
export function bound(list: readonly Kept[], name: ListName): readonly Kept[] {
  let chars = 0
  return list.slice(0, most[name]).filter(({ body }) => (chars += body.length) <= mostChars[name])
}

const isKept = (value: Partial<Kept> | null): value is Kept =>
  typeof value?.id === 'string' &&
  typeof value.name === 'string' &&
  typeof value.body === 'string' &&
  typeof value.at === 'number' &&
  (value.transport === 'json' || value.transport === 'sse' || value.transport === 'websocket')

/** What an older window, or somebody else, wrote there is read with care. */
export function readLibrary(text: string | null): Library {
  const nothing = { starred: [], history: [], removed: null }
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Record<ListName, unknown>> | null
    const list = (name: ListName) =>
      Array.isArray(value?.[name]) ? bound((value[name] as (Partial<Kept> | null)[]).filter(isKept), name) : []
    return { ...nothing, starred: list('starred'), history: list('history') }
  } catch {
    return nothing
  }
}

/** What has no room at all is not put in front, where it would push out everything else. */
export const remember = (library: Library, kept: Kept): Library => {
  if (kept.body.length > mostChars.history) return library
  const [last] = library.history
  const again = last?.body === kept.body && last.transport === kept.transport
  return { ...library, history: bound([kept, ...library.history.slice(again ? 1 : 0)], 'history') }
}

/** What is starred is never pushed out: without room the new one is not taken. */
export const star = (library: Library, kept: Kept): Library => withStarred(library, [kept, ...library.starred])

/** Nor may one that grows push out others: without room it stays as it was. */
export const replaceKept = (library: Library, kept: Kept): Library =>
  withStarred(
    library,
    library.starred.map((old) => (old.id === kept.id ? kept : old)),
  )

const withStarred = (library: Library, starred: readonly Kept[]): Library =>
  bound(starred, 'starred').length < starred.length ? library : { ...library, starred }

export function removeKept(library: Library, list: ListName, id: string): Library {
  const index = library[list].findIndex((kept) => kept.id === id)
  const kept = library[list][index]
  if (!kept) return library
  return { ...library, [list]: library[list].filter((one) => one !== kept), removed: { list, index, kept } }
}

export function undoRemove(library: Library): Library {
  const { removed } = library
  if (removed === null) return library
  const list = library[removed.list]
  return {
    ...library,
    [removed.list]: [...list.slice(0, removed.index), removed.kept, ...list.slice(removed.index)],
    removed: null,
  }
}

function restore(): Library {
  try {
    return readLibrary(localStorage.getItem(key))
  } catch {
    return readLibrary(null)
  }
}

export const library = createStore<Library>(restore)
export const useLibrary = <T>(select: (state: Library) => T): T => useZustand(library, select)

/** False when storage took no more; the list then lasts as long as the window. */
export function changeLibrary(change: (before: Library) => Library): boolean {
  library.setState(change)
  const { starred, history } = library.getState()
  try {
    localStorage.setItem(key, JSON.stringify({ starred, history }))
    return true
  } catch {
    return false
  }
}
