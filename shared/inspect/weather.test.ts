import { describe, expect, it } from 'vitest'
import { createSummary, type AttemptPill, type SessionSummary } from '#shared/session/summary'
import { readWeather } from './weather'

const session = (id: string, startedAt: number, attempts: AttemptPill[], patch: Partial<SessionSummary> = {}) => ({
  ...createSummary({ id, startedAt }),
  verdict: 'complete' as const,
  attempts,
  ...patch,
})
const call = (
  provider: string,
  outcome: AttemptPill['outcome'],
  ms: number | null,
  patch: Partial<AttemptPill> = {},
) => ({
  provider,
  outcome,
  status: outcome === 'answered' ? 200 : 429,
  code: null,
  atMs: 10,
  ms,
  ...patch,
})

describe('the weather of a provider', () => {
  const sessions = [
    session('c', 3_000, [call('a', 'failed', 50), call('b', 'answered', 900)]),
    session('b', 2_000, [call('a', 'answered', 300), call('a', 'running', null)], { verdict: 'truncated' }),
    session('a', 1_000, [call('a', 'failed', 40, { atMs: 1 }), call('a', 'answered', 100, { atMs: 60 })], {
      simulated: true,
    }),
  ]
  it('is every ended call to it, oldest first, also those that another one answered for', () => {
    expect(readWeather(sessions, 'a', 10).calls).toEqual([
      { sessionId: 'a', at: 1_001, outcome: 'failed', reason: '429', ms: 40, simulated: true },
      { sessionId: 'a', at: 1_060, outcome: 'answered', reason: null, ms: 100, simulated: true },
      { sessionId: 'b', at: 2_010, outcome: 'broken', reason: 'truncated', ms: 300, simulated: false },
      { sessionId: 'c', at: 3_010, outcome: 'failed', reason: '429', ms: 50, simulated: false },
    ])
  })
  it('is as much of the newest as asked for', () =>
    expect(readWeather(sessions, 'a', 2).calls.map(({ at }) => at)).toEqual([2_010, 3_010]))
  it('counts what went wrong, and takes the median of the answers', () => {
    const { reasons, medianMs } = readWeather(sessions, 'a', 10)
    expect(reasons).toEqual([
      { reason: '429', count: 2 },
      { reason: 'truncated', count: 1 },
    ])
    expect(medianMs).toBe(200)
    expect(readWeather(sessions, 'b', 10).medianMs).toBe(900)
  })
  it('is nothing for a provider nobody called', () =>
    expect(readWeather(sessions, 'nobody', 10)).toEqual({ calls: [], medianMs: null, reasons: [] }))
})
