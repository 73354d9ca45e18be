import { expect, test } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import { compareRuns } from './compare'

const stage = (...ids: string[]) => ({
  stage: 'hints.ignore',
  beforeCount: 2,
  afterCount: 2 - ids.length,
  droppedProviders: ids.map((providerId) => ({ providerId, reason: 'listed_in_provider.ignore' })),
})

test('two runs are compared by request and by where each provider went', () => {
  const before = {
    body: '{"model":"m","provider":{"ignore":["openai"]}}',
    explanation: explain({}, { routing: { filterStages: [stage('openai')], order: ['azure'] } }),
  }
  const after = {
    body: '{"model":"m","provider":{}}',
    explanation: explain(
      {},
      {
        routing: { filterStages: [stage()], order: ['openai', 'azure'] },
        attempts: [{ provider: 'openai', attempt: 1, status: 200, type: 'served' }],
      },
    ),
  }
  const { changes, moved } = compareRuns(before, after)
  expect(changes.map(({ kind, path }) => [kind, path.join('.')])).toEqual([['removed', 'provider.ignore']])
  expect(moved).toContainEqual({
    provider: 'openai',
    before: 'dropped at hints.ignore',
    after: '200 answered',
    isBetter: true,
  })
})

test('runs that went the same way have nothing to tell', () => {
  const run = {
    body: '{}',
    explanation: explain({}, { routing: { filterStages: [stage('openai')], order: ['azure'] } }),
  }
  expect(compareRuns(run, run)).toEqual({ changes: [], moved: [], same: 2 })
})
