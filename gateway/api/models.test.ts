import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../test/support/catalogue'
import { listModels, modelChoices } from './models'

const route = (provider: string, more: object = {}) => ({ provider, model: 'x', ...more })
const config = {
  providers: [
    { id: 'openai', api_key: 'k' },
    { id: 'off', adapter: 'openai', enabled: false },
    { id: 'keyless', adapter: 'openai', simulate: false },
    { id: 'strange', status: 'beta', routing_status: 'disabled' },
  ],
  models: [
    { id: 'a/one', providers: [route('openai', { endpoints: ['responses', 'responses.ws'] }), route('simulator')] },
    {
      id: 'a/two',
      name: 'Two',
      providers: [route('off', { capability_status: 'disabled' }), route('keyless'), route('strange'), route('gone')],
    },
    { id: 'a/none', providers: [] },
  ],
}
type Body = { limit: number; offset: number; total: number; models: Record<string, unknown>[] }
const list = (query: string, catalogue = catalogueOf(config)) => {
  const { status, body } = listModels(catalogue, new URLSearchParams(query))
  return { status, body: body as Body & Record<string, unknown> }
}
const modelOf = (id: string) => list(`model_id=${id}`).body.models[0]

describe('pages of the model list', () => {
  const many = catalogueOf({ models: Array.from({ length: 300 }, (_, i) => ({ id: `m/${i}`, providers: [] })) })
  const page = (query: string) => {
    const { limit, offset, total, models } = list(query, many).body
    return [limit, offset, total, models.length, models[0]?.['id'] ?? null]
  }
  it.each<readonly [string, (number | string | null)[]]>([
    ['', [50, 0, 306, 50, 'openai/gpt-5']],
    ['limit=2&offset=6', [2, 6, 306, 2, 'm/0']],
    ['limit=250', [250, 0, 306, 250, 'openai/gpt-5']],
    ['limit=9999', [250, 0, 306, 250, 'openai/gpt-5']],
    ['limit=0', [50, 0, 306, 50, 'openai/gpt-5']],
    ['limit=-1', [50, 0, 306, 50, 'openai/gpt-5']],
    ['limit=ten', [50, 0, 306, 50, 'openai/gpt-5']],
    ['offset=x', [50, 0, 306, 50, 'openai/gpt-5']],
    ['offset=300', [50, 300, 306, 6, 'm/294']],
    ['offset=5000', [50, 5000, 306, 0, null]],
  ])('?%s', (query, expected) => expect(page(query)).toEqual(expected))
  it('one model by id, under either name', () => {
    expect(page('id=m/7')).toEqual([50, 0, 1, 1, 'm/7'])
    expect(page('model_id=m/7')).toEqual([50, 0, 1, 1, 'm/7'])
    expect(page('id=nope')).toEqual([50, 0, 0, 0, null])
  })
})

describe('a query that cannot be answered', () => {
  it.each<readonly [string, string, object]>([
    ['offset=5001', 'offset must be <= 5000', { max_offset: 5000 }],
    ['availability=some', 'availability must be one of: active, all', {}],
    ['format=xml', 'format must be one of: json, rss, atom', {}],
    ['privacy=x', 'privacy_scope query is no longer supported. Use /models.', {}],
    ['privacy_scope=x', 'privacy_scope query is no longer supported. Use /models.', {}],
  ])('?%s', (query, message, extra) => {
    expect(list(query)).toEqual({ status: 400, body: { ok: false, error: 'invalid_request', message, ...extra } })
  })
  it('the documented values are fine', () => {
    expect(list('availability=all&format=json')).toMatchObject({
      status: 200,
      body: { ok: true, availability_mode: 'all' },
    })
  })
})

describe('a model says who serves it', () => {
  it('and which of them can', () => {
    expect(modelOf('a/one')).toMatchObject({
      id: 'a/one',
      name: 'one',
      organisation_id: 'a',
      endpoints: ['responses', 'responses.ws'],
      top_provider_id: 'openai',
      availability: { status: 'active', provider_count: 2, active_provider_count: 2, inactive_provider_count: 0 },
    })
    expect(modelOf('a/two')).toMatchObject({
      name: 'Two',
      endpoints: ['responses'],
      availability: { status: 'inactive', provider_count: 3, active_provider_count: 0, inactive_provider_count: 3 },
    })
    expect(modelOf('a/none')).toMatchObject({ top_provider_id: null, availability: { status: 'inactive' } })
  })
  it('every provider with its states', () => {
    expect(modelOf('a/two')?.['providers']).toMatchObject([
      { api_provider_id: 'off', is_active_gateway: false, capability_status: 'disabled', is_simulated: true },
      { api_provider_id: 'keyless', is_active_gateway: false, is_simulated: false },
      { api_provider_id: 'strange', provider_status: 'beta', provider_routing_status: 'disabled' },
    ])
  })
  it('the console’s picker shows the same', () => {
    expect(modelChoices(catalogueOf(config)).find((m) => m.id === 'a/one')).toEqual({
      id: 'a/one',
      name: 'one',
      endpoints: ['responses', 'responses.ws'],
      providers: [
        { id: 'openai', mode: 'live', available: true },
        { id: 'simulator', mode: 'simulated', available: true },
      ],
    })
  })
})
