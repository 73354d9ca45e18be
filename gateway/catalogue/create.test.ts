import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../test/support/catalogue'
import { descriptors } from '../providers/index'
import { authors } from './registry'

const provider = (
  id: string,
  fields: Record<string, unknown> = {},
  env: Record<string, string> = {},
  simulate = false,
) => catalogueOf({ providers: [{ id, ...fields }] }, { env, simulate }).providers.get(id)

describe('providers are merged over the built-in ones by id', () => {
  it('without configuration there is one for each adapter that knows its server, and a spare simulator', () => {
    const { providers } = catalogueOf({})
    const known = [...descriptors.values()].filter((d) => d.baseUrl !== '').map((d) => d.id)
    expect([...providers.keys()]).toEqual([...known, 'simulator-spare'])
    expect(providers.get('openai')).toEqual({
      id: 'openai',
      label: 'OpenAI',
      adapter: 'openai',
      dialect: 'responses',
      baseUrl: 'https://api.openai.com/v1',
      apiKey: null,
      passThrough: false,
      enabled: true,
      mode: 'simulated',
      status: 'active',
      routingStatus: 'active',
    })
  })
  it('a given field wins, the others stay', () => {
    expect(provider('openai', { base_url: 'http://127.0.0.1:9/v1//' })).toMatchObject({
      baseUrl: 'http://127.0.0.1:9/v1',
      label: 'OpenAI',
      adapter: 'openai',
    })
  })
  it('a new one is added, named by its id', () => {
    const added = provider('openai-compatible', { enabled: false })
    expect(added).toMatchObject({
      label: 'openai-compatible',
      adapter: 'openai-compatible',
      enabled: false,
      baseUrl: '',
    })
  })
})

describe('models are replaced by id', () => {
  const own = { id: 'openai/gpt-5', providers: [{ provider: 'simulator', model: 'reply' }] }
  it('with their whole provider list', () => {
    const model = catalogueOf({ models: [own] }).models.get('openai/gpt-5')
    expect(model).toMatchObject({ name: 'gpt-5' })
    expect(model?.providers.map((p) => p.provider)).toEqual(['simulator'])
  })
  it('and the others stay', () => {
    const { models } = catalogueOf({ models: [own] })
    expect(models.get('openai/gpt-5-nano')?.providers[0]).toMatchObject({
      provider: 'openai',
      model: 'gpt-5-nano',
      endpoints: ['responses', 'responses.ws'],
      pricing: { input_per_mtok: 0.05, cached_input_per_mtok: 0.005, output_per_mtok: 0.4 },
    })
  })
  it('the ones the examples ask for come first, then those of every adapter there is, then the simulator’s', () => {
    const ids = [...catalogueOf({}, { scenarios: ['reply'] }).models.keys()]
    expect(ids.slice(0, 6)).toEqual([
      'openai/gpt-5',
      'openai/gpt-5-mini',
      'openai/gpt-5-nano',
      'openai/gpt-4.1',
      'openai/gpt-4.1-mini',
      'openai/gpt-4o-mini',
    ])
    expect(ids.at(-1)).toBe('simulator/reply')
    const known = [...authors].flatMap(([adapter, author]) => (descriptors.has(adapter) ? [author.id] : []))
    expect(new Set(ids.map((id) => id.split('/')[0]))).toEqual(new Set([...known, 'simulator']))
  })
  it('and all of them have a price', () => {
    for (const { id, providers } of catalogueOf({}, { scenarios: ['reply'] }).models.values())
      for (const { pricing } of providers) expect(pricing, id).toBeDefined()
  })
  it('a name is the one given, else the part after the first slash, else the id', () => {
    const named = (id: string, name?: string) =>
      catalogueOf({ models: [{ id, name, providers: [] }] }).models.get(id)?.name
    expect([named('a/b/c'), named('plain'), named('a/b', 'B!')]).toEqual(['b/c', 'plain', 'B!'])
  })
  it('every scenario is a model of the simulator and of its spare', () => {
    const { models } = catalogueOf({}, { scenarios: ['reply'] })
    expect(models.get('simulator/reply')?.providers.map((p) => [p.provider, p.model, p.weight])).toEqual([
      ['simulator', 'reply', 1],
      ['simulator-spare', 'reply', 1e-9],
    ])
  })
})

