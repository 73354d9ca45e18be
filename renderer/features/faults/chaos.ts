// The run of the chaos grid: its cells fill as they are told of, whichever screen is shown meanwhile.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { inOrder, type ChaosCell, type ChaosGrid, type ChaosMode, type ChaosProgress } from '#shared/chaos/grid'
import { compareCells, regressionOf, type ChaosDifference, type ChaosRegression } from '#shared/chaos/regression'
import type { ModelChoice, Params } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { parseJson } from '#shared/json'
import { host } from '../../host/index'
import { store } from '../../state/store'
import { saveFile } from '../../ui/save-file'
import type { Place } from './cell'

/** What a run is held against. */
export type Expected = { readonly file: string; readonly regression: ChaosRegression }

export type Run = {
  readonly runId: string
  /** Null until the gateway says what it is. */
  readonly grid: ChaosGrid | null
  readonly cells: ReadonlyMap<string, ChaosCell>
  readonly done: number
  readonly total: number
  readonly state: ChaosProgress['state']
  readonly expected: Expected | null
  /** By cell, as far as the cells are there. */
  readonly differences: ReadonlyMap<string, readonly ChaosDifference[]>
}

export type Chaos = {
  /** Null: one that can be asked in every way. */
  readonly model: string | null
  /** Null: whoever is asked first. */
  readonly provider: string | null
  readonly run: Run | null
  readonly at: Place
  /** Whether the cell at `at` is explained. */
  readonly isOpen: boolean
  readonly problem: string | null
}

const chaos = createStore<Chaos>(() => ({
  model: null,
  provider: null,
  run: null,
  at: { row: 0, column: 0 },
  isOpen: false,
  problem: null,
}))

export const useChaos = <T>(select: (state: Chaos) => T): T => useZustand(chaos, select)

export const keyOf = (row: string, mode: ChaosMode): string => `${mode} ${row}`

export const isRunning = (run: Run | null): boolean => run?.state === 'running'

/** Sockets are what the fewest models have. */
export const firstModel = (models: readonly ModelChoice[]): ModelChoice | null =>
  models.find(({ endpoints }) => endpoints.includes('responses.ws')) ?? models[0] ?? null

export const chooseModel = (model: string): void => chaos.setState({ model, provider: null })
export const chooseProvider = (provider: string): void =>
  chaos.setState({ provider: provider === '' ? null : provider })
export const moveTo = (at: Place): void => chaos.setState({ at })
export const openCell = (at: Place): void => chaos.setState({ at, isOpen: true })
export const closeCell = (): void => chaos.setState({ isOpen: false })

export async function runGrid(): Promise<void> {
  const { model, provider } = chaos.getState()
  const asked = model ?? firstModel(store.getState().models)?.id
  if (asked === undefined) return chaos.setState({ problem: 'This gateway has no models.' })
  const params = { model: asked, ...(provider === null ? {} : { provider }) }
  await begin(null, (runId) => host.call('chaos.run', { runId, ...params }))
}

/** Runs what the file has, and marks what comes of it now and did not then. */
export async function compareWith(file: File): Promise<void> {
  const value = parseJson(await file.text())
  if (value === undefined) return chaos.setState({ problem: `${file.name} is not JSON.` })
  // Checked by whom it is given to.
  const regression = value as Params<'chaos.rerun'>['regression']
  const expected = { file: file.name, regression: value as ChaosRegression }
  await begin(expected, (runId) => host.call('chaos.rerun', { runId, regression }))
}

async function begin(expected: Expected | null, call: (runId: string) => Promise<ChaosGrid>): Promise<void> {
  const before = chaos.getState()
  const runId = crypto.randomUUID()
  const nothing = { cells: new Map(), done: 0, total: 0, differences: new Map() }
  const run: Run = { runId, grid: null, state: 'running', expected, ...nothing }
  chaos.setState({ run, problem: null, isOpen: false, at: { row: 0, column: 0 } })
  try {
    const grid = await call(runId)
    changeRun(runId, (now) => ({ ...now, grid, total: grid.rows.length * grid.modes.length }))
  } catch (error) {
    const file = expected === null ? '' : `${expected.file}: `
    chaos.setState({ ...before, problem: file + readProblem(error) })
  }
}

function readProblem(error: unknown): string {
  const details = error instanceof HostError && Array.isArray(error.details) ? (error.details as unknown[]) : []
  const [first] = details as readonly { readonly path?: readonly unknown[]; readonly message?: string }[]
  if (first?.message === undefined) return (error as Error).message
  const path = (first.path ?? []).slice(1).join('.')
  return `${path === '' ? '' : `${path}: `}${first.message}`
}

export async function stopRun(): Promise<void> {
  const { run } = chaos.getState()
  if (run === null) return
  try {
    await host.call('chaos.stop', { runId: run.runId })
  } catch (error) {
    chaos.setState({ problem: (error as Error).message })
  }
}

export function saveRun(): void {
  const { run } = chaos.getState()
  if (!run?.grid) return
  const regression = regressionOf(run.grid, inOrder(run.grid, [...run.cells.values()]))
  const name = `chaos-${run.grid.model.replaceAll(/[^\w.-]+/g, '-')}.json`
  saveFile(name, 'application/json', `${JSON.stringify(regression, null, 2)}\n`)
}

function changeRun(runId: string, change: (run: Run) => Run): void {
  const { run } = chaos.getState()
  if (run?.runId === runId) chaos.setState({ run: change(run) })
}

host.on('chaos.progress', ({ runId, cells: told, done, total, state }) => {
  changeRun(runId, (run) => {
    const cells = new Map(run.cells)
    for (const cell of told) cells.set(keyOf(cell.row, cell.mode), cell)
    const differences = run.expected === null ? run.differences : differ(run.expected.regression, [...cells.values()])
    return { ...run, cells, differences, done, total, state }
  })
})

host.on('host.connected', ({ connected }) => {
  const { run } = chaos.getState()
  // What was told meanwhile is lost, and with it the end of the run.
  if (!connected && run && isRunning(run)) chaos.setState({ run: { ...run, state: 'failed' } })
})

function differ(regression: ChaosRegression, cells: readonly ChaosCell[]): ReadonlyMap<string, ChaosDifference[]> {
  const found = new Map<string, ChaosDifference[]>()
  for (const difference of compareCells(regression, cells)) {
    const key = keyOf(difference.row, difference.mode)
    found.set(key, [...(found.get(key) ?? []), difference])
  }
  return found
}
