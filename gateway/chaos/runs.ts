// Runs of the chaos grid for the console: one at a time, told of in batches, and stopped when somebody says so.
import { cellsOf, type ChaosCell, type ChaosGrid, type ChaosProgress } from '#shared/chaos/grid'
import { gridOf, type ChaosRegression } from '#shared/chaos/regression'
import type { ChaosParams, ChaosRerunParams } from '#shared/contract/chaos'
import { HostError } from '#shared/contract/host'
import type { Engine } from '../engine'
import type { ChaosBase } from './cell'
import { describeGrid, runGrid } from './grid'

const tellEveryMs = 100

type TellChaos = (progress: ChaosProgress) => void
type RunsBase = ChaosBase & Pick<Engine, 'clock'>

export type ChaosRuns = {
  readonly run: (params: ChaosParams) => Promise<ChaosGrid>
  readonly rerun: (params: ChaosRerunParams) => Promise<ChaosGrid>
  /** Left out: whichever runs. */
  readonly stop: (runId?: string) => void
}

export function createChaosRuns(base: RunsBase, tell: TellChaos): ChaosRuns {
  let running: { readonly runId: string; readonly abort: AbortController } | null = null

  const begin = async (runId: string, describe: (now: ChaosBase) => ChaosGrid): Promise<ChaosGrid> => {
    if (running) throw new HostError('chaos_running', `Run ${running.runId} of the chaos grid is not over.`)
    const { settings, catalogue, adapters } = base
    const now = { settings, catalogue, adapters }
    const grid = describe(now)
    const { signal } = (running = { runId, abort: new AbortController() }).abort
    const batch = createBatch(base, { runId, total: cellsOf(grid).length }, tell)
    // Its cells are told of once whoever asked for it knows what it is.
    setImmediate(() => {
      void runGrid(now, grid, batch.add, signal)
        .then(
          () => (signal.aborted ? 'stopped' : 'finished'),
          () => 'failed' as const,
        )
        .then((state) => {
          running = null
          batch.end(state)
        })
    })
    return grid
  }
  const stop = (runId?: string): void => {
    if (running && (runId === undefined || running.runId === runId)) running.abort.abort()
  }
  return {
    run: ({ runId, ...params }) => begin(runId, (now) => describeGrid(now, params)),
    // Checked, a file has its defaults and no field that is there and undefined.
    rerun: ({ runId, regression }) => begin(runId, () => gridOf(regression as ChaosRegression)),
    stop,
  }
}

function createBatch({ clock }: RunsBase, run: Pick<ChaosProgress, 'runId' | 'total'>, tell: TellChaos) {
  let cells: ChaosCell[] = []
  let done = 0
  let cancel: (() => void) | null = null
  const flush = (state: ChaosProgress['state']) => {
    cancel?.()
    cancel = null
    const told = cells
    cells = []
    tell({ ...run, cells: told, done, state })
  }
  return {
    add: (cell: ChaosCell) => {
      cells.push(cell)
      done += 1
      cancel ??= clock.after(tellEveryMs, () => flush('running'))
    },
    end: flush,
  }
}
