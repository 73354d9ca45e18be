import { describe, expect, it } from 'vitest'
import { describeRouting } from '#shared/open-responses/diagnostics'
import { catalogueOf, poolOf, price } from '../../test/support/catalogue'
import { createRandom } from './order'
import { route } from './route'
import type { RoutingHints } from './hints'

type Pool = ReturnType<typeof poolOf>
const decide = (catalogue: Pool, hints: Partial<RoutingHints> = {}, seed = 's', model = 'm') =>
  route({ catalogue, model, endpoint: 'responses', hints, seed })
const planOf = (...args: Parameters<typeof decide>) => decide(...args).plan.map((c) => c.provider.id)

describe('dead ends, in the order they are found', () => {
  it('no candidate: unknown model', () => {
    const { deadEnd, plan, diagnostics } = decide(poolOf([{ id: 'a' }]), {}, 's', 'unknown')
    expect([deadEnd?.kind, plan]).toEqual(['no_candidates', []])
    expect(diagnostics.candidates.totalProviders).toBe(0)
  })
  it('no candidate: a model whose providers are unknown', () => {
    const catalogue = catalogueOf({
      models: [{ id: 'm', providers: [{ provider: 'gone', model: 'm', pricing: price }] }],
    })
    expect(decide(catalogue).deadEnd?.kind).toBe('no_candidates')
  })
  it('no candidate: no endpoint, no adapter', () => {
    const { deadEnd, diagnostics } = decide(
      poolOf([
        { id: 'a', route: { endpoints: ['responses.ws'] } },
        { id: 'b', provider: { adapter: null } },
        { id: 'c', provider: { adapter: null }, route: { endpoints: [] } },
      ]),
    )
    expect(deadEnd?.kind).toBe('no_candidates')
    expect(diagnostics.candidates).toEqual({
      totalProviders: 3,
      supportsEndpointCount: 1,
      candidateCount: 0,
      droppedUnsupportedEndpoint: ['a', 'c'],
      droppedMissingAdapter: [{ providerId: 'b', endpoint: 'responses' }],
    })
  })
  it('who lacks an adapter is told, also when somebody has one', () => {
    const { diagnostics } = decide(poolOf([{ id: 'a' }, { id: 'b', provider: { adapter: null } }]))
    expect(diagnostics.candidates).toMatchObject({
      supportsEndpointCount: 2,
      candidateCount: 1,
      droppedMissingAdapter: [{ providerId: 'b', endpoint: 'responses' }],
    })
  })
  it('filtered out by the request itself', () => {
    expect(decide(poolOf([{ id: 'a' }]), { only: ['b'] }).deadEnd?.kind).toBe('filtered_out')
    expect(decide(poolOf([{ id: 'a' }]), { ignore: ['a'] }).deadEnd?.kind).toBe('filtered_out')
  })
  it('not enabled: switched off, or without a price', () => {
    const pool = poolOf([
      { id: 'a', provider: { enabled: false }, route: { pricing: undefined } },
      { id: 'b', route: { pricing: undefined } },
    ])
    const { deadEnd, diagnostics } = decide(pool)
    expect(deadEnd?.kind).toBe('not_enabled')
    expect(diagnostics.enablement).toEqual({
      capability: 'responses',
      providersBefore: ['a', 'b'],
      providersAfter: [],
      dropped: [
        { providerId: 'a', reason: 'capability_disabled' },
        { providerId: 'b', reason: 'pricing_missing' },
      ],
    })
  })
  it('shut gates are no dead end: the plan is empty', () => {
    const { deadEnd, plan } = decide(poolOf([{ id: 'a', provider: { status: 'paused' } }]))
    expect([deadEnd, plan]).toEqual([null, []])
  })
  it('the request filter is reported before enablement', () => {
    expect(decide(poolOf([{ id: 'a', provider: { enabled: false } }]), { ignore: ['a'] }).deadEnd?.kind).toBe(
      'filtered_out',
    )
  })
})

