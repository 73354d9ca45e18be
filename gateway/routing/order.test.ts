import { describe, expect, it } from 'vitest'
import { poolOf } from '../../test/support/catalogue'
import type { CandidateHealth } from '#shared/session/basis'
import { unobserved } from './health'
import type { RoutingHints } from './hints'
import { route } from './route'

type Rows = Parameters<typeof poolOf>[0]
type Tail<T extends unknown[]> = T extends [unknown, ...infer R] ? R : never
type Seen = Readonly<Record<string, Partial<CandidateHealth>>>

const poolFor = (rows: Rows) => poolOf(rows, { beta: true, alpha: true })
const decideIn = (
  catalogue: ReturnType<typeof poolOf>,
  hints: Partial<RoutingHints>,
  seen: Seen = {},
  seed: string = 's',
) =>
  route({
    catalogue,
    model: 'm',
    endpoint: 'responses',
    seed,
    hints,
    healthOf: ({ provider }) => ({ ...unobserved, ...seen[provider.id] }),
  })
const decide = (rows: Rows, ...more: Tail<Parameters<typeof decideIn>>) => decideIn(poolFor(rows), ...more)
const orderIn = (...args: Parameters<typeof decideIn>) => decideIn(...args).diagnostics.order.join('')
const orderOf = (...args: Parameters<typeof decide>) => decide(...args).diagnostics.order.join('')
const priced = (id: string, input: number, output: number, weight = 1) => ({
  id,
  route: { pricing: { input_per_mtok: input, output_per_mtok: output }, weight },
})
const abc: Rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
const scoreOf = (rows: Rows, id: string, seen: Seen = {}) =>
  decide(rows, {}, seen).diagnostics.rankedProviders?.find((r) => r.providerId === id)?.score

describe('a preset sorts', () => {
  it('cheap by price', () => {
    const rows = [priced('a', 2, 5), priced('b', 1, 4), priced('c', 5, 1), priced('d', 0, 0)]
    expect(orderOf(rows, { priority: 'cheap' })).toBe('dbca')
  })
  it('fast by observed latency, an unknown one in the middle', () => {
    const seen = { a: { latencyMs: 300 }, c: { latencyMs: 100 } }
    expect(orderOf(abc, { priority: 'fast' }, seen)).toBe('cba')
  })
  it('nitro by observed tokens a second', () => {
    const seen = { a: { tokensPerSecond: 10 }, b: { tokensPerSecond: 90 } }
    expect(orderOf(abc, { priority: 'nitro' }, seen)).toBe('bca')
  })
  it('equals by weight, then as they are declared', () => {
    const rows: Rows = [{ id: 'a' }, { id: 'b', route: { weight: 2 } }, { id: 'c' }]
    for (const priority of ['cheap', 'fast', 'nitro'] as const) expect(orderOf(rows, { priority })).toBe('bac')
  })
  it('whatever the seed', () => {
    const orders = Array.from({ length: 20 }, (_, i) => orderOf(abc, { priority: 'fast' }, {}, `G-${i}`))
    expect(new Set(orders)).toEqual(new Set(['abc']))
  })
  it('those on probation last, however cheap', () => {
    const rows: Rows = [{ ...priced('a', 0, 0), provider: { status: 'beta' } }, priced('b', 9, 9)]
    expect(orderOf(rows, { priority: 'cheap' })).toBe('ba')
  })
  it('and so are deranked ones', () => {
    const rows: Rows = [{ ...priced('a', 0, 0), provider: { routing_status: 'deranked_l1' } }, priced('b', 9, 9)]
    expect(orderOf(rows, { priority: 'cheap' })).toBe('ba')
  })
  it('behind those the request lists', () => {
    const rows = [priced('a', 3, 3), priced('b', 2, 2), priced('c', 1, 1)]
    expect(orderOf(rows, { priority: 'cheap', order: ['a'] })).toBe('acb')
  })
  it('the model’s name can choose it, and the request’s hint wins', () => {
    const named = (model: string, hints: Partial<RoutingHints> = {}) =>
      route({ catalogue: poolOf(abc), model, endpoint: 'responses', seed: 's', hints }).diagnostics
    expect(named('m')).toMatchObject({ priority: 'default', routingMode: 'balanced', strictPriority: false })
    expect(named('m:cheap')).toMatchObject({
      requestedModel: 'm:cheap',
      model: 'm',
      priority: 'cheap',
      routingMode: 'price',
      strictPriority: true,
    })
    expect(named('m:cheap', { priority: 'fast' })).toMatchObject({ priority: 'fast', routingMode: 'latency' })
    expect(named('m', { priority: 'nitro' }).routingMode).toBe('throughput')
  })
})

