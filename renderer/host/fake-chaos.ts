// The fake gateway's chaos grid: all of its cells, a few at a time, with what the fault itself says and nothing a router or
// a relay would have made of it.
import {
  canHappen,
  cellsOf,
  chaosModes,
  chaosRows,
  type ChaosCell,
  type ChaosGrid,
  type ChaosProgress,
} from '#shared/chaos/grid'
import type { ModelChoice, Params } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'

const tick = 40
const cellsATick = 6

export function createFakeChaos(models: readonly ModelChoice[], tell: (progress: ChaosProgress) => void) {
  let running: { readonly runId: string; readonly end: (state: 'stopped') => null } | null = null

  const run = ({
    runId,
    model,
    provider,
    modes = [...chaosModes],
    rows: names,
    profile = 'documented',
  }: Params<'chaos.run'>) => {
    if (running) throw new HostError('chaos_running', `Run ${running.runId} of the chaos grid is not over.`)
    const served = provider ?? models.find(({ id }) => id === model)?.providers[0]?.id
    if (served === undefined) throw new HostError('not_found', `There is no model ${model} that somebody serves.`)
    const rows = chaosRows(served).filter(({ name }) => names?.includes(name) ?? true)
    const grid: ChaosGrid = { model, profile, rows, modes }
    const cells = cellsOf(grid).map((cell) => fakeCell(cell, served))
    let done = 0
    const report = (state: ChaosProgress['state'], count: number) => {
      done += count
      tell({ runId, cells: cells.slice(done - count, done), done, total: cells.length, state })
    }
    const end = (state: 'finished' | 'stopped'): null => {
      clearInterval(timer)
      running = null
      report(state, 0)
      return null
    }
    const timer = setInterval(() => {
      report('running', Math.min(cellsATick, cells.length - done))
      if (done === cells.length) end('finished')
    }, tick)
    running = { runId, end }
    return grid
  }
  const stop = (runId: string): null => (running?.runId === runId ? running.end('stopped') : null)
  return { run, stop }
}

function fakeCell({ row, mode }: ReturnType<typeof cellsOf>[number], provider: string): ChaosCell {
  if (!canHappen(row, mode)) return { row: row.name, mode, result: null }
  const { fault } = row
  const status = fault?.status ?? (fault?.error ? 400 : 200)
  const error = fault?.error ?? (fault?.status === undefined ? null : 'upstream_error')
  const verdict = error === null ? 'complete' : 'failed'
  const served = error === null ? provider : null
  const attempts = fault?.error ? 0 : 1
  return {
    row: row.name,
    mode,
    result: {
      status,
      error,
      reason: null,
      verdict,
      provider: served,
      attempts,
      diagnostics: error === 'upstream_error',
    },
  }
}
