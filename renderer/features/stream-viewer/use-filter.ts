import { useEffect, useMemo, useReducer } from 'react'
import { parseFilter } from '#shared/inspect/filter/parse'
import type { Filter, ParsedFilter, Term } from '#shared/inspect/filter/language'
import { useStore } from '../../state/store'
import { schedulePaint, type FrameLog } from '../../state/frame-log'
import { createFilterRun, type FilterRun } from './filter-run'

/** Half a painted frame: the other half belongs to the reader. */
const budgetMs = 7

export type EventFilter = { readonly parsed: ParsedFilter; readonly run: FilterRun | null }

const notUpstream: Term = { kind: 'word', field: 'kind', values: ['upstream'], negated: true, at: 0, end: 0 }

/** Whoever names them wants to see them. */
const asksForUpstream = (term: Filter[number]): boolean =>
  term.kind === 'word' && !term.negated && term.values.includes('upstream')

/** The frames of a log that match, worked out slice by slice; `run` is null while nothing is filtered. */
export function useEventFilter(log: FrameLog, version: number, text: string): EventFilter {
  const parsed = useMemo(() => parseFilter(text), [text])
  const withUpstream = useStore((state) => state.withUpstream)
  const run = useMemo(() => {
    if (parsed.filter.length === 0) return null
    const hides = !withUpstream && !parsed.filter.some(asksForUpstream)
    return createFilterRun(log, hides ? [...parsed.filter, notUpstream] : parsed.filter)
  }, [log, parsed, withUpstream])
  const [, redraw] = useReducer((n: number) => n + 1, 0)

  useEffect(() => {
    let live = run !== null
    const goOn = () => {
      if (!live || run === null) return
      const more = run.advance(budgetMs)
      redraw()
      if (more) schedulePaint(goOn)
    }
    goOn()
    return () => {
      live = false
    }
  }, [run, version])

  return { parsed, run }
}