describe('the order hint', () => {
  const three = poolOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  it('listed providers come first, as listed, each once', () => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      expect(planOf(three, { order: ['c', 'nobody', 'b', 'c'] }, seed)).toEqual(['c', 'b', 'a'])
    }
  })
  it('they still pass every gate', () => {
    const pool = poolOf([{ id: 'a', provider: { status: 'paused' } }, { id: 'b' }])
    expect(planOf(pool, { order: ['a'] })).toEqual(['b'])
  })
  it('the diagnostics carry the plan', () => {
    const { plan, diagnostics } = decide(three, { order: ['b'] })
    expect(diagnostics.order).toEqual(plan.map((c) => c.provider.id))
    expect(diagnostics).toMatchObject({ model: 'm', endpoint: 'responses' })
  })
})

describe('hints mean a provider whatever the case of its id', () => {
  const mixed = poolOf([{ id: 'Local-vLLM' }, { id: 'b' }])
  it.each<readonly [Partial<RoutingHints>, string[]]>([
    [{ only: ['local-vllm'] }, ['Local-vLLM']],
    [{ ignore: ['local-vllm'] }, ['b']],
    [{ order: ['local-vllm'] }, ['Local-vLLM', 'b']],
    [{ order: ['b'] }, ['b', 'Local-vLLM']],
  ])('%j', (hint, plan) => {
    for (const seed of ['1', '2', '3', '4', '5']) expect(planOf(mixed, hint, seed)).toEqual(plan)
  })
})

describe('the draw follows the weights', () => {
  const firsts = (pool: Pool, seeds: number) => {
    const counts: Record<string, number> = {}
    for (let i = 0; i < seeds; i += 1) {
      const first = planOf(pool, {}, `G-${i}`)[0] ?? ''
      counts[first] = (counts[first] ?? 0) + 1
    }
    return counts
  }
  it('over many requests, three to one', () => {
    const counts = firsts(
      poolOf([
        { id: 'a', route: { weight: 3 } },
        { id: 'b', route: { weight: 1 } },
      ]),
      4_000,
    )
    // Four standard deviations of a fair 3:1 draw.
    expect(Math.abs((counts['a'] ?? 0) - 3_000)).toBeLessThan(110)
    expect((counts['a'] ?? 0) + (counts['b'] ?? 0)).toBe(4_000)
  })
  it('the second place as well: equal weights give every order equally often', () => {
    const pool = poolOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
    const counts = new Map<string, number>()
    for (let i = 0; i < 6_000; i += 1) {
      const plan = planOf(pool, {}, `G-${i}`).join('')
      counts.set(plan, (counts.get(plan) ?? 0) + 1)
    }
    expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(120)
  })
  it('a spare with next to no weight never comes first', () => {
    const pool = poolOf([{ id: 'a' }, { id: 'spare', route: { weight: 1e-9 } }])
    expect(firsts(pool, 1_000)).toEqual({ a: 1_000 })
  })
  it('the same seed gives the same numbers everywhere and always', () => {
    const random = createRandom('seed')
    expect([random(), random(), random()].map((n) => n * 2 ** 32)).toEqual([4_079_750_732, 326_795_680, 112_782_837])
  })
  it('the generator is spread over 0 to 1', () => {
    const random = createRandom('seed')
    const drawn = Array.from({ length: 4_000 }, random)
    expect(drawn.every((n) => n >= 0 && n < 1)).toBe(true)
    expect(drawn.reduce((a, b) => a + b, 0) / 4_000).toBeCloseTo(0.5, 1)
  })
})

describe('a model name that pins a provider', () => {
  const three = poolOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  it('is a filter like `only`', () => {
    const { plan, diagnostics } = decide(three, {}, 's', 'b:m')
    expect(plan.map((c) => c.provider.id)).toEqual(['b'])
    expect(diagnostics).toMatchObject({ model: 'm', requestedModel: 'b:m' })
    expect(diagnostics.filterStages[0]).toMatchObject({ stage: 'hints.only', beforeCount: 3, afterCount: 1 })
  })
  it('agrees with an `only` that lists it', () => {
    expect(planOf(three, { only: ['a', 'b'] }, 's', 'b:m')).toEqual(['b'])
  })
  it('contradicts an `only` that does not', () => {
    const { deadEnd, plan } = decide(three, { only: ['a'] }, 's', 'b:m')
    expect([deadEnd, plan]).toEqual([{ kind: 'pin_conflict', pin: 'b' }, []])
  })
  it('to nobody, or to one the request ignores, filters everyone out', () => {
    expect(decide(three, {}, 's', 'nobody:m').deadEnd?.kind).toBe('filtered_out')
    expect(decide(three, { ignore: ['b'] }, 's', 'b:m').deadEnd?.kind).toBe('filtered_out')
  })
})

