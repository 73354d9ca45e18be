import { describe, expect, it } from 'vitest'
import { poolOf } from '../../test/support/catalogue'
import { createVirtualClock } from '../../test/support/virtual-clock'
import type { Candidate } from './candidates'
import { createHealth, outcomeOf, unobserved, withOpen } from './health'
import { route } from './route'

const catalogue = poolOf([
  { id: 'a' },
  { id: 'b' },
  { id: 'own', provider: { adapter: 'openai', api_key: 'pass-through' } },
])
const candidateOf = (id: string, model = 'm'): Candidate => {
  const provider = catalogue.providers.get(id)
  const row = catalogue.models.get('m')?.providers.find((r) => r.provider === id)
  if (!provider || !row) throw new Error(`no candidate ${id}`)
  return { provider, route: { ...row, model } }
}
const [a, b] = [candidateOf('a'), candidateOf('b')]

describe('health is kept', () => {
  it('for each provider and model of its own', () => {
    const health = createHealth(createVirtualClock())
    for (let i = 0; i < 8; i += 1) health.record(a, { outcome: 'failure' })
    expect([a, b, candidateOf('a', 'another')].map(health.isOpen)).toEqual([true, false, false])
  })
  it('in snapshots that stay as they are', () => {
    const clock = createVirtualClock()
    const health = createHealth(clock)
    const before = health.snapshot()
    for (let i = 0; i < 8; i += 1) health.record(a, { outcome: 'failure', latencyMs: 5 })
    const after = health.snapshot()
    clock.advance(30_000)
    expect(before(a)).toEqual(unobserved)
    expect(after(a)).toMatchObject({ breaker: 'open', successRate: 0, latencyMs: 5, observations: 8 })
    expect(health.snapshot()(a).breaker).toBe('half_open')
    expect(health.isOpen(a)).toBe(false)
  })
  it('and told of one provider, model by model', () => {
    const health = createHealth(createVirtualClock())
    for (const one of [a, candidateOf('a', 'another'), b]) health.record(one, { outcome: 'success', latencyMs: 5 })
    const told = health.ofProvider('a').map(([model, { observations, latencyMs }]) => [model, observations, latencyMs])
    expect(told).toEqual([
      ['m', 1, 5],
      ['another', 1, 5],
    ])
    expect(health.ofProvider('nobody')).toEqual([])
  })
  it('open without an end where that is forced', () => {
    const healthOf = withOpen(createHealth(createVirtualClock()).snapshot(), new Set(['a']))
    expect(healthOf(a)).toMatchObject({ breaker: 'open', untilMs: null })
    expect(healthOf(b)).toEqual(unobserved)
  })
})

describe('an open breaker in routing', () => {
  const decide = (forced: readonly string[]) =>
    route({
      catalogue,
      model: 'm',
      endpoint: 'responses',
      seed: 's',
      healthOf: withOpen(createHealth(createVirtualClock()).snapshot(), new Set(forced)),
    })
  const stageOf = (forced: readonly string[]) =>
    decide(forced).diagnostics.filterStages.find((s) => s.stage === 'health_breaker')
  it('is no stage while all are closed', () => expect(stageOf([])).toBeUndefined())
  it('is no stage for somebody else’s breaker', () => expect(stageOf(['nobody'])).toBeUndefined())
  it('removes its candidate', () => {
    expect(stageOf(['a'])).toEqual({
      stage: 'health_breaker',
      beforeCount: 2,
      afterCount: 1,
      droppedProviders: [{ providerId: 'a', reason: 'breaker_open', apiModelId: 'm', providerModelSlug: 'm' }],
    })
    expect(decide(['a']).plan.map((c) => c.provider.id)).toEqual(['b'])
  })
  it('leaves an empty plan when it is everybody’s', () => {
    expect(stageOf(['a', 'b'])?.afterCount).toBe(0)
    expect(decide(['a', 'b'])).toMatchObject({ plan: [], deadEnd: null })
  })
})

describe('what an attempt says about the provider', () => {
  it.each<readonly [number | null, string]>([
    [101, 'neutral'],
    [200, 'success'],
    [299, 'success'],
    [300, 'neutral'],
    [304, 'neutral'],
    [400, 'neutral'],
    [401, 'failure'],
    [402, 'failure'],
    [403, 'neutral'],
    [404, 'failure'],
    [413, 'neutral'],
    [422, 'neutral'],
    [429, 'neutral'],
    [500, 'failure'],
    [503, 'failure'],
    [null, 'failure'],
  ])('%s is a %s', (status, outcome) => expect(outcomeOf(a, status)).toBe(outcome))
  it('a refused credential of the client is not the provider’s fault', () => {
    expect([401, 402, 404, 500].map((status) => outcomeOf(candidateOf('own'), status))).toEqual([
      'neutral',
      'neutral',
      'failure',
      'failure',
    ])
  })
})
