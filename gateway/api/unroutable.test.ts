import { describe, expect, it } from 'vitest'
import { foldAliases } from '#shared/open-responses/canonical'
import { requestSchema } from '#shared/open-responses/request'
import { poolOf } from '../../test/support/catalogue'
import type { FormatOf } from '../routing/candidates'
import { readHints } from '../routing/hints'
import { readNeeds } from '../routing/needs'
import { route } from '../routing/route'
import { buildEnvelope } from './errors'
import { refuseDisabledTools, refuseRoute } from './unroutable'

type Rows = Parameters<typeof poolOf>[0]

const parse = (fields: object) => requestSchema.parse({ model: 'm', input: 'hi', ...fields })

function refuse(rows: Rows, fields: object = {}, unsupported: readonly string[] = []) {
  const request = parse(fields)
  const formatOf: FormatOf = () => ({ unsupported, toolTypes: null, websocket: true })
  const decision = route({
    catalogue: poolOf(rows),
    model: request.model,
    endpoint: 'responses',
    seed: 's',
    hints: readHints(request),
    needs: readNeeds(foldAliases(request)),
    formatOf,
  })
  const refusal = refuseRoute(decision, request, 'documented')
  return refusal && buildEnvelope(refusal, 'G-1')
}

const one: Rows = [{ id: 'a' }]

describe('who can be asked is not refused', () => {
  it('a provider that is there', () => expect(refuse(one)).toBeNull())
  it('nor is a request whose providers the gates dropped: its answer is that of an empty pool', () => {
    expect(refuse([{ id: 'a', provider: { status: 'paused' } }])).toBeNull()
  })
})

describe('an unsupported model or endpoint', () => {
  it('is told in words, with where to look', () => {
    expect(refuse(one, { model: 'gone' })).toMatchObject({
      description:
        'Unsupported model or endpoint. Please check https://ai-stats.phaseo.app/models for your model id, or the API Reference at https://docs.ai-stats.phaseo.app/v1/api-reference for valid endpoints.',
    })
  })
  const off = { id: 'off', provider: { enabled: false } }
  const unpriced = { id: 'unpriced', route: { pricing: undefined } }
  const untiered = { id: 'untiered', route: { service_tiers: ['priority'] } }
  const keyless = { id: 'keyless', provider: { simulate: false, adapter: 'openai' } }
  it.each<readonly [string, Rows, object]>([
    ['model_not_found_or_inactive', one, { model: 'gone' }],
    ['unsupported_endpoint_for_model', [{ id: 'a', route: { endpoints: ['responses.ws'] } }], {}],
    ['provider_candidates_unavailable', [{ id: 'a', provider: { adapter: null } }], {}],
    ['pricing_not_configured', [unpriced], {}],
    ['service_tier_not_supported', [untiered], { service_tier: 'flex' }],
    ['no_enabled_providers', [off], {}],
    ['no_enabled_providers', [keyless], {}],
    ['no_enabled_providers', [unpriced, off], {}],
    ['no_enabled_providers', [unpriced, untiered], { service_tier: 'flex' }],
  ])('%s', (reason, rows, fields) => {
    expect(refuse(rows, fields)).toMatchObject({
      error: 'unsupported_model_or_endpoint',
      status_code: 400,
      error_type: 'user',
      error_origin: 'user',
      reason,
    })
  })
  it.each<readonly [string, Rows, object]>([
    ['is not in the catalogue of this gateway', one, { model: 'gone' }],
    ['is not served on this endpoint by any provider', [{ id: 'a', route: { endpoints: ['responses.ws'] } }], {}],
    ['has no provider with an adapter', [{ id: 'a', provider: { adapter: null } }], {}],
    ['has no provider with a price', [unpriced], {}],
    ['has no provider with this service tier', [untiered], { service_tier: 'flex' }],
    ['has no provider that is switched on', [off], {}],
  ])('says of the model that it %s', (why, rows, fields) => {
    expect(refuse(rows, fields)?.message).toBe(`The model "${'model' in fields ? 'gone' : 'm'}" ${why}.`)
  })
  it('says its name, the first 120 characters of a longer one', () => {
    const messageOf = (model: string) => refuse(one, { model })?.message
    expect(messageOf('x'.repeat(120))).toContain(`"${'x'.repeat(120)}"`)
    expect(messageOf('x'.repeat(121))).toContain(`"${'x'.repeat(120)}…"`)
  })
  it('tells who was known, who is not enabled and why, and the whole decision', () => {
    expect(refuse([unpriced, keyless])).toMatchObject({
      provider_candidate_diagnostics: { totalProviders: 2, supportsEndpointCount: 2, candidateCount: 2 },
      provider_enablement: {
        providersBefore: ['unpriced', 'keyless'],
        providersAfter: [],
        dropped: [
          { providerId: 'unpriced', reason: 'pricing_missing' },
          { providerId: 'keyless', reason: 'credentials_not_configured' },
        ],
      },
      missing_pricing_providers: ['unpriced'],
      routing_diagnostics: { model: 'm', consideredProviders: [{ providerId: 'unpriced' }, { providerId: 'keyless' }] },
    })
  })
  it('lists at most sixteen without a price, and none when none lacks it', () => {
    const many = Array.from({ length: 17 }, (_, i) => ({ ...unpriced, id: `p${i}` }))
    expect(refuse(many)?.missing_pricing_providers).toHaveLength(16)
    expect(refuse([off])).not.toHaveProperty('missing_pricing_providers')
  })
})

