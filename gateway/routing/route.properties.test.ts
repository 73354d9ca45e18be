import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FilterStage } from '#shared/open-responses/diagnostics'
import { poolOf } from '../../test/support/catalogue'
import { unobserved } from './health'
import type { RoutingHints } from './hints'
import { noNeeds } from './needs'
import { route, type RouteInput } from './route'

const ids = ['a', 'b', 'c', 'd', 'e']
const status = fc.constantFrom('active', 'beta', 'alpha', 'not_ready', 'disabled')
const mostly = (value: string) =>
  fc.oneof({ arbitrary: fc.constant(value), weight: 4 }, { arbitrary: status, weight: 1 })
const parameters = fc.subarray(['seed', 'reasoning.effort', 'tools.custom'])

const row = fc.record({
  provider: fc.record({
    status: mostly('active'),
    routing_status: mostly('active'),
    enabled: fc.boolean(),
    adapter: fc.constantFrom('simulator', 'simulator', null),
  }),
  route: fc.record({
    weight: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
    routing_status: mostly('active'),
    capability_status: mostly('active'),
    endpoints: fc.constantFrom(['responses'], ['responses', 'responses.ws'], ['responses.ws']),
    service_tiers: fc.constantFrom(undefined, ['flex']),
    max_output_tokens: fc.constantFrom(undefined, 10, 1_000),
    params: fc.dictionary(fc.constantFrom('seed', 'reasoning', 'tools'), fc.boolean()),
  }),
})

type Row = typeof row extends fc.Arbitrary<infer R> ? R : never
type Scene = Omit<RouteInput, 'catalogue'> & {
  readonly rows: Readonly<Record<string, Row>>
  readonly present: string[]
}

const scene: fc.Arbitrary<Scene> = fc.record({
  present: fc.subarray(ids),
  rows: fc.tuple(row, row, row, row, row).map((five) => Object.fromEntries(five.map((r, i) => [ids[i] ?? '', r]))),
  model: fc.constantFrom('m', 'm', 'm:fast', 'm:cheap', 'a:m', 'gone'),
  endpoint: fc.constantFrom('responses', 'responses.ws'),
  seed: fc.string(),
  hints: fc.record<Partial<RoutingHints>>({
    order: fc.array(fc.constantFrom(...ids)),
    only: fc.oneof(fc.constant([]), fc.array(fc.constantFrom(...ids))),
    ignore: fc.array(fc.constantFrom(...ids), { maxLength: 2 }),
    includeAlpha: fc.boolean(),
    allowFallbacks: fc.boolean(),
    requireParameters: fc.boolean(),
    unbackedFilters: fc.constantFrom([], [], [], ['quantizations']),
  }),
  needs: fc.record({
    parameters,
    maxOutputTokens: fc.constantFrom(null, 100),
    serviceTier: fc.constantFrom(null, 'flex', 'priority'),
  }),
  channels: fc.record({ beta: fc.boolean(), alpha: fc.boolean(), testing: fc.boolean() }),
  profile: fc.constantFrom('documented', 'open-responses'),
  bearer: fc.constantFrom('gateway', 'gateway', 'gateway', 'client'),
  healthOf: fc
    .dictionary(fc.constantFrom(...ids), fc.constantFrom('closed', 'open', 'half_open'))
    .map((phases) => (candidate) => ({ ...unobserved, breaker: phases[candidate.provider.id] ?? 'closed' })),
  formatOf: fc
    .dictionary(fc.constantFrom(...ids), fc.record({ unsupported: parameters, toolTypes: fc.constantFrom(null, []) }))
    .map((formats) => (candidate) => ({
      websocket: candidate.provider.id !== 'e',
      ...(formats[candidate.provider.id] ?? { unsupported: [], toolTypes: null }),
    })),
})

const decide = ({ rows, present, ...input }: Scene) =>
  route({ ...input, catalogue: poolOf(present.map((id) => ({ id, ...rows[id] }))) })

/** Who was dropped where and why, in the order of the steps. */
function dropsOf({ diagnostics: d }: ReturnType<typeof decide>): string[] {
  const stages = (list: typeof d.filterStages) =>
    list.flatMap((s) => s.droppedProviders.map((p) => `${p.providerId} ${s.stage} ${p.reason}`))
  return [
    ...d.candidates.droppedUnsupportedEndpoint.map((id) => `${id} endpoint`),
    ...d.candidates.droppedMissingAdapter.map(({ providerId }) => `${providerId} adapter`),
    ...stages(d.filterStages.filter((s) => s.stage.startsWith('hints.'))),
    ...d.enablement.dropped.map((p) => `${p.providerId} enablement ${p.reason}`),
    ...stages(d.parameterSupport?.filteringStages ?? []),
    ...stages(d.filterStages.filter((s) => !s.stage.startsWith('hints.'))),
  ]
}

