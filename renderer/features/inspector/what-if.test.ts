import { describe, expect, it } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import type { Action } from '#shared/diagnostics/explanation'
import { addSwitches, readHints, sayPlan, setPrice, setProvider, supposeAll, switchesOf, toggleListed } from './what-if'

const dropAt = (stage: string, reason: string) => {
  const row = { providerId: 'acme', providerModelSlug: 'one', providerStatus: 'beta' }
  const drop = { ...row, reason }
  const routing = {
    model: 'acme/one',
    filterStages: [{ stage, beforeCount: 1, afterCount: 0, droppedProviders: [drop] }],
    consideredProviders: [row],
  }
  return explain({}, { routing, request: { model: 'acme/one', input: 'x' } }).causes[0]?.actions ?? []
}
const trials = (stage: string, reason: string) =>
  dropAt(stage, reason)
    .map((action) => switchesOf(action))
    .filter((one) => one !== null)

describe('a change of the configuration as switches', () => {
  it('is found for what a switch can say', () => {
    expect(trials('status_gate', 'beta_requires_team_beta_channel')).toEqual([{ channels: { beta: true } }])
    expect(trials('status_gate', 'alpha_requires_beta_and_alpha_channels')).toEqual([
      { channels: { beta: true, alpha: true } },
    ])
    expect(trials('enablement', 'capability_disabled')).toEqual([{ providers: { acme: { enabled: true } } }])
    expect(trials('provider_routing_status_gate', 'provider_routing_status_disabled')).toEqual([
      { providers: { acme: { routingStatus: 'active' } } },
    ])
    expect(trials('enablement', 'pricing_missing')).toEqual([
      { prices: [{ provider: 'acme', model: 'acme/one', price: { input_per_mtok: 0, output_per_mtok: 0 } }] },
    ])
  })
  it('is none for what no switch says, and for other changes', () => {
    expect(trials('model_routing_status_gate', 'model_routing_status_disabled')).toEqual([])
    expect(switchesOf({ target: 'request', patch: [{ op: 'add', path: '/x', value: 1 }] })).toBeNull()
    expect(switchesOf({ target: 'configuration', patch: [{ op: 'add', path: '/faults', value: [] }] })).toBeNull()
    const more = { channels: { beta: true }, port: 1 }
    expect(switchesOf({ target: 'configuration', patch: [{ op: 'add', path: '/gateway', value: more }] })).toBeNull()
  })
  it('counts several together, or not at all', () => {
    const [beta] = dropAt('status_gate', 'beta_requires_team_beta_channel')
    const enable = dropAt('enablement', 'capability_disabled')[0]
    const both = [beta, enable].filter((one): one is Action => one !== undefined)
    expect(supposeAll(both)).toEqual({ channels: { beta: true }, providers: { acme: { enabled: true } } })
    const [other] = dropAt('model_routing_status_gate', 'model_routing_status_disabled')
    expect(supposeAll([...both, ...(other ? [other] : [])])).toBeNull()
  })
})

describe('switches', () => {
  it('of one provider add up', () => {
    const once = setProvider({}, 'a', { mode: 'none' })
    expect(setProvider(once, 'a', { health: { breaker: 'open' } }).providers).toEqual({
      a: { mode: 'none', health: { breaker: 'open' } },
    })
    expect(addSwitches(once, { providers: { a: { mode: 'live' }, b: { enabled: false } } }).providers).toEqual({
      a: { mode: 'live' },
      b: { enabled: false },
    })
  })
  it('hold one price for a provider and model', () => {
    const priced = setPrice(setPrice({}, 'a', 'm', null), 'a', 'm', { input_per_mtok: 1, output_per_mtok: 2 })
    expect(priced.prices).toHaveLength(1)
  })
  it('begin with the lists of the request, `routing` before `provider`', () => {
    const body = JSON.stringify({ provider: { ignore: ['a'], only: ['x'] }, routing: { ignore: ['b', 3] } })
    expect(readHints(body)).toEqual({ only: ['x'], ignore: ['b'], order: [], includeAlpha: false })
    expect(toggleListed({}, body, 'ignore', 'B').hints).toEqual({ ignore: [] })
    expect(toggleListed({}, body, 'order', 'a').hints).toEqual({ order: ['a'] })
    expect(readHints('{').order).toEqual([])
  })
})

describe('what a dry run came to', () => {
  const run = { diagnostics: null, plan: [], refusal: null, basis: null }
  it('names who would be asked, and who is simulated', () => {
    const plan = [
      { provider: 'a', model: 'm', simulated: false },
      { provider: 'b', model: 'm', simulated: true },
    ]
    expect(sayPlan({ ...run, plan })).toBe('Would ask a, then b (simulated).')
  })
  it('names the refusal', () => {
    const refusal = { status: 400, error: 'validation_error', reason: null, description: 'Nobody is left.', body: {} }
    expect(sayPlan({ ...run, refusal })).toBe('Would fail: validation_error. Nobody is left.')
  })
})
