// Full-text search beside the filter: what its plain words are found in, once the typing rests.
import { useEffect } from 'react'
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { SearchHit } from '#shared/contract/sessions'
import { HostError } from '#shared/contract/host'
import type { Filter } from '#shared/inspect/filter/language'
import { host } from '../../host/index'

export type Search = {
  /** Empty: nothing is searched for. */
  readonly text: string
  readonly words: readonly string[]
  readonly state: 'running' | 'done' | 'failed'
  /** By session. */
  readonly hits: ReadonlyMap<string, SearchHit>
  readonly more: boolean
  readonly indexed: boolean
  readonly problem: string
}

const nothing: Search = { text: '', words: [], state: 'done', hits: new Map(), more: false, indexed: true, problem: '' }
const search = createStore<Search>(() => nothing)
export const useSearch = <T>(select: (state: Search) => T): T => useZustand(search, select)

const restMs = 200
const pageSize = 100
/** Shorter words are in everything. */
const shortest = 2

/** The words of a filter that are asked of texts; what must not be in a session is asked of its row alone. */
export const wordsOf = (filter: Filter): readonly string[] =>
  filter.flatMap((term) => (term.kind === 'text' && !term.negated ? [term.text] : []))

export function useSearchFor(words: readonly string[]): void {
  const wanted = words.filter((word) => word.length >= shortest).join('\n')
  useEffect(() => {
    if (wanted === '') {
      search.setState(nothing)
      return
    }
    const timer = setTimeout(() => void searchFor(wanted.split('\n')), restMs)
    return () => clearTimeout(timer)
  }, [wanted])
}

/** What was found before stays until the first answer: a list that empties with every word cannot be read. */
async function searchFor(words: readonly string[]): Promise<void> {
  // Words of one term stand behind each other, as they were quoted.
  const text = words.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(' ')
  search.setState({ text, words, state: 'running' })
  await readPage(text, undefined)
}

export async function searchOn(): Promise<void> {
  const { text, hits, state } = search.getState()
  const last = [...hits.keys()].at(-1)
  if (state === 'running' || last === undefined) return
  search.setState({ state: 'running' })
  await readPage(text, last)
}

/** A page that comes after something else was asked for is not wanted any more. */
async function readPage(text: string, before: string | undefined): Promise<void> {
  const isWanted = () => search.getState().text === text
  try {
    const found = await host.call('sessions.search', { text, limit: pageSize, ...(before !== undefined && { before }) })
    if (!isWanted()) return
    const earlier = before === undefined ? [] : search.getState().hits
    search.setState({
      state: 'done',
      hits: new Map([...earlier, ...found.hits.map((hit) => [hit.id, hit] as const)]),
      more: found.more,
      indexed: found.indexed,
    })
  } catch (error) {
    if (!isWanted()) return
    search.setState({ state: 'failed', problem: error instanceof HostError ? error.message : String(error) })
  }
}
