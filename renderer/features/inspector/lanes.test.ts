import { describe, expect, it } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import type { RecordedAttempt } from '#shared/diagnostics/explanation'
import { layLanes, lostIn, type Span } from './lanes'

const read = (...attempts: RecordedAttempt[]) => explain({}, { attempts }).attempts
const two = read(
  { provider: 'a', attempt: 1, status: 403, startedMs: 100, ms: 300 },
  { provider: 'b', attempt: 2, status: 200, type: 'served', startedMs: 400, ms: 100 },
)

describe('attempt lanes', () => {
  it('lie on one axis that begins with the first attempt', () => {
    const laid = layLanes(two)
    expect(laid?.perDivision).toBe(50)
    expect(laid?.ticks.map(({ ms }) => ms)).toEqual([0, 50, 100, 150, 200, 250, 300, 350, 400])
    expect(laid?.lanes.map(({ phases }) => phases)).toEqual([
      [{ phase: 'wait', left: 0, width: 0.75, ms: 300 }],
      [{ phase: 'wait', left: 0.75, width: 0.25, ms: 100 }],
    ])
  })
  it('show the answer behind its head where both were recorded', () => {
    const span = ({ provider }: { provider: string }): Span | null =>
      provider === 'b' ? { headAt: 500, firstAt: 550, endAt: 900 } : null
    const [, served] = layLanes(two, span)?.lanes ?? []
    expect(served?.ms).toBe(500)
    expect(served?.phases.map(({ phase, ms }) => [phase, ms])).toEqual([
      ['wait', 100],
      ['first', 50],
      ['body', 350],
    ])
  })
  it('begin with the steps to a connection that was made, and with none to one that was kept', () => {
    const made = { kept: false, lookup: 2, connect: 12, tls: 40, head: 90 }
    const kept = { kept: true, lookup: null, connect: null, tls: null, head: 60 }
    const attempts = read(
      { provider: 'a', status: 500, startedMs: 0, ms: 100, steps: made },
      { provider: 'b', status: 200, type: 'served', startedMs: 100, ms: 60, steps: kept },
    )
    const phases = layLanes(attempts)?.lanes.map((lane) => lane.phases.map(({ phase, ms }) => [phase, ms]))
    expect(phases).toEqual([
      [
        ['lookup', 2],
        ['connect', 10],
        ['tls', 28],
        ['wait', 50],
        ['body', 10],
      ],
      [['wait', 60]],
    ])
  })
  it('end in the step that never was over', () => {
    const steps = { kept: false, lookup: 5, connect: null, tls: null, head: null }
    const [lane] = layLanes(read({ provider: 'a', code: 'ECONNREFUSED', startedMs: 0, ms: 20, steps }))?.lanes ?? []
    expect(lane?.phases.map(({ phase, ms }) => [phase, ms])).toEqual([
      ['lookup', 5],
      ['connect', 15],
    ])
  })
  it('follow one another where no beginning is known', () => {
    const laid = layLanes(read({ provider: 'a', status: 500, ms: 10 }, { provider: 'b', status: 500, ms: 30 }))
    expect(laid?.lanes.map(({ phases }) => phases[0]?.left)).toEqual([0, 0.25])
  })
  it('are none where no length is known', () => {
    expect(layLanes(read({ provider: 'a', status: 500 }))).toBeNull()
  })
  it('have at most ten divisions, of 1, 2 or 5', () => {
    for (const ms of [0.3, 1, 7, 99, 101, 5_000, 123_456]) {
      const laid = layLanes(read({ provider: 'a', status: 500, ms }))
      expect(laid?.ticks.length).toBeLessThanOrEqual(11)
      expect(String(laid?.perDivision).replaceAll(/[0.e-]/g, '')).toMatch(/^[125]/)
    }
  })
  it('know what failures took', () => {
    expect(lostIn(two)).toBe(300)
  })
})
