// A filter at work on one log: frames are looked at in slices that fit between two painted frames, so that neither typing nor
// a stream ever waits for it. Live frames go the same way; texts that are not held are waited for.
import { createFrameMatcher } from '#shared/inspect/filter/match-frames'
import type { Filter } from '#shared/inspect/filter/language'
import { readLint } from '../../views/inspection'
import type { FrameLog } from '../../state/frame-log'
import { eventRow, type Rows } from './rows'

export type FilterRun = {
  readonly rows: Rows
  /** Frames looked at so far. */
  readonly seen: () => number
  /** Goes on for about `budgetMs`; true while there is more to look at, and it is here. */
  readonly advance: (budgetMs: number, now?: () => number) => boolean
}

const slice = 256

export function createFilterRun(log: FrameLog, filter: Filter): FilterRun {
  const lint = readLint(log)
  const matches = createFrameMatcher(filter, (seq) => lint.bySeq.get(seq)?.map((finding) => finding.code) ?? [])
  const seqs: number[] = []
  let seen = 0

  const rows: Rows = {
    get count() {
      return seqs.length
    },
    at: (index) => {
      const seq = seqs[index]
      return seq === undefined ? undefined : eventRow(log, seq, null, false)
    },
    seqAt: (index) => seqs[index] ?? Number.POSITIVE_INFINITY,
  }

  /** False where the text is still to come. */
  function lookAt(seq: number): boolean {
    const frame = log.frame(seq)
    if (frame === null) return false
    if (matches(frame)) seqs.push(seq)
    return true
  }

  return {
    rows,
    seen: () => seen,
    advance(budgetMs, now = () => performance.now()) {
      const until = now() + budgetMs
      // The codes of a frame must be known before its turn comes.
      while (seen < log.read) {
        const end = Math.min(seen + slice, log.read)
        for (; seen < end; seen += 1) if (!lookAt(seen)) return false
        if (now() >= until) break
      }
      return seen < log.read
    },
  }
}
