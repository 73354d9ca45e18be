// What two runs took and used, as rows of numbers. Only of times is it certain which is better; tokens and money are neither.
import type { RunTurn } from '#shared/inspect/compare/run'
import type { RouteRow } from '#shared/inspect/compare/routing'
import type { Explanation } from '#shared/diagnostics/explanation'
import { tokenRate } from '#shared/inspect/first-token'
import type { TurnTiming } from '#shared/inspect/timing'

export type Unit = 'ms' | 'rate' | 'count' | 'usd'

/** null: not known. */
export type NumberRow = {
  readonly name: string
  readonly unit: Unit
  readonly a: number | null
  readonly b: number | null
  /** Which way is better; null: neither is. */
  readonly better: 'less' | 'more' | null
  readonly same: boolean
}

export type Measured = { readonly turn: RunTurn; readonly timing: TurnTiming | null; readonly explanation: Explanation }

type Read = (measured: Measured) => number | null

const times: readonly (readonly [string, Unit, NumberRow['better'], Read])[] = [
  ['First token', 'ms', 'less', ({ timing }) => firstTokenMs(timing)],
  ['Duration', 'ms', 'less', ({ timing }) => durationMs(timing)],
  ['Tokens a second', 'rate', 'more', ({ timing }) => (timing === null ? null : tokenRate(timing))],
  ['Longest silence', 'ms', 'less', ({ timing }) => timing?.longest?.ms ?? null],
]

const uses: readonly (readonly [string, Unit, Read])[] = [
  ['Tokens in', 'count', ({ timing }) => timing?.usage?.input ?? null],
  ['of them cached', 'count', ({ timing }) => timing?.usage?.cached ?? null],
  ['Tokens out', 'count', ({ timing }) => timing?.usage?.output ?? null],
  ['of them reasoning', 'count', ({ timing }) => timing?.usage?.reasoning ?? null],
  ['Cost', 'usd', ({ timing }) => costOf(timing)],
]

export const firstTokenMs = (timing: TurnTiming | null): number | null =>
  timing?.firstTokenAt == null ? null : timing.firstTokenAt - timing.startedAt

export const durationMs = (timing: TurnTiming | null): number | null =>
  timing === null || timing.firstEventAt === null ? null : timing.lastAt - timing.startedAt

function costOf(timing: TurnTiming | null): number | null {
  const cost = timing?.usage?.cost
  return cost == null || !Number.isFinite(Number(cost)) ? null : Number(cost)
}

const row = (name: string, unit: Unit, better: NumberRow['better'], a: number | null, b: number | null): NumberRow => ({
  name,
  unit,
  a,
  b,
  better,
  same: a === b,
})

/** Rows that neither run knows anything of are left out. */
const known = ({ a, b }: NumberRow): boolean => a !== null || b !== null

/** `routes`: who was asked in either, for a row each. To fail is not to be quick. */
export function compareTimes(a: Measured, b: Measured, routes: readonly RouteRow[]): NumberRow[] {
  const isFair = isServed(a) && isServed(b)
  const attempts = routes.map(({ provider, a: was, b: is }) => {
    const better = was?.fate === 'answered' && is?.fate === 'answered' ? 'less' : null
    return row(`Asked ${provider}`, 'ms', better, was?.ms ?? null, is?.ms ?? null)
  })
  return [
    ...times.map(([name, unit, better, read]) => row(name, unit, isFair ? better : null, read(a), read(b))),
    ...attempts,
  ].filter(known)
}

const isServed = ({ explanation }: Measured): boolean => explanation.verdict.who === 'nobody'

export const compareUses = (a: Measured, b: Measured): NumberRow[] =>
  uses.map(([name, unit, read]) => row(name, unit, null, read(a), read(b))).filter(known)
