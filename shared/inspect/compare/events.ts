// The events of two runs side by side, by their names and in their order, with times from the first token of each.
import { align } from '#shared/inspect/compare/align'
import type { EventRun, RunTurn } from '#shared/inspect/compare/run'
import type { TurnTiming } from '#shared/inspect/timing'

/** `Ms` from the moment that the two are lined up at. */
export type EventCell = { readonly count: number; readonly fromMs: number; readonly toMs: number }

export type EventRow = { readonly name: string; readonly a: EventCell | null; readonly b: EventCell | null }

export type EventDiff = {
  readonly rows: readonly EventRow[]
  /** Rows that only one of the two has. */
  readonly differing: number
  /** Events of the longer of the two that are not in any row. */
  readonly unlisted: number
  /** False: the orders have too little in common; the rows are one after the other. */
  readonly isAligned: boolean
  readonly same: boolean
}

/** What a run is lined up at: its first token, else its first event, else its beginning. */
export const zeroOf = (timing: TurnTiming | null): number =>
  timing?.firstTokenAt ?? timing?.firstEventAt ?? timing?.startedAt ?? 0

type Side = { readonly turn: RunTurn; readonly timing: TurnTiming | null }

export function compareEvents(a: Side, b: Side): EventDiff {
  const names = ({ turn }: Side) => turn.events.map(({ name }) => name)
  const [left, right] = [cellsOf(a), cellsOf(b)]
  const stretches = align(names(a), names(b))
  const rows = (
    stretches ?? [
      { kind: 'removed', a: 0, b: 0, length: left.length },
      { kind: 'added', a: left.length, b: 0, length: right.length },
    ]
  ).flatMap(({ kind, a: fromA, b: fromB, length }) =>
    Array.from({ length }, (_, i): EventRow => {
      const [one, other] = [left[fromA + i], right[fromB + i]]
      if (kind === 'added') return { name: other?.name ?? '', a: null, b: other?.cell ?? null }
      return { name: one?.name ?? '', a: one?.cell ?? null, b: kind === 'same' ? (other?.cell ?? null) : null }
    }),
  )
  const differing = rows.filter((row) => row.a === null || row.b === null).length
  const unlisted = Math.max(a.turn.unlisted, b.turn.unlisted)
  const same = differing === 0 && a.turn.unlisted === b.turn.unlisted
  return { rows, differing, unlisted, isAligned: stretches !== null, same }
}

function cellsOf({ turn, timing }: Side): { readonly name: string; readonly cell: EventCell }[] {
  const zero = zeroOf(timing)
  return turn.events.map(({ name, count, fromAt, toAt }: EventRun) => ({
    name,
    cell: { count, fromMs: fromAt - zero, toMs: toAt - zero },
  }))
}
