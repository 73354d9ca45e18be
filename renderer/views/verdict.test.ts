import { expect, test } from 'vitest'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { sayCode, saySession, shortVerdict, toPill } from './verdict'

const failed = { provider: 'openai', status: 429, outcome: 'failed', code: 'rate_limit', atMs: 0, ms: 1 } as const
const answered = { provider: 'phaseo', status: 200, outcome: 'answered', code: null, atMs: 1, ms: 1 } as const
const session = (patch: Partial<SessionSummary>): SessionSummary => ({
  ...createSummary({ id: 's', startedAt: 0 }),
  model: 'openai/gpt-5-nano',
  ...patch,
})

test('a row says what a sighted reader sees', () => {
  const row = session({
    verdict: 'complete',
    transport: 'sse',
    provider: 'phaseo',
    attempts: [failed, answered],
    firstTokenMs: 912,
    simulated: true,
  })
  expect(saySession(row)).toBe(
    'Complete, SSE, openai/gpt-5-nano served by phaseo after 1 failed attempt, simulated, first token 912 milliseconds',
  )
})

test('two words for a failure', () => {
  expect(shortVerdict(session({ verdict: 'failed', attempts: [failed, failed], error: 'x' }))).toBe('All failed')
  expect(shortVerdict(session({ verdict: 'failed', error: 'validation_error' }))).toBe('Validation error')
  expect(shortVerdict(session({ verdict: 'complete' }))).toBe('')
  expect(shortVerdict(session({ verdict: 'aborted' }))).toBe('Aborted')
})

test('a pill names the provider where there is room', () => {
  expect(toPill(failed, true)).toEqual({
    text: 'openai 429',
    title: 'openai: failed 429, rate_limit',
    outcome: 'failed',
  })
  expect(toPill(failed, false).text).toBe('429')
  expect(toPill({ ...failed, status: null, code: 'timeout' }, false).text).toBe('err')
  expect(toPill({ ...failed, status: null, code: null, outcome: 'running' }, false).text).toBe('…')
})

test.each([
  ['upstream_error', 'Upstream error'],
  ['HTTP', 'HTTP'],
  ['', ''],
])('the code %j is said as %j', (code, words) => expect(sayCode(code)).toBe(words))
