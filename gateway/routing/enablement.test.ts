import { describe, expect, it } from 'vitest'
import { catalogueOf, poolOf, price } from '../../test/support/catalogue'
import { enableCandidates, type BearerKind } from './enablement'
import { findCandidates, type FormatOf } from './candidates'

const carriesAll: FormatOf = () => ({ unsupported: [], toolTypes: null, websocket: true })

type Row = Parameters<typeof poolOf>[0][number]
const reasons = (
  rows: readonly Row[],
  { serviceTier = null, bearer = 'gateway' }: { serviceTier?: string | null; bearer?: BearerKind } = {},
) => {
  const { candidates } = findCandidates(poolOf(rows), 'm', 'responses', carriesAll)
  return enableCandidates(candidates, { serviceTier }, bearer).diagnostics.dropped.map((d) => d.reason)
}
const reason = (row: Omit<Row, 'id'>, options?: Parameters<typeof reasons>[1]) =>
  reasons([{ id: 'a', ...row }], options)[0] ?? null

describe('a candidate is not enabled', () => {
  const off = { enabled: false, simulate: false, adapter: 'openai' }
  it.each<readonly [string | null, Omit<Row, 'id'>]>([
    ['capability_disabled', { provider: off, route: { pricing: undefined, service_tiers: [] } }],
    [
      'service_tier_unsupported',
      { provider: { ...off, enabled: true }, route: { pricing: undefined, service_tiers: [] } },
    ],
    ['pricing_missing', { provider: { ...off, enabled: true }, route: { pricing: undefined } }],
    ['credentials_not_configured', { provider: { ...off, enabled: true } }],
    [null, { provider: { ...off, enabled: true, api_key: 'k' } }],
  ])('%s is the first reason found', (expected, row) => expect(reason(row, { serviceTier: 'flex' })).toBe(expected))
})

describe('enablement', () => {
  it('tells who was there, who is left and who is not', () => {
    const { candidates } = findCandidates(
      poolOf([{ id: 'a' }, { id: 'b', provider: { enabled: false } }]),
      'm',
      'responses',
      carriesAll,
    )
    expect(enableCandidates(candidates, { serviceTier: null }, 'gateway').diagnostics).toEqual({
      capability: 'responses',
      providersBefore: ['a', 'b'],
      providersAfter: ['a'],
      dropped: [{ providerId: 'b', reason: 'capability_disabled' }],
    })
  })
})

describe('the service tier', () => {
  it.each<readonly [string | null, string[] | undefined, string | null]>([
    [null, [], null],
    ['flex', undefined, null],
    ['flex', ['flex', 'priority'], null],
    ['flex', ['priority'], 'service_tier_unsupported'],
  ])('%s of %j: %s', (serviceTier, service_tiers, expected) => {
    expect(reason({ route: { service_tiers } }, { serviceTier })).toBe(expected)
  })
})

describe('whose credential', () => {
  const passThrough = { adapter: 'openai', api_key: 'pass-through' }
  const own = { adapter: 'openai', api_key: 'k' }
  it.each<readonly [BearerKind, string, Record<string, unknown>, string | null]>([
    ['gateway', 'a key of ours', own, null],
    ['gateway', 'one passed through', passThrough, 'credentials_not_configured'],
    ['gateway', 'none, simulated', {}, null],
    ['client', 'one passed through', passThrough, null],
    ['client', 'a key of ours', own, 'client_key_cannot_use_gateway_credentials'],
    ['client', 'none, simulated', {}, 'client_key_cannot_use_gateway_credentials'],
    ['client', 'none at all', { adapter: 'openai', simulate: false }, 'client_key_cannot_use_gateway_credentials'],
  ])('with the %s’s bearer, %s', (bearer, _, provider, expected) => {
    expect(reason({ provider }, { bearer })).toBe(expected)
  })
  it('a provider that is only simulated needs none of the client’s', () => {
    const catalogue = catalogueOf(
      {
        providers: [{ id: 'a', ...passThrough }],
        models: [{ id: 'm', providers: [{ provider: 'a', model: 'm', pricing: price }] }],
      },
      { simulate: true },
    )
    const { candidates } = findCandidates(catalogue, 'm', 'responses', carriesAll)
    for (const bearer of ['gateway', 'client'] as const)
      expect(enableCandidates(candidates, { serviceTier: null }, bearer).candidates).toHaveLength(1)
  })
})

describe('a websocket', () => {
  it('needs a wire format that has one: without, the adapter is missing', () => {
    const pool = poolOf([{ id: 'a', route: { endpoints: ['responses', 'responses.ws'] } }])
    const noSocket: FormatOf = () => ({ unsupported: [], toolTypes: null, websocket: false })
    expect(findCandidates(pool, 'm', 'responses.ws', carriesAll).candidates).toHaveLength(1)
    expect(findCandidates(pool, 'm', 'responses', noSocket).candidates).toHaveLength(1)
    expect(findCandidates(pool, 'm', 'responses.ws', noSocket)).toMatchObject({
      candidates: [],
      diagnostics: { droppedMissingAdapter: [{ providerId: 'a', endpoint: 'responses.ws' }] },
    })
  })
})
