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
  type ChaosResult,
} from '#shared/chaos/grid'
import { gridOf, type ChaosRegression } from '#shared/chaos/regression'
import type { ModelChoice, Params } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import type { RecordedTurn } from '#shared/diagnostics/turns'

const tick = 40
const cellsATick = 6

export function createFakeChaos(models: readonly ModelChoice[], tell: (progress: ChaosProgress) => void) {
  let running: { readonly runId: string; readonly end: (state: 'stopped') => null } | null = null

  const begin = (runId: string, grid: ChaosGrid): ChaosGrid => {
    if (running) throw new HostError('chaos_running', `Run ${running.runId} of the chaos grid is not over.`)
    const cells = cellsOf(grid).map((cell) => fakeCell(cell))
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
  const run = ({
    runId,
    model,
    provider,
    modes,
    rows: names,
    profile = 'documented',
  }: Params<'chaos.run'>): ChaosGrid => {
    const served = provider ?? models.find(({ id }) => id === model)?.providers[0]?.id
    if (served === undefined) throw new HostError('not_found', `There is no model ${model} that somebody serves.`)
    const rows = chaosRows(served).filter(({ name }) => names?.includes(name) ?? true)
    return begin(runId, { model, profile, rows, modes: modes ?? chaosModes })
  }
  const rerun = ({ runId, regression }: Params<'chaos.rerun'>): ChaosGrid =>
    begin(runId, gridOf(regression as ChaosRegression))
  const stop = (runId: string): null => (running?.runId === runId ? running.end('stopped') : null)
  return { run, rerun, stop }
}

function fakeCell({ row, mode }: ReturnType<typeof cellsOf>[number]): ChaosCell {
  if (!canHappen(row, mode)) return { row: row.name, mode, result: null, turn: null }
  const { fault } = row
  const status = fault?.status ?? (fault?.error ? 400 : 200)
  const error = fault?.error ?? (fault?.status === undefined ? null : 'upstream_error')
  const provider = fault === null || fault.error ? 'openai' : fault.provider
  const verdict = error === null ? 'complete' : 'failed'
  const result: ChaosResult = {
    status,
    error,
    reason: null,
    verdict,
    provider: error === null ? provider : null,
    attempts: fault?.error ? 0 : 1,
    diagnostics: error === 'upstream_error',
  }
  return { row: row.name, mode, result, turn: fakeTurn(result, provider) }
}

function fakeTurn({ status, error, attempts }: ChaosResult, provider: string): RecordedTurn {
  const attempt = { provider, attempt: 1, status, type: error === null ? 'served' : 'http' }
  return {
    turn: 1,
    request: JSON.stringify({ model: 'fake', input: 'Hello' }),
    routing: undefined,
    attempts: attempts === 0 ? [] : [attempt],
    status,
    error: error === null ? null : JSON.stringify({ error, status_code: status, description: 'What the fault says.' }),
    ending: null,
    told: { model: null, tier: null },
    retryAfterMs: null,
    provider: attempts === 0 ? null : provider,
  }
}
