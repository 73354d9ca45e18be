import { describe, expect, it } from 'vitest'
import { poolOf } from '../../test/support/catalogue'
import { route } from './route'
import type { RoutingHints } from './hints'

const decide = (catalogue: ReturnType<typeof poolOf>, hints: Partial<RoutingHints> = {}) =>
  route({ catalogue, model: 'm', endpoint: 'responses', hints, seed: 's' })

/** Why each provider was dropped, by stage. */
const drops = (...args: Parameters<typeof decide>) =>
  decide(...args).diagnostics.filterStages.flatMap((s) =>
    s.droppedProviders.map((d) => `${s.stage} ${d.providerId} ${d.reason}`),
  )

describe('stages come in a fixed order, the hints only when given', () => {
  const gates = ['status_gate', 'provider_routing_status_gate', 'model_routing_status_gate', 'capability_status_gate']
  const names = (hints: Partial<RoutingHints>) => decide(poolOf([{ id: 'a' }]), hints).diagnostics.filterStages
  it('gates are there also when they drop nobody', () => {
    expect(names({}).map((s) => s.stage)).toEqual(gates)
    expect(names({}).every((s) => s.beforeCount === 1 && s.afterCount === 1)).toBe(true)
  })
  it('hints come before them', () => {
    expect(names({ only: ['a'], ignore: ['b'] }).map((s) => s.stage)).toEqual(['hints.only', 'hints.ignore', ...gates])
    expect(names({ ignore: ['b'] }).map((s) => s.stage)).toEqual(['hints.ignore', ...gates])
  })
})

describe('hints drop providers', () => {
  const three = poolOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }])
  it('that are not in `only`', () => {
    expect(drops(three, { only: ['b', 'nobody'] })).toEqual([
      'hints.only a not_in_provider.only',
      'hints.only c not_in_provider.only',
    ])
  })
  it('that are in `ignore`', () => {
    expect(drops(three, { ignore: ['b'] })).toEqual(['hints.ignore b listed_in_provider.ignore'])
  })
  it('`only` first', () => {
    expect(drops(three, { only: ['a', 'b'], ignore: ['b', 'c'] })).toEqual([
      'hints.only c not_in_provider.only',
      'hints.ignore b listed_in_provider.ignore',
    ])
  })
})

describe('the status gate', () => {
  const withStatus = (status: string, channels: Record<string, boolean> = {}) =>
    poolOf([{ id: 'a', provider: { status } }], channels)
  it.each<readonly [string, Record<string, boolean>, string | null]>([
    ['active', {}, null],
    ['beta', {}, 'beta_requires_team_beta_channel'],
    ['beta', { beta: true }, null],
    ['alpha', {}, 'alpha_requires_beta_and_alpha_channels'],
    ['alpha', { alpha: true }, 'alpha_requires_beta_and_alpha_channels'],
    ['alpha', { beta: true }, 'alpha_requires_beta_and_alpha_channels'],
    ['alpha', { alpha: true, beta: true }, null],
    ['not_ready', {}, 'provider_status_not_ready'],
    ['paused', { alpha: true, beta: true }, 'provider_status_paused'],
    ['gated', {}, 'provider_status_gated'],
    ['access_limited', {}, 'provider_status_access_limited'],
    ['region_limited', {}, 'provider_status_region_limited'],
    ['project_limited', {}, 'provider_status_project_limited'],
    ['soft_blocked', {}, 'provider_status_soft_blocked'],
    ['disabled', {}, 'provider_status_disabled'],
    ['coming_soon', {}, 'provider_status_coming_soon'],
    ['internal_testing', {}, 'provider_status_internal_testing'],
    ['something new', {}, 'provider_status_not_ready'],
    ['not_ready', { testing: true }, null],
    ['alpha', { testing: true }, null],
  ])('%s with channels %j', (status, channels, reason) => {
    expect(drops(withStatus(status, channels))).toEqual(reason === null ? [] : [`status_gate a ${reason}`])
  })
  it('`include_alpha` opens it for alpha, not for beta', () => {
    expect(drops(withStatus('alpha'), { includeAlpha: true })).toEqual([])
    expect(drops(withStatus('beta'), { includeAlpha: true })).toHaveLength(1)
  })
})

describe('the other gates', () => {
  it('provider routing switched off', () => {
    expect(drops(poolOf([{ id: 'a', provider: { routing_status: 'disabled' } }]))).toEqual([
      'provider_routing_status_gate a provider_routing_status_disabled',
    ])
  })
  it('model routing switched off', () => {
    expect(drops(poolOf([{ id: 'a', route: { routing_status: 'disabled' } }]))).toEqual([
      'model_routing_status_gate a model_routing_status_disabled',
    ])
  })
  it.each<readonly [string, boolean, string | null]>([
    ['active', false, null],
    ['disabled', true, 'capability_status_disabled'],
    ['coming_soon', true, 'capability_status_coming_soon'],
    ['internal_testing', false, 'capability_status_internal_testing_requires_testing_mode'],
    ['internal_testing', true, null],
  ])('capability %s, testing %s', (status, testing, reason) => {
    const dropped = drops(poolOf([{ id: 'a', route: { capability_status: status } }], { testing }))
    expect(dropped).toEqual(reason === null ? [] : [`capability_status_gate a ${reason}`])
  })
  it('a provider is dropped once, by the first gate that is shut', () => {
    const shut = { provider: { status: 'beta', routing_status: 'disabled' }, route: { routing_status: 'disabled' } }
    const { diagnostics } = decide(poolOf([{ id: 'a', ...shut }, { id: 'b' }]))
    expect(diagnostics.filterStages.map((s) => [s.beforeCount, s.afterCount])).toEqual([
      [2, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ])
  })
})