describe('a provider is live with a key, simulated without', () => {
  const modeOf = (...args: Parameters<typeof provider>) => provider(...args)?.mode
  it('the key comes from the environment', () => {
    expect(modeOf('openai', {}, { OPENAI_API_KEY: 'k' })).toBe('live')
    expect(provider('openai', {}, { OPENAI_API_KEY: 'k' })?.apiKey).toBe('k')
    expect(modeOf('openai', {}, {})).toBe('simulated')
    expect(modeOf('openai', {}, { OPENAI_API_KEY: '' })).toBe('simulated')
  })
  it('or from the configuration', () => expect(modeOf('openai', { api_key: 'k' })).toBe('live'))
  it('with `simulate: false` and no key there is nobody', () => {
    expect(modeOf('openai', { simulate: false })).toBe('none')
    expect(modeOf('openai', { simulate: false, api_key: 'k' })).toBe('live')
  })
  it('or the client brings its own', () =>
    expect(provider('openai', { api_key: 'pass-through' })).toMatchObject({
      mode: 'live',
      apiKey: null,
      passThrough: true,
    }))
  it('when the whole gateway simulates, nobody is live and nobody is missing', () => {
    expect(modeOf('openai', { api_key: 'k' }, {}, true)).toBe('simulated')
    expect(modeOf('openai', { simulate: false }, {}, true)).toBe('simulated')
  })
  it('the simulator never goes live, whatever key it is given', () => {
    expect(modeOf('simulator', { api_key: 'k' })).toBe('simulated')
  })
})

describe('an adapter is named, or found by the id, or missing', () => {
  it.each<readonly [string, Record<string, unknown>, string | null]>([
    ['openai', {}, 'openai'],
    ['mine', { adapter: 'openai-compatible' }, 'openai-compatible'],
    ['mine', {}, null],
    ['mine', { adapter: 'nobody' }, null],
    ['openai', { adapter: null }, null],
  ])('%s %j', (id, fields, adapter) => expect(provider(id, fields)?.adapter).toBe(adapter))
})

describe('rollout states', () => {
  it('alpha is a short form of a status, which a status overrides', () => {
    expect(provider('openai', { alpha: true })?.status).toBe('alpha')
    expect(provider('openai', { alpha: true, status: 'beta' })?.status).toBe('beta')
    expect(provider('openai', { alpha: false })?.status).toBe('active')
    expect(provider('openai', { routing_status: 'disabled' })?.routingStatus).toBe('disabled')
  })
  it('channels come from the configuration', () => {
    expect(catalogueOf({ gateway: { channels: { alpha: true } } }).channels).toEqual({
      alpha: true,
      beta: false,
      testing: false,
    })
  })
})

describe('what providers said they have', () => {
  const live = { providers: [{ id: 'openai', api_key: 'k' }] }
  const found = { openai: [{ model: 'gpt-9' }, { model: 'gpt-5', name: 'Not mine' }, { model: 'o3-2025-04-16' }] }
  it('is added under the author’s name, priced when the price is known', () => {
    const { models } = catalogueOf(live, { found })
    expect(models.get('openai/gpt-9')).toEqual({
      id: 'openai/gpt-9',
      name: 'gpt-9',
      providers: [
        {
          provider: 'openai',
          model: 'gpt-9',
          endpoints: ['responses', 'responses.ws'],
          weight: 1,
          pricing: undefined,
          routing_status: 'active',
          capability_status: 'active',
        },
      ],
    })
    expect(models.get('openai/o3-2025-04-16')).toMatchObject({
      name: 'o3',
      providers: [{ pricing: { input_per_mtok: 2 } }],
    })
  })
  it('never stands before what is built in or configured', () => {
    const own = { ...live, models: [{ id: 'openai/gpt-9', providers: [] }] }
    const { models } = catalogueOf(own, { found })
    expect(models.get('openai/gpt-9')?.providers).toEqual([])
    expect(models.get('openai/gpt-5')?.name).toBe('GPT-5')
  })
  it('is one model with two providers when two have it', () => {
    const two = { providers: [...live.providers, { id: 'openai-eu', adapter: 'openai' }] }
    const { models } = catalogueOf(two, { found: { ...found, 'openai-eu': [{ model: 'gpt-9', name: 'GPT 9' }] } })
    expect(models.get('openai/gpt-9')?.providers.map((p) => p.provider)).toEqual(['openai', 'openai-eu'])
  })
  it('is forgotten for a provider that is gone, and carries the id of one that makes no models', () => {
    const local = { providers: [{ id: 'vllm', adapter: 'openai-compatible', base_url: 'http://127.0.0.1:9/v1' }] }
    const { models } = catalogueOf(local, { found: { gone: [{ model: 'x' }], vllm: [{ model: 'meta/llama' }] } })
    expect(models.get('vllm/meta/llama')).toMatchObject({
      providers: [{ endpoints: ['responses'], pricing: undefined }],
    })
    expect([...models.keys()].filter((id) => id.endsWith('/x'))).toEqual([])
  })
})
