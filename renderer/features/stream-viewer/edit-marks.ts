// What the edits of a tape make of the rows: words beside a frame, and which frames the edited tape has no more.
import { countWhile } from '#shared/count-while'
import type { TapeEdit } from '#shared/replay/edits'
import { plural } from '../../ui/format'
import { sayEdit } from '../../views/edit-words'
import type { Row } from './rows'

export type EditMarks = {
  /** Empty where nothing was changed. */
  readonly wordsOf: (row: Row) => string
  readonly isGone: (row: Row) => boolean
}

export const noMarks: EditMarks = { wordsOf: () => '', isGone: () => false }

export function createEditMarks(edits: readonly TapeEdit[]): EditMarks {
  if (edits.length === 0) return noMarks
  const bySeq = new Map<number, TapeEdit[]>()
  for (const edit of edits) bySeq.set(edit.seq, [...(bySeq.get(edit.seq) ?? []), edit])
  const seqs = [...bySeq.keys()].sort((a, b) => a - b)
  const before = (seq: number) => countWhile(seqs.length, (index) => (seqs[index] ?? 0) < seq)
  const cut = edits.find(({ kind }) => kind === 'cut')?.seq ?? Number.POSITIVE_INFINITY
  const isDropped = (seq: number) => bySeq.get(seq)?.some(({ kind }) => kind === 'drop') ?? false
  return {
    wordsOf: (row) => {
      if (row.type === 'event') return (bySeq.get(row.seq) ?? []).map(sayEdit).join(', ')
      // An opened run leaves the words to its deltas.
      if (row.type !== 'run' || row.open) return ''
      const count = before(row.lastSeq + 1) - before(row.seq)
      return count === 0 ? '' : plural(count, 'edit')
    },
    isGone: (row) => row.seq > cut || (row.type === 'event' && isDropped(row.seq)),
  }
}
