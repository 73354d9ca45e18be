// The chaos grid: every fault of the one table on every way a request can come, and what comes of each. A description and
// nothing else; the gateway runs it through the simulator.
import { kindOf, faultKinds } from '#shared/fault/kinds'
import type { FaultKind } from '#shared/fault/kind'
import type { RecordedTurn } from '#shared/diagnostics/turns'
import type { Fault } from '#shared/fault/schema'
import type { Verdict } from '#shared/session/summary'

export const chaosModes = ['json', 'sse', 'websocket'] as const
export type ChaosMode = (typeof chaosModes)[number]

/** `fault` as a configuration has it; null: the row that nothing happens in, to hold the others against. */
export type ChaosRow = { readonly name: string; readonly title: string; readonly fault: Fault | null }

export type ChaosGrid = {
  readonly model: string
  readonly profile: 'documented' | 'open-responses'
  readonly rows: readonly ChaosRow[]
  readonly modes: readonly ChaosMode[]
}

/** What a client got, and what the recording made of it. Nothing in it depends on the time or the machine. */
export type ChaosResult = {
  /** Of the answer, or in the error event on a websocket. */
  readonly status: number | null
  readonly error: string | null
  readonly reason: string | null
  readonly verdict: Verdict
  /** Who served in the end. */
  readonly provider: string | null
  readonly attempts: number
  /** The error brought its routing diagnostics along. */
  readonly diagnostics: boolean
}

/** `result` is null where the fault cannot happen. */
export type ChaosCell = {
  readonly row: string
  readonly mode: ChaosMode
  readonly result: ChaosResult | null
  /** What was recorded of it, to be explained; without its times, which are those of hastened clocks. No file keeps it. */
  readonly turn: RecordedTurn | null
}

export type ChaosProgress = {
  readonly runId: string
  /** Those that were finished since the last time. */
  readonly cells: readonly ChaosCell[]
  readonly done: number
  readonly total: number
  readonly state: 'running' | 'finished' | 'stopped' | 'failed'
}

/** An error status is many faults: those a client should tell apart. */
const statuses = [400, 401, 402, 403, 404, 408, 422, 429, 500, 503, 529]
const retryAfter = 2

export const chaosRows = (provider: string): ChaosRow[] => [
  { name: 'none', title: 'Nothing happens', fault: null },
  ...faultKinds.flatMap((kind) => rowsOf(kind, provider)),
]

function rowsOf(kind: FaultKind, provider: string): ChaosRow[] {
  const { name, title, sets, places } = kind
  const place = { provider: places.includes('gateway') ? 'gateway' : provider }
  if (kind.key !== 'status') return [{ name, title, fault: { ...place, ...sets } }]
  return statuses.map((status) => ({
    name: String(status),
    title: `${title}: ${status}`,
    fault: { ...place, status, ...(status === 429 ? { retry_after: retryAfter } : {}) },
  }))
}

/** The gateway refuses requests, and sockets only before they are sockets. */
export function canHappen({ fault }: Pick<ChaosRow, 'fault'>, mode: ChaosMode): boolean {
  if (fault === null) return true
  const places = kindOf(fault)?.places ?? []
  return places.includes('routing') || places.includes(mode === 'websocket' ? 'websocket' : 'http')
    ? true
    : places.includes('gateway') && mode !== 'websocket'
}

export const cellsOf = ({ rows, modes }: Pick<ChaosGrid, 'rows' | 'modes'>) =>
  rows.flatMap((row) => modes.map((mode) => ({ row, mode })))

/** Cells end in any order; a file is to be the same every time. */
export const inOrder = (grid: ChaosGrid, cells: readonly ChaosCell[]): ChaosCell[] =>
  cellsOf(grid).flatMap(({ row, mode }) => cells.find((cell) => cell.row === row.name && cell.mode === mode) ?? [])
