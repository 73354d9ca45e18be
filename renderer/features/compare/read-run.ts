// The runs that are compared, folded from the logs that the reader fills. A text that is not held any more is fetched again by
// its range, so a session of any length is read through once and never held whole.
import { useEffect, useReducer } from 'react'
import { compareRuns, type Comparison } from '#shared/inspect/compare/compare'
import { createRunFold, type Run } from '#shared/inspect/compare/run'
import type { SessionSummary } from '#shared/session/summary'
import { openLog, schedulePaint, type FrameLog } from '../../state/frame-log'
import { findSession, store } from '../../state/store'

/** Frames of a session that are compared: with what comes later, nobody could do anything here. */
export const mostFrames = 200_000

const sliceMs = 8
/** A run that still grows is compared anew no oftener than this. */
const patienceMs = 500
const slice = 64

export type ReadRun = {
  readonly session: SessionSummary
  readonly run: Run
  /** Frames read so far, of those that are to be. */
  readonly read: number
  readonly wanted: number
}

type Reader = { readonly fold: ReturnType<typeof createRunFold>; read: number }

const readers = new WeakMap<FrameLog, Reader>()

function readerOf(id: string): Reader {
  const log = openLog(id)
  const startedAt = findSession(store.getState(), id)?.startedAt ?? 0
  const reader = readers.get(log) ?? { fold: createRunFold({ id, startedAt }), read: 0 }
  readers.set(log, reader)
  return reader
}

const wantedOf = ({ frames }: SessionSummary): number => Math.min(frames, mostFrames)

/** True when there is more to be read at once; what is on its way tells by itself. */
function readOn(id: string): boolean {
  const log = openLog(id)
  const reader = readerOf(id)
  const end = Math.min(log.length, mostFrames)
  const until = performance.now() + sliceMs
  while (reader.read < end) {
    const frame = log.frame(reader.read)
    if (frame === null) return false
    reader.fold.apply(frame)
    reader.read += 1
    if (reader.read % slice === 0 && performance.now() > until) return true
  }
  return false
}

const countRead = (ids: readonly string[]): string => ids.map((id) => readerOf(id).read).join()

/** As far as each has come; drawn again as they come on. */
export function useRuns(ids: readonly string[], sessions: readonly SessionSummary[]): readonly ReadRun[] {
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  useEffect(() => {
    let isGone = false
    let last: ReturnType<typeof setTimeout> | undefined
    const go = () => {
      if (isGone) return
      const before = countRead(ids)
      const isMore = ids.map(readOn).some(Boolean)
      if (isMore) schedulePaint(go)
      if (before === countRead(ids)) return
      redraw()
      clearTimeout(last)
      // Whatever was not worked out for being too soon.
      last = setTimeout(redraw, 2 * patienceMs)
    }
    const stops = ids.map((id) => openLog(id).subscribe(go))
    go()
    return () => {
      isGone = true
      clearTimeout(last)
      for (const stop of stops) stop()
    }
  }, [ids])
  return sessions.map((session) => {
    const { fold, read } = readerOf(session.id)
    return { session, run: fold.value, read, wanted: wantedOf(session) }
  })
}

export const isWhole = ({ read, wanted }: ReadRun): boolean => read >= wanted

type Known = { readonly pair: string; readonly come: string; readonly at: number; readonly comparison: Comparison }

const known = new WeakMap<Run, Known>()

const isSettled = (run: ReadRun): boolean => run.session.closed && isWhole(run)

/** Worked out anew only when either has come on. */
export function compareRead(a: ReadRun, b: ReadRun, names: { readonly a: string; readonly b: string }): Comparison {
  const pair = `${a.session.id} ${names.a} ${names.b}`
  const come = `${a.read} ${b.read}`
  const kept = known.get(b.run)
  const now = performance.now()
  const isTooSoon = kept !== undefined && !(isSettled(a) && isSettled(b)) && now - kept.at < patienceMs
  if (kept?.pair === pair && (kept.come === come || isTooSoon)) return kept.comparison
  const comparison = compareRuns(a.run, b.run, names)
  known.set(b.run, { pair, come, at: now, comparison })
  return comparison
}