const check = (property: (s: Scene, decision: ReturnType<typeof decide>) => void) =>
  fc.assert(
    fc.property(scene, (s) => {
      property(s, decide(s))
    }),
    { numRuns: 300 },
  )

describe('every decision adds up', () => {
  it('the same inputs give the same decision', () => check((s, decision) => expect(decide(s)).toEqual(decision)))
  it('each step leaves what it got less what it dropped, and hands that on', () => {
    check((_, { diagnostics: d }) => {
      const support = d.parameterSupport
      const hints = d.filterStages.filter((s) => s.stage.startsWith('hints.'))
      const gates = d.filterStages.filter((s) => !s.stage.startsWith('hints.'))
      const chain = (stages: readonly FilterStage[], from: number) =>
        stages.reduce((left, s) => {
          expect(s.beforeCount).toBe(left)
          expect(s.afterCount).toBe(s.beforeCount - s.droppedProviders.length)
          return s.afterCount
        }, from)
      expect(chain(hints, d.candidates.candidateCount)).toBe(d.enablement.providersBefore.length)
      expect(d.enablement.providersAfter.length + d.enablement.dropped.length).toBe(d.enablement.providersBefore.length)
      expect(support?.providerCountBefore).toBe(d.enablement.providersAfter.length)
      expect(chain(support?.filteringStages ?? [], support?.providerCountBefore ?? -1)).toBe(
        support?.providerCountAfter,
      )
      expect(chain(gates, support?.providerCountAfter ?? -1)).toBe(d.finalCandidateCount)
    })
  })
  it('everyone is dropped exactly once, or ranked', () => {
    check(({ present, model }, decision) => {
      const dropped = dropsOf(decision).map((line) => line.split(' ')[0] ?? '')
      const ranked = (decision.diagnostics.rankedProviders ?? []).map((r) => r.providerId)
      expect([...dropped, ...ranked].sort()).toEqual(model === 'gone' ? [] : present)
    })
  })
  it('the plan is the ranking, its first without fallbacks, and empty at a dead end', () => {
    check(({ hints }, { plan, deadEnd, diagnostics }) => {
      const ranked = (diagnostics.rankedProviders ?? []).map((r) => r.providerId)
      const expected = deadEnd ? [] : hints?.allowFallbacks ? ranked : ranked.slice(0, 1)
      expect(plan.map((c) => c.provider.id)).toEqual(expected)
      expect(diagnostics.order).toEqual(expected)
    })
  })
  it('nobody is attempted who is switched off, ignored or has an open breaker', () => {
    check(({ hints, healthOf, rows }, { plan }) => {
      for (const candidate of plan) {
        const { id } = candidate.provider
        expect(rows[id]?.provider.enabled).toBe(true)
        expect(hints?.ignore).not.toContain(id)
        expect(healthOf?.(candidate).breaker).not.toBe('open')
      }
    })
  })
  it('whoever is listed comes first and as listed, half-open ones apart', () => {
    check(({ hints }, { diagnostics }) => {
      const order = hints?.order ?? []
      const ready = (diagnostics.rankedProviders ?? []).filter((r) => r.breaker === 'closed').map((r) => r.providerId)
      const listed = [...new Set(order)].filter((id) => ready.includes(id))
      expect(ready.slice(0, listed.length)).toEqual(listed)
    })
  })
  it('parameters alone never empty a pool that somebody could serve, unless they are required', () => {
    check((s, { deadEnd, diagnostics, hints }) => {
      if (deadEnd !== null || diagnostics.finalCandidateCount !== 0 || hints.requireParameters) return
      expect(decide({ ...s, needs: { ...(s.needs ?? noNeeds), parameters: [] } }).diagnostics.finalCandidateCount).toBe(
        0,
      )
    })
  })
})

describe('a decision about one provider is about that provider', () => {
  it('taking away one that was dropped before parameters changes nobody else’s reason', () => {
    check((s, decision) => {
      const drops = dropsOf(decision)
      const early = drops.find((line) => /endpoint|adapter|hints\.|enablement/.test(line))
      const id = early?.split(' ')[0]
      if (id === undefined) return
      const without = decide({ ...s, present: s.present.filter((other) => other !== id) })
      expect(dropsOf(without)).toEqual(drops.filter((line) => line !== early))
      expect(without.diagnostics.rankedProviders).toEqual(decision.diagnostics.rankedProviders)
    })
  })
})
