// A chaos grid with its results as a file (docs/chaos.md): what came of each fault once, to be held against what comes of it
// today.
import { chaosModes, type ChaosCell, type ChaosGrid, type ChaosResult, type ChaosRow } from '#shared/chaos/grid'

export const regressionFormat = 'gatescope.chaos'

export type ChaosRegression = {
  readonly format: typeof regressionFormat
  readonly version: 1
  readonly model: string
  readonly profile: ChaosGrid['profile']
  readonly rows: readonly (ChaosRow & {
    readonly expect: Readonly<Partial<Record<ChaosCell['mode'], Partial<ChaosResult>>>>
  })[]
}

export const regressionOf = ({ model, profile, rows }: ChaosGrid, cells: readonly ChaosCell[]): ChaosRegression => ({
  format: regressionFormat,
  version: 1,
  model,
  profile,
  rows: rows.map((row) => ({
    ...row,
    expect: Object.fromEntries(
      cells.flatMap(({ row: name, mode, result }) => (name === row.name && result ? [[mode, result]] : [])),
    ),
  })),
})

/** What has to be run to hold a file against today: its rows, on every way that one of them expects something of. */
export const gridOf = ({ model, profile, rows }: ChaosRegression): ChaosGrid => ({
  model,
  profile,
  rows: rows.map(({ name, title, fault }) => ({ name, title, fault })),
  modes: chaosModes.filter((mode) => rows.some(({ expect }) => expect[mode] !== undefined)),
})

export type ChaosDifference = {
  readonly row: string
  readonly mode: ChaosCell['mode']
  readonly field: keyof ChaosResult
  readonly expected: unknown
  readonly got: unknown
}

/**
 * Only what the file says is compared: a cell or a field that was taken out of it may be anything, and of a cell that was not
 * run nothing can be said.
 */
export function compareCells({ rows }: ChaosRegression, cells: readonly ChaosCell[]): ChaosDifference[] {
  return rows.flatMap(({ name, expect }) =>
    Object.entries(expect).flatMap(([mode, expected]) => {
      const cell = cells.find((c) => c.row === name && c.mode === mode)
      if (!cell) return []
      return (Object.keys(expected) as (keyof ChaosResult)[]).flatMap((field) => {
        const got = cell.result?.[field] ?? null
        if (got === expected[field]) return []
        return [{ row: name, mode: mode as ChaosCell['mode'], field, expected: expected[field], got }]
      })
    }),
  )
}
