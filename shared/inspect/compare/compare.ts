// Two runs of a request against each other, turn by turn: request, routing, text, events, times and use. `a` is the one that is
// compared with, `b` the one that is spoken of.
import type { Explanation } from '#shared/diagnostics/explanation'
import { explainTurn } from '#shared/diagnostics/turns'
import { compareEvents, type EventDiff } from '#shared/inspect/compare/events'
import { compareTimes, compareUses, type NumberRow } from '#shared/inspect/compare/numbers'
import { compareRequests, pair, type Pair, type RequestDiff } from '#shared/inspect/compare/request'
import { compareRouting, type RouteDiff } from '#shared/inspect/compare/routing'
import { sentTurns, timingOf, type Run, type RunTurn } from '#shared/inspect/compare/run'
import { sayTurn } from '#shared/inspect/compare/sentence'
import { compareText, type TextDiff } from '#shared/inspect/compare/text'
import type { TurnTiming } from '#shared/inspect/timing'

export type TurnComparison = {
  readonly turn: number
  readonly transport: Pair<string>
  readonly verdict: Pair<string>
  readonly request: RequestDiff
  readonly routing: RouteDiff
  readonly text: TextDiff
  readonly events: EventDiff
  readonly times: readonly NumberRow[]
  readonly uses: readonly NumberRow[]
  /** In everything but times and use. */
  readonly same: boolean
  readonly sentence: string
}

export type Comparison = {
  readonly turns: readonly TurnComparison[]
  /** Turns that the other run has no partner for. */
  readonly onlyA: number
  readonly onlyB: number
  readonly same: boolean
  /** All of it in plain words. */
  readonly sentence: string
}

type Side = {
  readonly turn: RunTurn
  readonly timing: TurnTiming | null
  readonly explanation: Explanation
  readonly isUnderWay: boolean
}

/** `names` are what the runs are called in words. */
export function compareRuns(
  a: Run,
  b: Run,
  names: { readonly a: string; readonly b: string } = { a: 'A', b: 'B' },
): Comparison {
  const [left, right] = [sentTurns(a), sentTurns(b)]
  const turns = left.slice(0, right.length).flatMap((turn, index) => {
    const partner = right[index]
    return partner === undefined ? [] : [compareTurns(a, turn, b, partner, names)]
  })
  const onlyA = Math.max(0, left.length - right.length)
  const onlyB = Math.max(0, right.length - left.length)
  const same = onlyA === 0 && onlyB === 0 && turns.every((turn) => turn.same)
  return { turns, onlyA, onlyB, same, sentence: sayAll(turns, { onlyA, onlyB }, names) }
}

/** An attempt that is not over has not failed. */
function sideOf(run: Run, turn: RunTurn): Side {
  const { recorded } = turn
  const isUnderWay = recorded.ending === null && recorded.error === null && !run.session.closed
  const attempts = isUnderWay ? recorded.attempts.filter(({ ms }) => ms !== undefined) : recorded.attempts
  return { turn, timing: timingOf(run, turn), explanation: explainTurn({ ...recorded, attempts }), isUnderWay }
}

const sayVerdict = ({ explanation, isUnderWay }: Side): string =>
  isUnderWay ? 'Still under way.' : explanation.verdict.sentence

function compareTurns(
  runA: Run,
  turnA: RunTurn,
  runB: Run,
  turnB: RunTurn,
  names: { readonly a: string; readonly b: string },
): TurnComparison {
  const [a, b] = [sideOf(runA, turnA), sideOf(runB, turnB)]
  const routing = compareRouting(a.explanation, b.explanation)
  const parts = {
    transport: pair(runA.session.transport, runB.session.transport),
    verdict: pair(sayVerdict(a), sayVerdict(b)),
    request: compareRequests(turnA.recorded.request ?? '', turnB.recorded.request ?? ''),
    routing,
    text: compareText(turnA.output, turnB.output),
    events: compareEvents(a, b),
    times: compareTimes(a, b, routing.rows),
    uses: compareUses(a, b),
  }
  const { transport, verdict, request, text, events } = parts
  const same = [transport, verdict, request, routing, text, events].every((part) => part.same)
  return { turn: turnB.turn, ...parts, same, sentence: sayTurn({ a, b, ...parts, same }, names) }
}

function sayAll(
  turns: readonly TurnComparison[],
  { onlyA, onlyB }: Pick<Comparison, 'onlyA' | 'onlyB'>,
  { a, b }: { readonly a: string; readonly b: string },
): string {
  const [first] = turns
  const unmatched =
    onlyA + onlyB === 0
      ? ''
      : ` Run ${onlyA > 0 ? a : b} has ${onlyA + onlyB} more ${onlyA + onlyB === 1 ? 'turn' : 'turns'}.`
  if (first === undefined) return `Nothing was sent in one of the two runs.${unmatched}`
  if (turns.length === 1) return `${first.sentence}${unmatched}`
  const differing = turns.filter((turn) => !turn.same)
  if (differing.length === 0) return `All ${turns.length} turns of run ${b} are the same as in run ${a}.${unmatched}`
  const told = differing[0] as TurnComparison
  const head = `${differing.length} of ${turns.length} turns differ. Turn ${told.turn}: `
  return `${head}${told.sentence}${unmatched}`
}
