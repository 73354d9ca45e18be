import { describe, expect, it } from 'vitest'
import { explain } from './explain'
import { applyPatch } from './patch'
import { whyNot } from './why-not'

const considered = (providerId: string, more = {}) => ({
  providerId,
  providerModelSlug: 'nano',
  providerStatus: 'active',
  providerRoutingStatus: 'active',
  modelRoutingStatus: 'active',
  capabilityStatus: 'active',
  ...more,
})
const decision = {
  model: 'openai/gpt-5-nano',
  endpoint: 'responses',
  betaChannelEnabled: false,
  alphaChannelEnabled: false,
  includeAlpha: false,
  testingMode: false,
  consideredProviders: [
    considered('azure', { providerStatus: 'beta', modelRoutingStatus: 'disabled' }),
    considered('openai'),
    considered('x-ai'),
  ],
  rankedProviders: [{ providerId: 'openai' }, { providerId: 'x-ai' }],
  filterStages: [
    {
      stage: 'hints.ignore',
      beforeCount: 3,
      afterCount: 2,
      droppedProviders: [{ providerId: 'azure', reason: 'listed_in_provider.ignore' }],
    },
  ],
}
const request = { model: 'openai/gpt-5-nano', provider: { ignore: ['Azure '] } }
const configuration = {
  gateway: {},
  models: [
    {
      id: 'openai/gpt-5-nano',
      providers: [
        { provider: 'openai', model: 'nano' },
        { provider: 'azure', model: 'nano', routing_status: 'disabled' },
      ],
    },
  ],
}
const context = { request, configuration }

describe('one sentence and the smallest set of changes', () => {
  it('names where a provider was dropped, and where it would be next', () => {
    const { sentence, obstacles } = whyNot(decision, 'azure', context)
    expect(sentence).toBe(
      'azure was dropped at the request’s ignore list: in the request’s ignore list. It would then be dropped at rollout status (in beta, and the beta channel is off), then at model routing (routing of this model to it is switched off).',
    )
    expect(obstacles.map(({ stage, isLater }) => [stage, isLater])).toEqual([
      ['hints.ignore', false],
      ['status_gate', true],
      ['model_routing_status_gate', true],
    ])
  })
  it('one change for each obstacle, and all of them fit one after the other', () => {
    const { changes, outcome } = whyNot(explain(decision, context), 'azure', context)
    let now: Record<'request' | 'configuration', unknown> = context
    for (const { target, patch } of changes) {
      if (target === 'none') throw new Error('not to be patched')
      const patched = applyPatch(now[target], patch)
      if (!patched.ok) throw new Error(JSON.stringify(patched.step))
      now = { ...now, [target]: patched.document }
    }
    expect(outcome).toBe('candidate')
    expect(now).toEqual({
      request: { model: 'openai/gpt-5-nano', provider: {} },
      configuration: {
        gateway: { channels: { beta: true } },
        models: [
          {
            id: 'openai/gpt-5-nano',
            providers: [
              { provider: 'openai', model: 'nano' },
              { provider: 'azure', model: 'nano', routing_status: 'active' },
            ],
          },
        ],
      },
    })
  })
  it('spelling does not matter', () => expect(whyNot(decision, ' AZURE', context).obstacles).toHaveLength(3))
})

describe('providers nothing stood against', () => {
  it('a candidate that was not needed', () => {
    expect(whyNot(decision, 'x-ai').sentence).toBe('x-ai was a candidate, number 2 of 2; it was not its turn.')
  })
  it('one that was asked and failed', () => {
    const failed = {
      error: 'upstream_error',
      failure_sample: [{ provider: 'openai', status: 401 }],
      routing_diagnostics: decision,
    }
    const { sentence, changes } = whyNot(failed, 'openai')
    expect(sentence).toBe('openai was asked: it refused the key (HTTP 401).')
    expect(changes[0]?.words).toContain('Give openai a valid key')
  })
  it('one the model does not know: an entry of its own, or the name that was meant', () => {
    const { sentence, changes } = whyNot(decision, 'openal', context)
    expect(sentence).toBe('openal is not among the providers of openai/gpt-5-nano. Did you mean openai?')
    expect(changes[0]?.patch.at(-1)).toMatchObject({
      op: 'add',
      path: '/models/0/providers/-',
      value: { provider: 'openal' },
    })
  })
  it('nothing is made up where nothing is known', () => {
    expect(whyNot({ error: 'x' }, 'openai')).toMatchObject({ changes: [], outcome: null, obstacles: [] })
  })
})
