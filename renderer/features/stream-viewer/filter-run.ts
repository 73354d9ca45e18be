// A filter at work on one log: frames are looked at in slices that fit between two painted frames, so that neither typing nor
// a stream ever waits for it. Live frames go the same way.
import { createFrameMatcher } from '#shared/inspect/filter/match-frames'
import type { Filter } from '#shared/inspect/filter/language'
import { eventType } from '#shared/open-responses/events'
import { streamsAfter } from '#shared/session/stream'
import { readLint } from '../../views/inspection'
import type { FrameLog } from '../../state/frame-log'
import { eventRow, type Rows } from './rows'

export type FilterRun = {
  readonly rows: Rows
  /** Frames looked at so far. */
  readonly seen: () => number
  /** Goes on for about `budgetMs`; true while there is more to look at. */
  readonly advance: (budgetMs: number, now?: () => number) => boolean
}

const slice = 256

export function createFilterRun(log: FrameLog, filter: Filter): FilterRun {
  const lint = readLint(log)
  const matches = createFrameMatcher(filter, (seq) => lint.bySeq.get(seq)?.map((finding) => finding.code) ?? [])
  const rows: Rows = { list: [], end: 0 }
  let seen = 0
  let stream = false

  function lookAt(index: number): void {
    const frame = log.frames[index]
    if (frame === undefined) return
    stream = streamsAfter(stream, frame)
    rows.end = Math.max(rows.end, frame.at)
    if (!matches(frame)) return
    const before = log.frames[index - 1]
    const name = frame.kind === 'received' && stream ? eventType(frame.text) : ''
    rows.list.push(eventRow(frame, name, before ? frame.at - before.at : null, null))
  }

  return {
    rows,
    seen: () => seen,
    advance(budgetMs, now = () => performance.now()) {
      const until = now() + budgetMs
      // The codes of new frames must be known before their turn comes.
      readLint(log)
      while (seen < log.frames.length) {
        const end = Math.min(seen + slice, log.frames.length)
        for (; seen < end; seen += 1) lookAt(seen)
        if (now() >= until) break
      }
      return seen < log.frames.length
    },
  }
}
