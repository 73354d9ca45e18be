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

/** `routes`: who was asked in either, for a row each. */
export function compareTimes(a: Measured, b: Measured, routes: readonly RouteRow[]): NumberRow[] {
  const attempts = routes.map((route) =>
    row(`Asked ${route.provider}`, 'ms', 'less', route.a?.ms ?? null, route.b?.ms ?? null),
  )
  return [...times.map(([name, unit, better, read]) => row(name, unit, better, read(a), read(b))), ...attempts].filter(
    known,
  )
}

export const compareUses = (a: Measured, b: Measured): NumberRow[] =>
  uses.map(([name, unit, read]) => row(name, unit, null, read(a), read(b))).filter(known)