describe('filters nothing is known for', () => {
  const unbackedFilters = ['quantizations']
  it('end the route, after candidates and before every other filter', () => {
    const pool = poolOf([{ id: 'a' }])
    expect(decide(pool, { unbackedFilters, ignore: ['a'] }).deadEnd).toEqual({
      kind: 'unbacked_filters',
      filters: ['quantizations'],
    })
    expect(decide(pool, { unbackedFilters }, 's', 'unknown').deadEnd?.kind).toBe('no_candidates')
  })
})

describe('a route that is asked for nothing more', () => {
  it('needs nothing, and takes every wire format for one that carries everything', () => {
    const catalogue = poolOf([{ id: 'a', route: { endpoints: ['responses.ws'] } }])
    const { diagnostics } = route({ catalogue, model: 'm', endpoint: 'responses.ws', seed: 's' })
    expect(diagnostics.order).toEqual(['a'])
    expect(diagnostics.parameterSupport).toMatchObject({ requestedParams: [], droppedProviders: [] })
  })
})

describe('bare model names', () => {
  const catalogue = catalogueOf({ models: [{ id: 'acme/one', providers: [] }] })
  it('are for third-party clients only', () => {
    const modelIn = (profile: 'documented' | 'open-responses') =>
      route({ catalogue, model: 'one', endpoint: 'responses', seed: 's', profile }).diagnostics.model
    expect([modelIn('documented'), modelIn('open-responses')]).toEqual(['one', 'acme/one'])
  })
})

describe('the facts of a decision', () => {
  it('everyone who was considered, with four statuses and a weight', () => {
    const pool = poolOf([
      { id: 'a', provider: { status: 'beta', routing_status: 'x' }, route: { weight: 3, model: 'its-name' } },
      { id: 'b', route: { routing_status: 'y', capability_status: 'z' } },
    ])
    expect(decide(pool, { only: ['b'] }).diagnostics.consideredProviders).toEqual([
      {
        providerId: 'a',
        apiModelId: 'm',
        providerModelSlug: 'its-name',
        providerStatus: 'beta',
        providerRoutingStatus: 'x',
        modelRoutingStatus: 'active',
        capabilityStatus: 'active',
        baseWeight: 3,
      },
      expect.objectContaining({ providerId: 'b', modelRoutingStatus: 'y', capabilityStatus: 'z', baseWeight: 1 }),
    ])
  })
  it.each([
    [{}, false, [false, false, false, false, false]],
    [{}, true, [true, true, false, false, false]],
    [{ beta: true }, false, [false, false, true, false, false]],
    [{ beta: true, alpha: true }, false, [true, false, true, true, false]],
    [{ testing: true }, false, [true, false, false, false, true]],
  ])('switches: channels %j, hint %s', (channels, includeAlpha, expected) => {
    const d = decide(poolOf([{ id: 'a' }], channels), { includeAlpha }).diagnostics
    const found = [d.includeAlpha, d.includeAlphaHint, d.betaChannelEnabled, d.alphaChannelEnabled, d.testingMode]
    expect(found).toEqual(expected)
  })
  it('what was wished of the routing', () => {
    const { requestedRouting } = decide(poolOf([{ id: 'a' }]), { priority: 'cheap', allowFallbacks: false }).diagnostics
    expect(requestedRouting).toEqual({ requestedMode: 'price', allowFallbacks: false, requireParameters: false })
  })
  it('nothing of a session outlives its requests, so nobody is stuck to', () => {
    expect(decide(poolOf([{ id: 'a' }])).diagnostics.stickyRouting).toEqual({
      enabled: false,
      contextResolved: false,
      contextSource: null,
      hintedProvider: null,
      cachedReadTokens: 0,
      applied: false,
    })
  })
  it('the wire has them without what the envelope says elsewhere', () => {
    const { diagnostics } = decide(poolOf([{ id: 'a' }]))
    const report = describeRouting(diagnostics)
    const everything = { ...report, candidates: diagnostics.candidates, enablement: diagnostics.enablement }
    expect({ ...everything, order: ['a'] }).toEqual(diagnostics)
    expect(Object.keys(report)).not.toEqual(expect.arrayContaining(['candidates']))
  })
})
