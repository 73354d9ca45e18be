import { describe, expect, it } from 'vitest'
import { canHappen, cellsOf, chaosRows, type ChaosCell, type ChaosGrid } from '#shared/chaos/grid'
import { faultKinds } from '#shared/fault/kinds'
import { faultSchema } from '#shared/fault/schema'
import { price } from '../../test/support/catalogue'
import { parseConfig } from '../config/schema'
import { adapters } from '../providers/index'
import { readCatalogue } from '../setup'
import type { ChaosBase } from './cell'
import { describeGrid, runGrid } from './grid'

function baseOf(given: object = {}): ChaosBase {
  const parsed = parseConfig(given)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const { config } = parsed
  const catalogue = readCatalogue({ env: {}, log: () => {} }, config, '/nonexistent').current()
  return { settings: config.gateway, catalogue, adapters }
}

const never = new AbortController().signal
const model = 'openai/gpt-5-nano'

async function run(base: ChaosBase, grid: ChaosGrid): Promise<ChaosCell[]> {
  const cells: ChaosCell[] = []
  await runGrid(base, grid, (cell) => cells.push(cell), never)
  return cells
}
const cellOf = (cells: readonly ChaosCell[], row: string, mode: string) =>
  cells.find((cell) => cell.row === row && cell.mode === mode)?.result

describe('the grid', () => {
  it('has every fault of the table, each as a configuration takes it', () => {
    const rows = chaosRows('openai')
    for (const { name, key } of faultKinds) {
      if (key === 'status') expect(rows.filter(({ fault }) => fault?.status !== undefined).length).toBeGreaterThan(8)
      else expect(rows.map((row) => row.name)).toContain(name)
    }
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
    for (const { fault } of rows) if (fault) expect(faultSchema.parse(fault)).toEqual(fault)
  })
  it('knows where a fault cannot happen', () => {
    const where = (name: string) => {
      const row = chaosRows('p').find((r) => r.name === name)
      return row && (['json', 'sse', 'websocket'] as const).filter((mode) => canHappen(row, mode))
    }
    expect(where('none')).toEqual(['json', 'sse', 'websocket'])
    expect(where('429')).toEqual(['json', 'sse', 'websocket'])
    expect(where('breaker-open')).toEqual(['json', 'sse', 'websocket'])
    expect(where('crlf')).toEqual(['json', 'sse'])
    expect(where('half-open')).toEqual(['websocket'])
    expect(where('insufficient_funds')).toEqual(['json', 'sse'])
  })
  it('is of models, providers and faults that are there', () => {
    const base = baseOf()
    expect(() => describeGrid(base, { model: 'x/y' })).toThrow('There is no model x/y')
    expect(() => describeGrid(base, { model, provider: 'anthropic' })).toThrow('anthropic does not serve')
    expect(() => describeGrid(base, { model, rows: ['429', 'nope'] })).toThrow('There is no fault nope')
  })
})

describe('a run', () => {
  it('tells each cell once, and twice the same', { timeout: 60_000 }, async () => {
    const base = baseOf()
    const grid = describeGrid(base, { model })
    const cells = await run(base, grid)
    const key = ({ row, mode }: ChaosCell) => `${row} ${mode}`
    expect(cells.map(key).sort()).toEqual(
      cellsOf(grid)
        .map(({ row, mode }) => `${row.name} ${mode}`)
        .sort(),
    )
    for (const cell of cells)
      expect([key(cell), cell.result !== null]).toEqual([
        key(cell),
        canHappen(grid.rows.find(({ name }) => name === cell.row) ?? { fault: null }, cell.mode),
      ])
    const sorted = (all: readonly ChaosCell[]) => [...all].sort((a, b) => key(a).localeCompare(key(b)))
    // Ids and times stand in what was recorded; what came of it has none.
    const results = (all: readonly ChaosCell[]) => sorted(all).map(({ row, mode, result }) => ({ row, mode, result }))
    expect(results(await run(base, grid))).toEqual(results(cells))
    expect(
      Object.fromEntries(cells.flatMap((c) => (c.result ? [[key(c), Object.values(c.result).join(' ')]] : []))),
    ).toMatchSnapshot()
  })
  it('fails over where the configuration has somebody to fail over to', async () => {
    const base = baseOf({
      providers: [
        { id: 'a', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', api_key: 'never-used' },
        { id: 'b', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1', api_key: 'never-used' },
      ],
      models: [
        {
          id: 'acme/one',
          providers: [
            { provider: 'a', model: 'reply', weight: 1e9, pricing: price },
            { provider: 'b', model: 'reply', weight: 1e-9, pricing: price },
          ],
        },
      ],
      faults: [{ provider: 'b', status: 500 }],
    })
    const cells = await run(base, describeGrid(base, { model: 'acme/one', rows: ['none', '429', 'cut'] }))
    expect(cellOf(cells, 'none', 'json')).toMatchObject({ provider: 'a', attempts: 1, verdict: 'complete' })
    expect(cellOf(cells, '429', 'json')).toMatchObject({ status: 200, provider: 'b', attempts: 2, error: null })
    expect(cellOf(cells, 'cut', 'sse')).toMatchObject({ provider: 'a', verdict: 'truncated' })
    expect(cellOf(cells, 'none', 'websocket')).toMatchObject({ status: 400, error: 'invalid_response_create' })
  })
  it('is of the profile it is asked for', async () => {
    const base = baseOf()
    const [cell] = await run(
      base,
      describeGrid(base, { model, rows: ['401'], modes: ['json'], profile: 'open-responses' }),
    )
    expect(cell?.result).toMatchObject({ status: 502, error: 'upstream_error', reason: 'all_candidates_failed' })
  })
  it('that is stopped tells nothing more', async () => {
    const base = baseOf()
    const abort = new AbortController()
    const told: ChaosCell[] = []
    const grid = describeGrid(base, { model, rows: ['none', 'stall', 'half-open'] })
    await runGrid(base, grid, (cell) => (told.push(cell), abort.abort()), abort.signal)
    expect(told).toHaveLength(1)
  })
})
