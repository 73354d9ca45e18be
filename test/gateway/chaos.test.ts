// The chaos grid as the console runs it: told of as it goes on, one at a time, and leaving no trace in the gateway.
import { describe, expect, it } from 'vitest'
import type { ChaosProgress } from '#shared/chaos/grid'
import { compareCells } from '#shared/chaos/regression'
import { explainTurn } from '#shared/diagnostics/turns'
import { callCommand } from '../../gateway/admin/call'
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
    expect(cells.find(({ row, mode }) => row === '429' && mode === 'json')).toMatchObject({
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
    expect(cells).toContainEqual({ row: 'insufficient_funds', mode: 'websocket', result: null, turn: null })
    expect((await gateway.handlers['sessions.list']({ limit: 1 })).total).toBe(0)
    expect((await gateway.handlers['faults.list']({})).faults).toEqual([])
  })
  it('brings what is needed to explain each cell, without times', async () => {
    const gateway = await startTestGateway()
    const { told, over } = follow(gateway)
    await gateway.handlers['chaos.run']({ runId: 'r1', model, rows: ['none', '429', 'insufficient_funds'] })
    await over
    const turns = told.flatMap(({ cells }) =>
      cells.flatMap(({ row, mode, turn }) => (turn ? [{ row, mode, turn }] : [])),
    )
    expect(turns).toHaveLength(8)
    for (const { row, mode, turn } of turns) {
      const { verdict, attempts, routing } = explainTurn(turn)
      expect([row, mode, verdict.who]).toEqual([
        row,
        mode,
        row === 'none' ? 'nobody' : row === '429' ? 'provider' : expect.not.stringMatching(/nobody|provider/),
      ])
      expect(attempts.map(({ provider, ms, startedMs }) => [provider, ms, startedMs])).toEqual(
        row === 'insufficient_funds' ? [] : [['openai', null, null]],
      )
      if (row !== 'insufficient_funds') expect(routing.order).toContain('openai')
    }
  })
  it('of a regression file has its rows, and is not begun with what is no such file', async () => {
    const gateway = await startTestGateway()
    const { told, over } = follow(gateway)
    const row = { name: 'mine', title: 'One of my own', fault: { provider: 'openai', status: 418 } }
    const regression = {
      format: 'gatescope.chaos' as const,
      version: 1 as const,
      model,
      profile: 'documented' as const,
      rows: [{ ...row, expect: { json: { status: 502, attempts: 9 } } }],
    }
    const grid = await gateway.handlers['chaos.rerun']({ runId: 'r1', regression })
    expect(grid).toEqual({ model, profile: 'documented', rows: [row], modes: ['json'] })
    await over
    const cells = told.flatMap((progress) => progress.cells)
    expect(compareCells(regression, cells)).toEqual([
      { row: 'mine', mode: 'json', field: 'attempts', expected: 9, got: 1 },
    ])
    expect(compareCells(regression, [])).toEqual([])
    const refused = await callCommand(gateway.handlers, 'chaos.rerun', {
      runId: 'r2',
      regression: { ...regression, rows: [{ ...row, fault: { provider: 'openai', status: 200 }, expect: {} }] },
    })
    expect(refused).toMatchObject({ ok: false, error: { code: 'invalid_params' } })
    expect(JSON.stringify(refused)).toContain('["regression","rows",0,"fault","status"]')
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
  it('can be stopped at any moment', async () => {
    const gateway = await startTestGateway()
    for (let moment = 0; moment < 8; moment += 1) {
      const runId = `r${moment}`
      const over = new Promise<void>((resolve) => {
        const leave = gateway.on('chaos.progress', ({ done, state }) => {
          if (state === 'running' && done > moment * 5) void gateway.handlers['chaos.stop']({ runId })
          if (state === 'running') return
          leave()
          resolve()
        })
      })
      await gateway.handlers['chaos.run']({ runId, model })
      if (moment === 0) await gateway.handlers['chaos.stop']({ runId })
      await over
    }
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
