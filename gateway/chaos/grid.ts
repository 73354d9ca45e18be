// The chaos grid of a gateway: which rows it has for a model, and running all of its cells, a few at a time.
import { canHappen, cellsOf, chaosModes, chaosRows, type ChaosCell, type ChaosGrid } from '#shared/chaos/grid'
import type { ChaosParams } from '#shared/contract/chaos'
import { HostError } from '#shared/contract/host'
import { runCell, type ChaosBase } from './cell'

const atOnce = 4

/** @throws HostError `not_found`: a model, provider or row that is not there */
export function describeGrid(base: ChaosBase, params: Omit<ChaosParams, 'runId'>): ChaosGrid {
  const { model, modes = chaosModes, profile = base.settings.profile } = params
  const served = (base.catalogue.models.get(model)?.providers ?? []).map(({ provider }) => provider)
  const provider = params.provider ?? served[0]
  if (provider === undefined) throw new HostError('not_found', `There is no model ${model} that somebody serves.`)
  if (!served.includes(provider)) throw new HostError('not_found', `${provider} does not serve ${model}.`)
  const all = chaosRows(provider)
  const stray = params.rows?.find((name) => !all.some((row) => row.name === name))
  if (stray !== undefined) throw new HostError('not_found', `There is no fault ${stray}.`)
  const rows = all.filter(({ name }) => params.rows?.includes(name) ?? true)
  return { model, profile, rows, modes }
}

/** Resolves when every cell was told, or once those under way have ended after `signal`. */
export async function runGrid(
  base: ChaosBase,
  grid: ChaosGrid,
  tell: (cell: ChaosCell) => void,
  signal: AbortSignal,
): Promise<void> {
  const profiled = { ...base, settings: { ...base.settings, profile: grid.profile } }
  const waiting = cellsOf(grid)
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
      const { row, mode } = next
      const cell = {
        base: profiled,
        id: `chaos-${row.name}-${mode}`,
        model: grid.model,
        fault: row.fault,
        mode,
        signal,
      }
      const came = canHappen(row, mode) ? await runCell(cell) : { result: null, turn: null }
      if (!signal.aborted) tell({ row: row.name, mode, ...came })
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
}
