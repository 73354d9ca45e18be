import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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
  it('the generator is spread over 0 to 1', () => {
    const random = createRandom('seed')
    const drawn = Array.from({ length: 4_000 }, random)
    expect(drawn.every((n) => n >= 0 && n < 1)).toBe(true)
    expect(drawn.reduce((a, b) => a + b, 0) / 4_000).toBeCloseTo(0.5, 1)
  })
})

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const status = fc.constantFrom('active', 'beta', 'alpha', 'not_ready', 'disabled')
const row = fc.record({
  provider: fc.record({
    status,
    routing_status: status,
    enabled: fc.boolean(),
    adapter: fc.constantFrom('simulator', null),
  }),
  route: fc.record({
    weight: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    routing_status: status,
    capability_status: status,
    endpoints: fc.subarray(['responses', 'responses.ws']),
  }),
})
const pool = fc
  .tuple(
    fc.uniqueArray(id),
    fc.array(row, { minLength: 5, maxLength: 5 }),
    fc.record({ beta: fc.boolean(), alpha: fc.boolean() }),
  )
  .map(([ids, rows, channels]) =>
    poolOf(
      ids.map((name, i) => ({ id: name, ...rows[i] })),
      channels,
    ),
  )
const hints = fc.record({
  order: fc.array(id),
  only: fc.oneof(fc.constant([]), fc.array(id)),
  ignore: fc.array(id, { maxLength: 2 }),
  includeAlpha: fc.boolean(),
})

describe('every decision adds up', () => {
  it('each stage leaves what it got less what it dropped, and hands that on', () => {
    fc.assert(
      fc.property(pool, hints, fc.string(), (catalogue, wanted, seed) => {
        const { plan, deadEnd, diagnostics } = decide(catalogue, wanted, seed)
        const { candidates, enablement, filterStages } = diagnostics
        for (const s of filterStages) expect(s.afterCount).toBe(s.beforeCount - s.droppedProviders.length)
        const hinted = filterStages.filter((s) => s.stage.startsWith('hints.'))
        const gates = filterStages.filter((s) => !s.stage.startsWith('hints.'))
        const chain = (stages: typeof gates, from: number) =>
          stages.reduce((left, s) => (expect(s.beforeCount).toBe(left), s.afterCount), from)
        expect(chain(hinted, candidates.candidateCount)).toBe(enablement.providersBefore.length)
        expect(chain(gates, enablement.providersAfter.length)).toBe(plan.length)
        expect(enablement.providersAfter.length + enablement.dropped.length).toBe(enablement.providersBefore.length)
        expect(new Set(diagnostics.order).size).toBe(plan.length)
        if (deadEnd !== null) expect(plan).toEqual([])
      }),
    )
  })
  it('the draw is a matter of the seed and the model, of nothing else', () => {
    const many = poolOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => ({ id: name })))
    const plans = Array.from({ length: 20 }, (_, i) => planOf(many, {}, `G-${i}`).join(''))
    expect(Array.from({ length: 20 }, (_, i) => planOf(many, {}, `G-${i}`).join(''))).toEqual(plans)
    expect(new Set(plans).size).toBeGreaterThan(15)
  })
  it('the same request gets the same plan', () => {
    fc.assert(
      fc.property(pool, hints, fc.string(), (catalogue, wanted, seed) => {
        expect(decide(catalogue, wanted, seed)).toEqual(decide(catalogue, wanted, seed))
      }),
    )
  })
})
