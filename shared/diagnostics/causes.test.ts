import { describe, expect, it } from 'vitest'
import { explain } from './explain'

describe('causes are ranked by what makes the request succeed with the least effort', () => {
  const attempt = (provider: string, status: number) => ({ provider, status, type: 'upstream_non_2xx' })
  it('a change of the request, then waiting, then what is to be done elsewhere', () => {
    const { causes } = explain(
      {
        error: 'upstream_error',
        failure_sample: [attempt('google-ai-studio', 403), attempt('openai', 429)],
        routing_diagnostics: {
          filterStages: [
            {
              stage: 'hints.ignore',
              beforeCount: 3,
              afterCount: 2,
              droppedProviders: [{ providerId: 'azure', reason: 'listed_in_provider.ignore' }],
            },
          ],
        },
      },
      { request: { provider: { ignore: ['azure', 'x-ai'] } } },
    )
    expect(causes.map(({ reason }) => reason)).toEqual([
      'listed_in_provider.ignore',
      'rate_limited',
      'provider_access_missing',
    ])
    expect(causes[0]?.actions[0]?.patch).toEqual([{ op: 'remove', path: '/provider/ignore/0' }])
  })
  it('what would not be enough alone comes last, and says so', () => {
    const considered = (providerId: string, modelRoutingStatus: string) => ({ providerId, modelRoutingStatus })
    const { causes } = explain({
      error: 'upstream_error',
      routing_diagnostics: {
        consideredProviders: [considered('a', 'disabled'), considered('b', 'active')],
        filterStages: [
          {
            stage: 'status_gate',
            beforeCount: 2,
            afterCount: 1,
            droppedProviders: [{ providerId: 'a', reason: 'provider_status_paused' }],
          },
          {
            stage: 'provider_routing_status_gate',
            beforeCount: 1,
            afterCount: 0,
            droppedProviders: [{ providerId: 'b', reason: 'provider_routing_status_disabled' }],
          },
        ],
      },
    })
    expect(causes.map(({ providers, alone }) => [...providers, alone])).toEqual([
      ['b', true],
      ['a', false],
    ])
  })
  it('others that were not tried, where the request allows no fallback', () => {
    const ranked = (providerId: string) => ({ providerId })
    const { causes } = explain(
      {
        error: 'upstream_error',
        failure_sample: [attempt('a', 500)],
        routing_diagnostics: {
          requestedRouting: { allowFallbacks: false },
          rankedProviders: [ranked('a'), ranked('b')],
          filterStages: [],
        },
      },
      { request: { provider: { allow_fallbacks: false } } },
    )
    expect(causes[0]).toMatchObject({ reason: 'fallbacks_not_allowed', providers: ['b'] })
    expect(causes[0]?.actions).toMatchObject([{ words: 'Allow fallbacks.', patch: [{ op: 'remove' }] }])
  })
  it('the wait a provider asked for is in the action', () => {
    const { actions } = explain(
      { error: 'upstream_error', failure_sample: [attempt('openai', 429)] },
      { retryAfterMs: 12_000 },
    )
    expect(actions).toMatchObject([
      { retry: { afterMs: 12_000 }, words: 'Wait 12 s, then send it again; openai may serve it then.' },
    ])
  })
  it('a configured fault is mended by removing it', () => {
    const configuration = {
      faults: [
        { provider: 'azure', status: 500 },
        { provider: 'openai', status: 429 },
      ],
    }
    const { actions } = explain(
      { error: 'upstream_error', failure_sample: [attempt('openai', 429)] },
      { configuration },
    )
    expect(actions[0]).toMatchObject({ target: 'configuration', words: 'Remove the configured faults of openai.' })
    expect(actions[0]?.patch.at(-1)).toEqual({ op: 'remove', path: '/faults/1' })
  })
})
