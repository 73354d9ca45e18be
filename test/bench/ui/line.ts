// One line of the printed table: what was measured, what was aimed at, and whether it was reached.

export type Line = {
  readonly figure: number
  readonly what: string
  readonly measured: string
  readonly target: string
  readonly verdict: 'met' | 'missed' | ''
}

const verdictOf = (met: boolean): Line['verdict'] => (met ? 'met' : 'missed')

type Amount = { readonly figure: number; readonly what: string; readonly unit: 'ms' | 'MB' }

/** A figure that is to stay under a target; the single values of its rounds are printed beside their median. */
export function judge(amount: Amount, values: readonly number[], target: number, within = false): Line {
  const { figure, what, unit } = amount
  const value = median(values)
  const say = (one: number) => (Number.isFinite(one) ? one.toFixed(one < 100 ? 1 : 0) : 'never')
  const rounds = values.length > 1 ? ` (${values.map(say).join(' ')})` : ''
  return {
    figure,
    what,
    measured: `${say(value)} ${unit}${rounds}`,
    target: `${within ? '<=' : '<'} ${target} ${unit}`,
    verdict: verdictOf(within ? value <= target : value < target),
  }
}

export const state = (figure: number, what: string, measured: string, target = '', met?: boolean): Line => ({
  figure,
  what,
  measured,
  target,
  verdict: met === undefined ? '' : verdictOf(met),
})

/** No task may hold the window for longer than this. */
const longestTask = 50

export function judgeTasks(figure: number, what: string, durations: readonly number[]): Line {
  const worst = Math.max(0, ...durations)
  const said = durations.length === 0 ? 'none' : `${worst.toFixed(0)} ms, ${durations.length} in all`
  return state(figure, `${what}: longest task`, said, `<= ${longestTask} ms`, worst <= longestTask)
}

/** A frame at 60 Hz, and what clocks add to it. */
const frameMs = 17

export const judgeFrames = (figure: number, what: string, intervals: readonly number[]): Line =>
  judge({ figure, what: `${what}: p95 frame interval`, unit: 'ms' }, [percentile(intervals, 0.95)], frameMs, true)

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b)

export const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN

export const percentile = (values: readonly number[], share: number): number =>
  sorted(values)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN
