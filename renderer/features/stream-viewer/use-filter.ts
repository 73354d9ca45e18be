import { useEffect, useMemo, useReducer } from 'react'
import { parseFilter } from '#shared/inspect/filter/parse'
import type { ParsedFilter } from '#shared/inspect/filter/language'
import { schedulePaint, type FrameLog } from '../../state/frame-log'
import { createFilterRun, type FilterRun } from './filter-run'

/** Half a painted frame: the other half belongs to the reader. */
const budgetMs = 7

export type EventFilter = { readonly parsed: ParsedFilter; readonly run: FilterRun | null }

/** The frames of a log that match, worked out slice by slice; `run` is null while nothing is filtered. */
export function useEventFilter(log: FrameLog, version: number, text: string): EventFilter {
  const parsed = useMemo(() => parseFilter(text), [text])
  const run = useMemo(() => (parsed.filter.length === 0 ? null : createFilterRun(log, parsed.filter)), [log, parsed])
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
