import { describe, expect, it } from 'vitest'
import { createSummary, type AttemptPill, type SessionSummary } from '#shared/session/summary'
import { causeOf, groupByCause } from './causes'

const session = (id: string, patch: Partial<SessionSummary>): SessionSummary => ({
  ...createSummary({ id, startedAt: Number(id) }),
  ...patch,
})
const refused = (provider: string, status: number | null, code: string | null = null): AttemptPill => ({
  provider,
  status,
  outcome: 'failed',
  code,
  atMs: 1,
  ms: 2,
})
const failed = (patch: Partial<SessionSummary>) => causeOf(session('1', { verdict: 'failed', ...patch }))

describe('the root cause of a failed session', () => {
  it('is the first refusal, whatever the others said', () => {
    const attempts = [refused('openai', 429, 'rate_limit'), refused('azure', 503)]
    expect(failed({ attempts, error: 'upstream_error', reason: 'all_candidates_failed' })).toEqual({
      stage: 'attempt',
      reason: '429 rate_limit',
      provider: 'openai',
    })
    expect(failed({ attempts: [refused('openai', null)] })?.reason).toBe('no answer')
  })
  it('is what a provider said in a stream that it had begun', () => {
    const answered: AttemptPill = { ...refused('openai', 200), outcome: 'answered' }
    expect(failed({ attempts: [answered], provider: 'openai', error: 'overloaded' })).toEqual({
      stage: 'attempt',
      reason: 'overloaded',
      provider: 'openai',
    })
    expect(causeOf(session('1', { verdict: 'truncated', provider: 'openai' }))).toEqual({
      stage: 'stream',
      reason: 'truncated',
      provider: 'openai',
    })
    expect(causeOf(session('1', { verdict: 'failed_mid_stream', provider: 'openai', error: 'timeout' }))).toEqual({
      stage: 'stream',
      reason: 'timeout',
      provider: 'openai',
    })
  })
  it('is the stage after which nobody was left', () =>
    expect(failed({ stage: 'health_breaker', reason: 'breaker_open', error: 'gateway_unavailable' })).toEqual({
      stage: 'health_breaker',
      reason: 'breaker_open',
      provider: null,
    }))
  it('is the refusal of the gateway itself, by its reason or its code', () => {
    expect(failed({ error: 'invalid_request' })).toMatchObject({ stage: 'request', reason: 'invalid_request' })
    expect(failed({ error: 'x', reason: 'y' })?.reason).toBe('y')
    expect(failed({ status: 401 })?.reason).toBe('401')
    // A turn of a socket that was refused, after one that a provider had answered.
    expect(failed({ provider: 'openai', error: 'model_mismatch' })).toMatchObject({ stage: 'request', provider: null })
  })
  it.each(['complete', 'streaming', 'idle', 'aborted'] as const)('is none of a session that is %s', (verdict) =>
    expect(causeOf(session('1', { verdict, error: 'x' }))).toBeNull(),
  )
})

describe('failures by cause', () => {
  const limited = (id: string) => session(id, { verdict: 'failed', attempts: [refused('openai', 429)] })
  const invalid = (id: string) => session(id, { verdict: 'failed', error: 'invalid_json' })
  const list = [
    invalid('6'),
    limited('5'),
    session('4', { verdict: 'complete' }),
    limited('3'),
    invalid('2'),
    limited('1'),
  ]

  it('come with the most frequent cause first, and the newest session first in each', () => {
    expect(groupByCause(list, 100).map(({ reason, sessions }) => [reason, ...sessions.map(({ id }) => id)])).toEqual([
      ['429', '5', '3', '1'],
      ['invalid_json', '6', '2'],
    ])
  })
  it('of causes as frequent, the newest first', () =>
    expect(groupByCause(list, 4).map(({ reason }) => reason)).toEqual(['invalid_json', '429']))
  it('are as many as asked for', () =>
    expect(groupByCause(list, 3).flatMap(({ sessions }) => sessions.map(({ id }) => id))).toEqual(['5', '3', '6']))
  it('say what happened in words', () => {
    const gated = session('7', { verdict: 'failed', stage: 'health_breaker', reason: 'breaker_open' })
    const cut = session('8', { verdict: 'truncated', provider: 'openai' })
    expect(groupByCause([gated, cut, ...list], 100).map(({ says }) => says)).toEqual([
      'openai did not answer the request',
      'Invalid json',
      'Nobody left at the circuit breaker',
      'openai cut the stream',
    ])
  })
})