describe('a request that filters everybody out', () => {
  it('is told its own filter', () => {
    const policy = {
      resolvedModel: 'm',
      allowedApiModels: [],
      providerAllowlist: [],
      providerBlocklist: [],
      requestProviderOnly: ['nobody'],
      requestProviderIgnore: ['a'],
      activeGuardrailIds: [],
      beforeCount: 1,
      afterCount: 0,
    }
    expect(refuse(one, { provider: { only: ['nobody'], ignore: ['a'] } })).toMatchObject({
      error: 'validation_error',
      reason: 'request_provider_filter_no_match',
      details: [
        {
          message: 'Workspace and request provider filters resulted in no available providers',
          path: ['provider'],
          keyword: 'no_providers_after_workspace_policy_filter',
          params: policy,
        },
      ],
      routing_diagnostics: {
        filterStages: [{ stage: 'hints.only', afterCount: 0 }, {}, {}, {}, {}, {}],
        workspacePolicy: policy,
      },
    })
  })
})

describe('details of a validation error', () => {
  const details = (...args: Parameters<typeof refuse>) => {
    const envelope = refuse(...args)
    expect(envelope).toMatchObject({ error: 'validation_error', routing_diagnostics: { model: 'm' } })
    return envelope?.details?.map(({ message, path, keyword, params }) => [keyword, path.join('/'), message, params])
  }
  it('a routing filter nothing is known for', () => {
    expect(details(one, { provider: { quantizations: ['fp8'] } })).toEqual([
      [
        'unsupported_routing_filter',
        'provider/quantizations',
        'Routing by quantizations is not yet backed by provider metadata in Phaseo Gateway.',
        {},
      ],
    ])
  })
  it('a pinned provider that `only` does not list', () => {
    expect(details(one, { model: 'a:m', provider: { only: ['b'] } })).toEqual([
      ['provider_qualified_model_conflict', 'model', expect.stringContaining('"a"'), { provider: 'a' }],
    ])
  })
  it('parameters nobody supports, one each, at their own path', () => {
    const fields = { seed: 1, reasoning: { effort: 'low' }, text: { format: { type: 'json_schema' } } }
    expect(details(one, fields, ['seed', 'reasoning', 'text.format.json_schema'])?.map((d) => d.slice(0, 2))).toEqual(
      expect.arrayContaining([
        ['unsupported_param', 'seed'],
        ['unsupported_param', 'reasoning/effort'],
        ['unsupported_param', 'text/format/json_schema'],
      ]),
    )
  })
  it('each with its name', () => {
    expect(details(one, { text: { format: { type: 'json_schema' } } }, ['text'])).toEqual([
      [
        'unsupported_param',
        'text/format/json_schema',
        'Parameter "text.format.json_schema" is not supported by any provider of this model',
        { param: 'text.format.json_schema' },
      ],
    ])
  })
  it('required parameters nobody has all of', () => {
    const rows: Rows = [
      { id: 'a', route: { params: { seed: false } } },
      { id: 'b', route: { params: { top_k: false } } },
    ]
    expect(details(rows, { seed: 1, top_k: 2, provider: { require_parameters: true } })).toEqual([
      [
        'require_parameters_unsatisfied',
        'provider/require_parameters',
        expect.stringContaining('seed, top_k'),
        { parameters: ['seed', 'top_k'] },
      ],
    ])
  })
  it('an answer longer than anybody gives, whatever the request called it', () => {
    const rows: Rows = [{ id: 'a', route: { max_output_tokens: 10 } }]
    expect(details(rows, { max_output_tokens: 11 })).toEqual([
      ['max_tokens_exceeded', 'max_tokens', expect.stringContaining('10'), { limit: 10 }],
    ])
  })
})

