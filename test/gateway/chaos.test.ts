// The chaos grid as the console runs it: told of as it goes on, one at a time, and leaving no trace in the gateway.
import { describe, expect, it } from 'vitest'
import type { ChaosProgress } from '#shared/chaos/grid'
import { startTestGateway, type TestGateway } from '../support/gateway'

const model = 'openai/gpt-5-nano'

function follow(gateway: TestGateway) {
  const told: ChaosProgress[] = []
  const over = new Promise<void>((resolve) => {
    gateway.on('chaos.progress', (progress) => {
      told.push(progress)
      if (progress.state !== 'running') resolve()
    })
  })
  return { told, over }
}

describe('a run of the chaos grid', () => {
  it('says what it is, then what comes of it, cell by cell', async () => {
    const gateway = await startTestGateway()
    const { told, over } = follow(gateway)
    const rows = ['none', '429', 'cut', 'insufficient_funds']
    const grid = await gateway.handlers['chaos.run']({ runId: 'r1', model, rows })
    expect(grid.rows.map(({ name }) => name)).toEqual(rows)
    expect(told).toEqual([])
    await over
    const last = told.at(-1)
    expect(last).toMatchObject({ runId: 'r1', state: 'finished', done: 12, total: 12 })
    const cells = told.flatMap((progress) => progress.cells)
    expect(cells).toHaveLength(12)
    expect(cells).toContainEqual({
      row: '429',
      mode: 'json',
      result: {
        status: 502,
        error: 'upstream_error',
        reason: 'all_candidates_failed',
        verdict: 'failed',
        provider: null,
        attempts: 1,
        diagnostics: true,
      },
    })
    expect(cells).toContainEqual({ row: 'insufficient_funds', mode: 'websocket', result: null })
    expect((await gateway.handlers['sessions.list']({ limit: 1 })).total).toBe(0)
    expect((await gateway.handlers['faults.list']({})).faults).toEqual([])
  })
  it('is the only one, and can be stopped', async () => {
    const gateway = await startTestGateway()
    const { told, over } = follow(gateway)
    await gateway.handlers['chaos.run']({ runId: 'r1', model })
    const again = gateway.handlers['chaos.run']({ runId: 'r2', model })
    await expect(again).rejects.toMatchObject({ code: 'chaos_running' })
    await gateway.handlers['chaos.stop']({ runId: 'r2' })
    await gateway.handlers['chaos.stop']({ runId: 'r1' })
    await over
    expect(told.at(-1)?.state).toBe('stopped')
    expect(told.at(-1)?.done).toBeLessThan(told.at(-1)?.total ?? 0)
    await gateway.handlers['chaos.run']({ runId: 'r3', model, rows: ['none'] })
  })
  it('ends with its gateway', async () => {
    const gateway = await startTestGateway()
    const { told, over } = follow(gateway)
    await gateway.handlers['chaos.run']({ runId: 'r1', model, rows: ['stall', 'half-open'] })
    await gateway.close()
    await over
    expect(told.at(-1)?.state).toBe('stopped')
  })
  it('of a model nobody serves does not begin', async () => {
    const gateway = await startTestGateway()
    const run = (params: object) => gateway.handlers['chaos.run']({ runId: 'r1', model, ...params })
    await expect(run({ model: 'x/y' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(run({ rows: ['nope'] })).rejects.toMatchObject({ code: 'not_found' })
    expect((await run({ rows: ['none'] })).rows).toHaveLength(1)
  })
})
