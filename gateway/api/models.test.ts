import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../test/support/catalogue'
import { requestSchema, unknownParameters } from '#shared/open-responses/request'
import { listModels, modelChoices } from './models'

const pricing = { input_per_mtok: 1.25, cached_input_per_mtok: 0.125, output_per_mtok: 10 }
const route = (provider: string, more: object = {}) => ({ provider, model: 'x', pricing, ...more })
const config = {
  providers: [
    { id: 'openai', api_key: 'k' },
    { id: 'off', adapter: 'openai', enabled: false },
    { id: 'keyless', adapter: 'openai', simulate: false },
    { id: 'strange', adapter: 'openai', status: 'beta', routing_status: 'disabled' },
    { id: 'nobody', adapter: null },
    { id: 'late', adapter: 'openai', status: 'coming_soon' },
  ],
  models: [
    { id: 'a/one', providers: [route('openai', { endpoints: ['responses', 'responses.ws'] }), route('simulator')] },
    {
      id: 'a/two',
      name: 'Two',
      providers: [route('off', { capability_status: 'disabled' }), route('keyless'), route('strange'), route('gone')],
    },
    { id: 'b/none', providers: [] },
    {
      id: 'b/mixed',
      providers: [
        route('nobody'),
        route('openai', { pricing: undefined }),
        route('openai', { routing_status: 'disabled' }),
        route('openai', { capability_status: 'coming_soon' }),
        route('openai', { endpoints: [] }),
        route('late'),
        route('simulator', { pricing: { ...pricing, request: 0.01 } }),
      ],
    },
  ],
}
type Body = { limit: number; offset: number; total: number; models: Record<string, unknown>[] }
const self = 'http://127.0.0.1:4777/v1/gateway/models'
const list = (query: string, catalogue = catalogueOf(config)) => {
  const { status, body, type } = listModels(catalogue, new URLSearchParams(query), `${self}?${query}`)
  return { status, type, body: body as Body & Record<string, unknown> }
}
const modelOf = (id: string) => list(`model_id=${id}&availability=all`).body.models[0] ?? {}
/** Which of the configured models are listed; the built-in ones are left out. */
const idsOf = (query: string) =>
  list(`limit=250&${query}`)
    .body.models.map((m) => String(m['id']))
    .filter((id) => /^[ab]\//.test(id))

describe('pages of the model list', () => {
  const many = catalogueOf({
    models: Array.from({ length: 300 }, (_, i) => ({ id: `m/${i}`, providers: [route('simulator')] })),
  })
  const all = many.models.size
  const own = all - 300
  const page = (query: string) => {
    const { limit, offset, total, models } = list(query, many).body
    return [limit, offset, total, models.length, models[0]?.['id'] ?? null]
  }
  it.each<readonly [string, (number | string | null)[]]>([
    ['', [50, 0, all, 50, 'openai/gpt-5']],
    [`limit=2&offset=${own}`, [2, own, all, 2, 'm/0']],
    ['limit=250', [250, 0, all, 250, 'openai/gpt-5']],
    ['limit=9999', [250, 0, all, 250, 'openai/gpt-5']],
    ['limit=0', [50, 0, all, 50, 'openai/gpt-5']],
    ['limit=-1', [50, 0, all, 50, 'openai/gpt-5']],
    ['limit=ten', [50, 0, all, 50, 'openai/gpt-5']],
    ['offset=x', [50, 0, all, 50, 'openai/gpt-5']],
    [`offset=${all - 6}`, [50, all - 6, all, 6, 'm/294']],
    ['offset=5000', [50, 5000, all, 0, null]],
    ['nonsense=1&sort=name', [50, 0, all, 50, 'openai/gpt-5']],
  ])('?%s', (query, expected) => expect(page(query)).toEqual(expected))
  it('one model by id, under either name, and as it is written', () => {
    expect(page('id=m/7')).toEqual([50, 0, 1, 1, 'm/7'])
    expect(page('model_id=m/7')).toEqual([50, 0, 1, 1, 'm/7'])
    expect(page('id=M/7')).toEqual([50, 0, 0, 0, null])
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
    expect(list(query)).toEqual({
      status: 400,
      type: 'application/json',
      body: { ok: false, error: 'invalid_request', message, ...extra },
    })
  })
})

describe('a filter', () => {
  it('without one, every model that somebody can serve is listed; with availability=all, every model', () => {
    expect(idsOf('')).toEqual(['a/one', 'b/mixed'])
    expect(idsOf('availability=active')).toEqual(['a/one', 'b/mixed'])
    expect(idsOf('availability=all')).toEqual(['a/one', 'a/two', 'b/none', 'b/mixed'])
    expect(list('availability=all').body).toMatchObject({ ok: true, privacy_scope: 'shared', availability_mode: 'all' })
  })
  it.each<readonly [string, string[]]>([
    ['id=a/two', ['a/two']],
    ['id=a/two,b/none', ['a/two', 'b/none']],
    ['id=a/two&model_id=b/none', ['a/two', 'b/none']],
    ['endpoints=responses.ws', ['a/one']],
    ['endpoints=responses.ws&endpoints=responses', ['a/one', 'a/two', 'b/mixed']],
    ['status=active', ['a/one', 'a/two', 'b/none', 'b/mixed']],
    ['status=retired', []],
    ['organisation=b', ['b/none', 'b/mixed']],
    ['organisation=B', ['b/none', 'b/mixed']],
    ['provider=keyless', ['a/two']],
    ['provider=keyless, simulator', ['a/one', 'a/two', 'b/mixed']],
    ['provider=gone', []],
    ['provider_status=beta', ['a/two']],
    ['provider_routing_status=disabled', ['a/two']],
    ['model_routing_status=disabled', ['b/mixed']],
    ['capability_status=coming_soon', ['b/mixed']],
    ['provider_availability_status=inactive', ['a/two', 'b/mixed']],
    ['provider_availability_status=active', ['a/one', 'b/mixed']],
    ['provider_availability_reason=credentials_missing', ['a/two']],
    ['provider_availability_reason=adapter_missing,pricing_missing', ['b/mixed']],
    ['input_types=text', ['a/one', 'a/two', 'b/mixed']],
    ['input_modalities=image', []],
    ['output_types=text', ['a/one', 'a/two', 'b/mixed']],
    ['output_modalities=audio', []],
    ['params=temperature', ['a/one', 'a/two', 'b/mixed']],
    ['supported_parameters=temperature,levitation', []],
  ])('availability=all&%s', (query, ids) => expect(idsOf(`availability=all&${query}`)).toEqual(ids))
  it('one provider has to meet all that is said about providers', () => {
    expect(idsOf('availability=all&provider=off&provider_status=beta')).toEqual([])
    expect(idsOf('availability=all&provider=strange&provider_status=beta')).toEqual(['a/two'])
  })
  it('a model has to take every type of input', () => {
    const ids = (query: string) => list(query).body.models.map((m) => m['id'])
    expect(ids('organisation=openai&input_types=text,image')).toContain('openai/gpt-5-nano')
    expect(ids('organisation=openai&input_types=image,smell')).toEqual([])
  })
})

describe('a model', () => {
  it('says what is known about it', () => {
    expect(modelOf('openai/gpt-5-nano')).toEqual({
      model_id: 'openai/gpt-5-nano',
      id: 'openai/gpt-5-nano',
      canonical_slug: 'openai/gpt-5-nano',
      name: 'GPT-5 Nano',
      description:
        '400000 tokens of context. Up to 128000 tokens of output. $0.05 in and $0.4 out for a million tokens.',
      status: 'active',
      organisation_id: 'openai',
      organisation_name: 'OpenAI',
      organisation_colour: null,
      aliases: [],
      endpoints: ['responses', 'responses.ws'],
      input_types: ['text', 'image', 'file'],
      output_types: ['text'],
      created: 1_754_524_800,
      release_date: '2025-08-07',
      deprecation_date: null,
      retirement_date: null,
      architecture: {
        modality: 'text+image+file->text',
        input_modalities: ['text', 'image', 'file'],
        output_modalities: ['text'],
        tokenizer: null,
        instruct_type: null,
      },
      providers: [expect.objectContaining({ api_provider_id: 'openai' })],
      top_provider_id: 'openai',
      top_provider: { context_length: 400_000, max_completion_tokens: 128_000, is_moderated: false },
      lifecycle: {
        status: 'deprecated',
        deprecation_date: null,
        retirement_date: null,
        replacement_model_id: null,
        message: 'Still served, but its maker has a newer one.',
      },
      supported_parameters: expect.arrayContaining(['reasoning', 'temperature', 'tools']) as unknown,
      pricing: {
        prompt: '0.00000005',
        completion: '0.0000004',
        request: '0',
        image: '0',
        input_cache_read: '0.000000005',
        input_cache_write: '0.00000005',
        web_search: '0',
      },
      pricing_detail: {
        pricing_plan: 'standard',
        meters: [
          { meter: 'input_text_tokens', unit: 'token', price_per_unit_usd: '0.00000005', above_input_tokens: 0 },
          { meter: 'cached_read_text_tokens', unit: 'token', price_per_unit_usd: '0.000000005', above_input_tokens: 0 },
          { meter: 'output_text_tokens', unit: 'token', price_per_unit_usd: '0.0000004', above_input_tokens: 0 },
        ],
      },
      availability: { status: 'active', provider_count: 1, active_provider_count: 1, inactive_provider_count: 0 },
      per_request_limits: null,
      base_model_id: null,
      variant_kind: null,
      variants: [],
    })
  })
  it('has nothing to say where nothing is known', () => {
    expect(modelOf('b/none')).toMatchObject({
      organisation_id: 'b',
      organisation_name: 'b',
      description: 'No known price.',
      created: null,
      release_date: null,
      input_types: [],
      architecture: { modality: '->' },
      top_provider_id: null,
      top_provider: { context_length: null, max_completion_tokens: null },
      lifecycle: { status: 'active', message: null },
      pricing: { prompt: null, completion: null },
      pricing_detail: { meters: [] },
      availability: { status: 'inactive', provider_count: 0 },
    })
  })
  it('counts who can serve it; the first that can is at the top', () => {
    expect(modelOf('a/one')).toMatchObject({
      endpoints: ['responses', 'responses.ws'],
      top_provider_id: 'openai',
      availability: { status: 'active', provider_count: 2, active_provider_count: 2, inactive_provider_count: 0 },
    })
    expect(modelOf('a/two')).toMatchObject({
      name: 'Two',
      top_provider_id: 'off',
      availability: { status: 'inactive', provider_count: 3, active_provider_count: 0, inactive_provider_count: 3 },
    })
    expect(modelOf('b/mixed')).toMatchObject({
      top_provider_id: 'simulator',
      pricing: { request: '0.01' },
      pricing_detail: {
        meters: expect.arrayContaining([
          { meter: 'requests', unit: 'request', price_per_unit_usd: '0.01', above_input_tokens: 0 },
        ]) as unknown,
      },
    })
  })
  it('has a price for larger inputs where there is one', () => {
    const tiers = [{ above_tokens: 200_000, input_per_mtok: 2.5, output_per_mtok: 15 }]
    const tiered = catalogueOf({
      models: [{ id: 'a/tiered', providers: [route('simulator', { pricing: { ...pricing, tiers } })] }],
    })
    const detail = list('id=a/tiered', tiered).body.models[0]?.['pricing_detail'] as { meters: object[] } | undefined
    expect(detail?.meters.slice(3)).toEqual([
      { meter: 'input_text_tokens', unit: 'token', price_per_unit_usd: '0.0000025', above_input_tokens: 200_000 },
      { meter: 'output_text_tokens', unit: 'token', price_per_unit_usd: '0.000015', above_input_tokens: 200_000 },
    ])
  })
})

describe('a provider of a model', () => {
  it('says all it is', () => {
    expect((modelOf('a/one')['providers'] as object[])[0]).toEqual({
      api_provider_id: 'openai',
      api_provider_name: 'OpenAI',
      provider_model_slug: 'x',
      is_active_gateway: true,
      is_simulated: false,
      availability_status: 'active',
      availability_reason: null,
      provider_status: 'active',
      provider_routing_status: 'active',
      model_routing_status: 'active',
      capability_status: 'active',
      effective_from: null,
      effective_to: null,
      params: expect.arrayContaining(['temperature']) as unknown,
      params_detail: {},
      input_modalities: ['text'],
      output_modalities: ['text'],
      supported_parameters: expect.arrayContaining(['temperature']) as unknown,
    })
  })
  it('and what is in its way, first things first', () => {
    const reasons = (id: string) =>
      (modelOf(id)['providers'] as { api_provider_id: string; availability_reason: string | null }[]).map((p) => [
        p.api_provider_id,
        p.availability_reason,
      ])
    expect(reasons('a/two')).toEqual([
      ['off', 'provider_disabled'],
      ['keyless', 'credentials_missing'],
      ['strange', 'beta_requires_team_beta_channel'],
    ])
    expect(reasons('b/mixed')).toEqual([
      ['nobody', 'adapter_missing'],
      ['openai', 'pricing_missing'],
      ['openai', 'model_routing_status_disabled'],
      ['openai', 'capability_status_coming_soon'],
      ['openai', 'endpoint_missing'],
      ['late', 'provider_status_coming_soon'],
      ['simulator', null],
    ])
  })
  it('a model that cannot think or call takes no such parameters', () => {
    const parameters = (id: string) => modelOf(id)['supported_parameters'] as string[]
    expect(parameters('openai/gpt-5')).toContain('reasoning')
    expect(parameters('openai/gpt-4.1')).not.toContain('reasoning')
  })
  it('parameters are named as a request names them', () => {
    const parameters = modelOf('a/one')['supported_parameters'] as string[]
    expect(unknownParameters(Object.fromEntries(parameters.map((name) => [name, null])))).toEqual([])
    expect(parameters.filter((name) => name in requestSchema.shape).length).toBeGreaterThan(20)
  })
})

describe('a feed', () => {
  const hostile = catalogueOf({
    models: [{ id: 'a/<b>&"', name: `<script>&amp; "it's" \u0000\uD800]]>`, providers: [route('simulator')] }],
  })
  const feed = (format: string, catalogue = catalogueOf(config)) => {
    const { type, body } = list(`format=${format}&organisation=openai,a&limit=3`, catalogue)
    return { type, text: body as unknown as string }
  }
  it('in RSS 2.0', () => {
    const { type, text } = feed('rss')
    expect(type).toBe('application/rss+xml; charset=utf-8')
    expect(text.split('\n').slice(0, 6)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<rss version="2.0"><channel>',
      '<title>Models of this gateway</title>',
      `<link>${self}?format=rss&amp;organisation=openai,a&amp;limit=3</link>`,
      '<description>Every model that can be asked here, and what it costs.</description>',
      '<lastBuildDate>Thu, 01 Oct 2026 12:00:00 GMT</lastBuildDate>',
    ])
    expect(text.match(/<item>/g)).toHaveLength(3)
    expect(text).toContain(
      `<item><title>GPT-5</title><link>${self}?model_id=openai%2Fgpt-5</link><guid isPermaLink="false">openai/gpt-5</guid>`,
    )
    expect(text).toContain('<pubDate>Thu, 07 Aug 2025 00:00:00 GMT</pubDate></item>')
  })
  it('in Atom', () => {
    const { type, text } = feed('atom')
    expect(type).toBe('application/atom+xml; charset=utf-8')
    expect(text).toContain('<feed xmlns="http://www.w3.org/2005/Atom">')
    expect(text).toContain('<updated>2026-10-01T12:00:00.000Z</updated>\n<entry><title>GPT-5</title>')
    expect(text).toContain('<id>urn:gatescope:model:openai%2Fgpt-5</id>')
    expect(text).toContain('<published>2025-08-07T00:00:00.000Z</published><updated>2025-08-07T00:00:00.000Z</updated>')
    expect(text).toContain('<author><name>OpenAI</name></author>')
    expect(text.match(/<entry>/g)).toHaveLength(3)
  })
  it('names are text, never markup, and nothing XML cannot hold', () => {
    for (const format of ['rss', 'atom']) {
      const { body } = list(`format=${format}&organisation=a`, hostile)
      const text = body as unknown as string
      expect(text).toContain('<title>&lt;script&gt;&amp;amp; &quot;it&apos;s&quot; ]]&gt;</title>')
      expect(text).toContain('model_id=a%2F%3Cb%3E%26%22')
    }
  })
})

describe('the console’s picker', () => {
  it('shows every model, also those nobody can serve now', () => {
    const choices = modelChoices(catalogueOf(config))
    expect(choices.find((m) => m.id === 'b/none')).toMatchObject({ providers: [] })
    expect(choices.find((m) => m.id === 'a/one')).toEqual({
      id: 'a/one',
      name: 'one',
      endpoints: ['responses', 'responses.ws'],
      providers: [
        { id: 'openai', mode: 'live', available: true, reason: null, price: { input: 1.25, output: 10 } },
        { id: 'simulator', mode: 'simulated', available: true, reason: null, price: { input: 1.25, output: 10 } },
      ],
    })
  })
})