describe('checks come in the documented order', () => {
  const keywordOf = (...args: Parameters<typeof refuse>) => {
    const envelope = refuse(...args)
    return envelope?.details?.[0]?.keyword ?? envelope?.reason
  }
  const all = { provider: { quantizations: ['x'], only: ['b'] }, unknown: 1, seed: 1, max_tokens: 9 }
  const shut: Rows = [{ id: 'a', provider: { enabled: false }, route: { max_output_tokens: 1 } }]
  const { provider: _, ...noFilters } = all
  const { unknown: __, ...known } = noFilters
  it.each<readonly [string, object]>([
    ['model_not_found_or_inactive', { ...all, model: 'gone' }],
    ['unsupported_routing_filter', { ...all, model: 'a:m' }],
    ['provider_qualified_model_conflict', { ...all, model: 'a:m', provider: { only: ['b'] } }],
    ['no_providers_after_workspace_policy_filter', { ...all, provider: { only: ['b'] } }],
    ['unknown_param', noFilters],
    ['unsupported_param', known],
    ['max_tokens_exceeded', { max_tokens: 9 }],
    ['no_enabled_providers', {}],
  ])('%s', (expected, fields) => expect(keywordOf(shut, fields, ['seed'])).toBe(expected))
})

describe('disabled tools', () => {
  it.each<readonly [object, string | null]>([
    [{}, null],
    [{ tools: [{ type: 'function', name: 'f' }, { type: 'web_search_preview' }] }, 'web_search_preview'],
    [{ tools: [{ type: 'web_search_2025_08_26' }] }, 'web_search_2025_08_26'],
    [{ tools: [{ type: 'web_searcher' }] }, null],
    [{ tools: [{ type: 'function', name: 'web_search' }] }, null],
    [{ tool_choice: { type: 'web_search' }, tools: [{ type: 'web_search_preview' }] }, 'web_search'],
    [{ tool_choice: { type: 'function', name: 'web_search' } }, 'web_search'],
    [{ tool_choice: { type: 'function', function: { name: 'web_search_preview' } } }, 'web_search_preview'],
    [{ tool_choice: 'required', tools: [{ type: 'web_search' }] }, 'web_search'],
    [{ tool_choice: 'web_search' }, 'web_search'],
  ])('%j names %s', (fields, type) => {
    const expected = type && { code: 'invalid_request', description: `Tool type "${type}" is temporarily disabled.` }
    expect(refuseDisabledTools(parse(fields))).toEqual(expected)
  })
})