describe('the score', () => {
  it.each<readonly [Rows[number], number]>([
    [{ id: 'a' }, 2],
    [{ id: 'a', provider: { status: 'beta' } }, 0.1],
    [{ id: 'a', provider: { status: 'alpha' } }, 0.06],
    [{ id: 'a', provider: { routing_status: 'deranked_l1' } }, 2e-3],
    [{ id: 'a', route: { routing_status: 'deranked_lvl2' } }, 2e-6],
    [{ id: 'a', route: { capability_status: 'deranked_3' } }, 2e-9],
    [{ id: 'a', provider: { routing_status: 'deranked_l1' }, route: { routing_status: 'deranked_l3' } }, 2e-9],
    [{ id: 'a', provider: { routing_status: 'deranked_l4' } }, 2],
    [{ id: 'a', provider: { routing_status: 'deranked_l12' } }, 2],
    [{ id: 'a', provider: { routing_status: 'not_deranked_l1' } }, 2],
  ])('of %j', (row, score) => {
    expect(scoreOf([{ ...row, route: { weight: 2, ...row.route } }], 'a')).toBeCloseTo(score, 15)
  })
  it('is less for who fails or is slow, in the documented shares, and whole for who was never seen', () => {
    const seen: Seen = {
      a: { successRate: 0.5, latencyMs: 200, tailLatencyMs: 800, tokensPerSecond: 10, observations: 4 },
      b: { successRate: 1, latencyMs: 100, tailLatencyMs: 200, tokensPerSecond: 40, observations: 4 },
    }
    const expected = (0.35 * 0.5 + 0.35 * 0.5 + 0.15 * 0.25 + 0.1 * 0.25) / 0.95
    expect(scoreOf(abc, 'a', seen)).toBeCloseTo(expected)
    expect(scoreOf(abc, 'b', seen)).toBeCloseTo(1)
    expect(scoreOf(abc, 'c', seen)).toBeCloseTo(1)
    const ranked = decide(abc, {}, seen).diagnostics.rankedProviders
    expect(ranked?.find((r) => r.providerId === 'a')?.scoreFactors).toEqual({
      successRate: 0.5,
      latencyScore: 0.5,
      tailLatencyScore: 0.25,
      throughputScore: 0.25,
      priceScore: 1,
      reliabilityObservations: 4,
      baseWeight: 1,
      rolloutMultiplier: 1,
      routingMultiplier: 1,
    })
    expect(ranked?.find((r) => r.providerId === 'c')?.scoreFactors).toMatchObject({
      successRate: null,
      latencyScore: null,
      tailLatencyScore: null,
      throughputScore: null,
    })
  })
  it('of prices: the cheapest is 1, also when it costs nothing', () => {
    const rows = [priced('a', 0, 0), priced('b', 1, 1)]
    const scores = decide(rows, { order: ['a', 'b'] }).diagnostics.rankedProviders?.map(
      (r) => r.scoreFactors.priceScore,
    )
    expect(scores).toEqual([1, 0])
  })
  it('decides the draw', () => {
    const pool = poolFor([{ id: 'a', provider: { routing_status: 'deranked_l3' } }, { id: 'b' }])
    for (let i = 0; i < 200; i += 1) expect(orderIn(pool, {}, {}, `G-${i}`)).toBe('ba')
  })
})

describe('a half-open candidate', () => {
  const seen: Seen = { a: { breaker: 'half_open', untilMs: 7 } }
  it('comes last, listed or not, but for one request in twenty', () => {
    const pool = poolFor([{ id: 'a' }, { id: 'b' }])
    const orders = Array.from({ length: 2_000 }, (_, i) => orderIn(pool, { order: ['a'] }, seen, `G-${i}`))
    const probes = orders.filter((order) => order === 'ab').length
    expect(orders.every((order) => order === 'ab' || order === 'ba')).toBe(true)
    expect(Math.abs(probes - 100)).toBeLessThan(40)
  })
  it('is asked at once when there is nobody else', () => {
    const { diagnostics } = decide([{ id: 'a' }], {}, seen)
    expect(diagnostics.order).toEqual(['a'])
    expect(diagnostics.rankedProviders).toMatchObject([{ breaker: 'half_open', breakerUntilMs: 7 }])
    expect(diagnostics.filterStages.map((s) => s.stage)).not.toContain('health_breaker')
  })
})

describe('without fallbacks', () => {
  it('the plan is the first of the order, all of which stays told', () => {
    const { plan, diagnostics } = decide(abc, { allowFallbacks: false, order: ['b', 'c', 'a'] })
    expect(plan.map((c) => c.provider.id)).toEqual(['b'])
    expect(diagnostics.order).toEqual(['b'])
    expect(diagnostics.rankedProviders?.map((r) => r.providerId)).toEqual(['b', 'c', 'a'])
    expect(diagnostics.finalCandidateCount).toBe(3)
  })
})
