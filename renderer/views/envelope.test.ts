import { expect, test } from 'vitest'
import { readEnvelope } from './envelope'

test('our own envelope is read in full', () => {
  const reading = readEnvelope({
    error: 'upstream_error',
    message: 'Short',
    description: 'All 2 provider attempts failed.',
    status_code: 502,
    reason: 'all_candidates_failed',
    error_type: 'system',
    error_origin: 'upstream',
    generation_id: 'gen_1',
    attempt_count: 2,
    failure_sample: [{ provider: 'openai', status: 429, upstream_error_code: 'rate_limit', retryable: true }],
    provider_failure_diagnostics: { category: 'x', hint: 'Add a key.', provider: 'openai' },
    routing_diagnostics: {
      filterStages: [
        { stage: 'pricing', beforeCount: 3, afterCount: 2, droppedProviders: [{ providerId: 'v', reason: 'missing' }] },
      ],
    },
    details: [{ path: ['input', 0], message: 'must be text' }],
  })
  expect(reading).toMatchObject({
    status: 502,
    error: 'upstream_error',
    sentence: 'All 2 provider attempts failed.',
    hint: 'Add a key.',
    details: [{ path: 'input.0', message: 'must be text' }],
    failures: [{ provider: 'openai', status: '429', code: 'rate_limit', retryable: true }],
    stages: [{ stage: 'pricing', before: 3, after: 2, dropped: [{ provider: 'v', reason: 'missing' }] }],
  })
})

test('an envelope of another house keeps its words', () => {
  const reading = readEnvelope({ error: { code: 'invalid_api_key', message: 'No such key', type: 'auth' } })
  expect(reading).toMatchObject({ error: 'invalid_api_key', sentence: 'No such key', status: null, failures: [] })
})

test.each([null, undefined, 'Bad gateway', [], 7, { error: null, details: 'x', failure_sample: {} }])(
  '%j does not break the reader',
  (value) => expect(readEnvelope(value).error).toBe('error'),
)
