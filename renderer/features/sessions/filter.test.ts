import { expect, test } from 'vitest'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { filterSessions } from './filter'

const session = (id: string, patch: Partial<SessionSummary>): SessionSummary => ({
  ...createSummary({ id, startedAt: 0 }),
  ...patch,
})
const sessions = [
  session('ses_1', { model: 'openai/gpt-5-nano', provider: 'openai', verdict: 'complete' }),
  session('ses_2', {
    model: 'openai/gpt-5-nano',
    provider: null,
    verdict: 'failed',
    error: 'upstream_error',
    status: 502,
  }),
  session('ses_3', { model: 'google/gemini', provider: 'phaseo', verdict: 'truncated', simulated: true }),
]
const ids = (filter: string) => filterSessions(sessions, filter).map((s) => s.id)

test.each([
  ['', ['ses_1', 'ses_2', 'ses_3']],
  ['  ', ['ses_1', 'ses_2', 'ses_3']],
  ['GPT', ['ses_1', 'ses_2']],
  ['gpt failed', ['ses_2']],
  ['upstream_error', ['ses_2']],
  ['502', ['ses_2']],
  ['phaseo trunc', ['ses_3']],
  ['simul', ['ses_3']],
  ['ses_1', ['ses_1']],
  ['gemini failed', []],
])('the filter %j leaves %j', (filter, expected) => expect(ids(filter)).toEqual(expected))
