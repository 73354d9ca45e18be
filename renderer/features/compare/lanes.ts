// The runs as lanes over one axis of time, lined up at their first tokens: what came before it, what was said, and when each
// ended. Pure: places are parts of the whole width.
import { hasFailed } from '#shared/diagnostics/turns'
import type { EventRun, Run, RunTurn } from '#shared/inspect/compare/run'
import { timingOf } from '#shared/inspect/compare/run'
import { zeroOf } from '#shared/inspect/compare/events'
import { splitFirstToken, type Phase } from '#shared/inspect/first-token'
import { eventKind, isDelta, type EventKind } from '#shared/open-responses/events'

export type Bar = {
  readonly kind: Phase | EventKind | 'silence' | 'answer'
  readonly label: string
  readonly from: number
  readonly to: number
}

export type Lane = { readonly bars: readonly Bar[]; readonly endMs: number; readonly isComplete: boolean }

export type Lanes = {
  readonly lanes: readonly Lane[]
  /** Places of the lines, in milliseconds from the first token. */
  readonly ticks: readonly number[]
  readonly fromMs: number
  readonly toMs: number
}

/** A silence is shown when it is worth a word. */
const silenceMs = 200

type Side = { readonly run: Run; readonly turn: RunTurn }

export function layLanes(sides: readonly Side[]): Lanes {
  const lanes = sides.map(layLane)
  const all = lanes.flatMap(({ bars, endMs }) => [...bars.flatMap(({ from, to }) => [from, to]), endMs])
  const [fromMs, toMs] = [Math.min(0, ...all), Math.max(1, ...all)]
  return { lanes, ticks: ticksOf(fromMs, toMs), fromMs, toMs }
}

function layLane({ run, turn }: Side): Lane {
  const timing = timingOf(run, turn)
  if (timing === null) return { bars: [], endMs: 0, isComplete: false }
  const zero = zeroOf(timing)
  const at = (ms: number) => ms - zero
  const segments = splitFirstToken(timing)
  const before: Bar[] = segments.map(({ phase, label, from, to }) => ({
    kind: phase,
    label,
    from: at(from),
    to: at(to),
  }))
  if (segments.length === 0 && zero > timing.startedAt)
    before.push({ kind: 'first_event', label: 'wait for the answer', from: at(timing.startedAt), to: 0 })
  const said = turn.events.filter(({ name }) => isDelta(name)).map((event) => barOf(event, at))
  const { longest } = timing
  const silence: Bar[] =
    longest === null || longest.ms < silenceMs
      ? []
      : [
          {
            kind: 'silence',
            label: `${Math.round(longest.ms)} ms silence`,
            from: at(longest.from),
            to: at(longest.from + longest.ms),
          },
        ]
  return { bars: [...before, ...said, ...silence], endMs: at(timing.lastAt), isComplete: !hasFailed(turn.recorded) }
}

const barOf = ({ name, count, fromAt, toAt }: EventRun, at: (ms: number) => number): Bar => ({
  kind: eventKind(name),
  label: `${name.replace(/^response\./, '')} × ${count}`,
  from: at(fromAt),
  to: at(toAt),
})

const steps = [1, 2, 2.5, 5, 10] as const
const wanted = 8

/** Round numbers, about eight of them, the first token among them. */
function ticksOf(from: number, to: number): number[] {
  const rough = (to - from) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (steps.find((one) => one * power >= rough) ?? 10)
  const ticks: number[] = []
  for (let n = Math.ceil(from / step); n * step <= to; n += 1) ticks.push(n * step)
  return ticks
}
