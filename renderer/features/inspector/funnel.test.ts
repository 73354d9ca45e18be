import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explain } from '#shared/diagnostics/explain'
import { layFunnel, sayFunnel, type Funnel } from './funnel'
import { placeGates } from './funnel-places'

const decision = (more: object = {}) => ({
  model: 'lab/one',
  endpoint: 'responses',
  candidates: {
    totalProviders: 5,
    supportsEndpointCount: 4,
    candidateCount: 4,
    droppedUnsupportedEndpoint: ['deep'],
    droppedMissingAdapter: [],
  },
  enablement: {
    capability: 'responses',
    providersBefore: ['a', 'b', 'c'],
    providersAfter: ['a', 'b', 'c'],
    dropped: [],
  },
  filterStages: [
    {
      stage: 'hints.ignore',
      beforeCount: 4,
      afterCount: 3,
      droppedProviders: [{ providerId: 'openai', reason: 'listed_in_provider.ignore' }],
    },
    { stage: 'status_gate', beforeCount: 3, afterCount: 3, droppedProviders: [] },
    {
      stage: 'health_breaker',
      beforeCount: 3,
      afterCount: 3,
      droppedProviders: [{ providerId: 'c', reason: 'breaker_open_deranked' }],
    },
  ],
  order: ['a', 'b', 'c'],
  ...more,
})
const attempts = [
  { provider: 'a', attempt: 1, status: 429, type: 'upstream_non_2xx' },
  { provider: 'b', attempt: 2, status: 200, type: 'served' },
]
const lay = (routing: object, more: object = {}): Funnel => {
  const funnel = layFunnel(explain({}, { routing, ...more }))
  if (funnel === null) throw new Error('there is no funnel')
  return funnel
}
const ends = ({ rows, gates }: Funnel) =>
  rows.map(({ provider, recorded }) => `${provider} ${recorded?.fate} at ${gates[recorded?.gate ?? -1]?.title}`)

describe('the funnel', () => {
  it('ends each provider where it was dropped, or at the attempt; who came furthest is first', () => {
    expect(ends(lay(decision(), { attempts }))).toEqual([
      'a failed at asked',
      'b answered at asked',
      'c candidate at asked',
      'openai dropped at hints.ignore',
      'deep dropped at endpoint',
    ])
  })
  it('folds stages that dropped nobody, and does not drop who was only moved back', () => {
    expect(lay(decision()).gates.map(({ title }) => title)).toEqual([
      'endpoint',
      'adapter',
      'hints.ignore',
      '3 gates',
      'asked',
    ])
  })
  it('counts who is left behind each gate', () => {
    const { gates, known } = lay(decision())
    expect(known).toBe(5)
    expect(gates.map(({ recorded }) => [recorded.after, recorded.lost])).toEqual([
      [4, 1],
      [4, 0],
      [3, 1],
      [3, 0],
      [3, 0],
    ])
  })
  it('marks what the request itself asked for', () => {
    const marked = lay(decision()).rows.filter(({ recorded }) => recorded?.byRequest)
    expect(marked.map(({ provider }) => provider)).toEqual(['openai'])
  })
  it('does not say that somebody served what failed after it was answered', () => {
    const envelope = { type: 'error', error: { code: 'server_error', message: 'boom' } }
    const routing = decision({ order: ['b'] })
    const funnel = layFunnel(explain(envelope, { routing, attempts: attempts.slice(1) }))
    const end = funnel?.rows.find(({ provider }) => provider === 'b')?.recorded
    expect([end?.fate, end?.words]).toEqual(['failed', '200 did not finish'])
  })
  it('tells the entries of one provider apart by their models', () => {
    const filterStages = [
      {
        stage: 'status_gate',
        beforeCount: 2,
        afterCount: 1,
        droppedProviders: [
          { providerId: 'a', reason: 'beta_requires_team_beta_channel', providerModelSlug: 'one-beta' },
        ],
      },
    ]
    const { rows } = lay({ filterStages, order: ['a'] })
    expect(rows.map(({ provider, model, recorded }) => [provider, model, recorded?.fate])).toEqual([
      ['a', null, 'candidate'],
      ['a', 'one-beta', 'dropped'],
    ])
  })
  it('is none where no provider is named', () => {
    expect(layFunnel(explain({ error: 'validation_error' }))).toBeNull()
  })
  it('is said in one sentence', () => {
    expect(sayFunnel(lay(decision()))).toBe('5 known, 1 dropped at endpoint, 1 dropped at hints.ignore, 3 left.')
  })
})

describe('a recorded decision and a supposed one', () => {
  const recorded = explain({}, { routing: decision() })
  const { filterStages } = decision()
  const supposed = explain(
    {},
    { routing: decision({ filterStages: filterStages.slice(1), order: ['openai', 'a', 'b', 'c'] }) },
  )
  it('lie in the same gates, each with its own counts', () => {
    const funnel = layFunnel(recorded, supposed)
    expect(funnel?.gates.map(({ title, supposed: count }) => [title, count?.lost])).toEqual([
      ['endpoint', 1],
      ['adapter', 0],
      ['hints.ignore', 0],
      ['3 gates', 0],
      ['asked', 0],
    ])
    const row = funnel?.rows.find(({ provider }) => provider === 'openai')
    expect([row?.recorded?.fate, row?.supposed?.fate]).toEqual(['dropped', 'candidate'])
  })
})

describe('any decision', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const stage = fc.record({
    stage: fc.constantFrom('hints.only', 'status_gate', 'health_breaker', 'novel_gate'),
    beforeCount: fc.option(fc.nat(5)),
    afterCount: fc.option(fc.nat(5)),
    droppedProviders: fc.array(fc.record({ providerId: id, reason: fc.string({ minLength: 1 }) }), { maxLength: 3 }),
  })
  const any = fc.record({ filterStages: fc.array(stage, { maxLength: 5 }), order: fc.uniqueArray(id) })
  it('has every strand end at a gate there is, and every provider of the order in it', () => {
    fc.assert(
      fc.property(any, any, (first, second) => {
        const explained = explain({}, { routing: first })
        const funnel = layFunnel(explained, explain({}, { routing: second }))
        for (const { recorded, supposed } of funnel?.rows ?? []) {
          for (const end of [recorded, supposed]) if (end) expect(funnel?.gates[end.gate]).toBeDefined()
          expect(recorded ?? supposed).not.toBeNull()
        }
        const named = funnel?.rows.map(({ provider }) => provider) ?? []
        expect(named).toEqual(expect.arrayContaining([...first.order]))
      }),
    )
  })
})

describe('the places of gates', () => {
  it('go from left to right and leave room behind the last', () => {
    for (const count of [1, 2, 5, 9]) {
      const left = placeGates(count).map((place) => Number.parseFloat(place.left))
      expect(left).toEqual([...left].sort((a, b) => a - b))
      expect(left.at(-1)).toBeLessThan(85)
      expect(left[0]).toBeGreaterThan(0)
    }
  })
})
