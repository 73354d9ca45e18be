import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ErrorDetail } from '#shared/open-responses/envelope'
import type { Profile } from '../config/schema'
import { checkParameters, checkRequest, type Checked } from './validate'

const good = { model: 'openai/gpt-5', input: 'hi' }
const check = (fields: Record<string, unknown>): Checked => checkRequest(JSON.stringify({ ...good, ...fields }))
const detailsOf = (checked: Checked): readonly ErrorDetail[] => {
  if (checked.ok || checked.refusal.code !== 'validation_error') throw new Error('expected a validation error')
  return checked.refusal.extra?.details ?? []
}
const pathsAndKeywords = (fields: Record<string, unknown>) =>
  detailsOf(check(fields)).map((d) => [d.path.join('.'), d.keyword])

describe('fields take what the API documents', () => {
  it.each<readonly [string, unknown]>([
    ['input', [{ role: 'user', content: 'hi' }]],
    ['input', [{ type: 'function_call_output', call_id: 'c', output: 'x', unknown: 1 }]],
    ['input', { role: 'user', content: 'hi' }],
    ['input_items', [{ type: 'message', role: 'user' }]],
    [
      'input',
      [{ role: 'tool', content: 'x' }, { role: 'assistant', content: null }, { content: { type: 'input_text' } }],
    ],
    ['conversation', 'conv_1'],
    ['conversation', { id: 'conv_1' }],
    ['background', true],
    ['include', ['reasoning.encrypted_content']],
    ['instructions', null],
    ['max_output_tokens', 1],
    ['max_completion_tokens', 1],
    ['max_tokens', 1],
    ['max_tool_calls', 0],
    ['metadata', { a: 'b' }],
    ['session_id', 'x'.repeat(256)],
    ['session_id', ` ${'x'.repeat(256)} `],
    ['prompt_cache_key', null],
    ['reasoning', { effort: 'xhigh', summary: 'auto', enabled: true, max_tokens: 0 }],
    ['reasoning', null],
    ['thinking', { type: 'enabled', budget_tokens: 0, includeThoughts: true, effort: 'none' }],
    ['safety_identifier', null],
    ['service_tier', 'standard'],
    ['speed', 'fast'],
    ['temperature', 0],
    ['temperature', 2],
    ['top_p', 0],
    ['top_p', 1],
    ['top_logprobs', 0],
    ['top_logprobs', 20],
    ['text', { format: { type: 'text' }, unknown: 1 }],
    ['tool_choice', 'gateway:datetime'],
    ['tool_choice', { type: 'function', name: 'f' }],
    ['tool_choice', 'web_search_preview'],
    ['tools', [{ type: 'anything' }, {}, { type: 'web_search' }]],
    ['tools', [{ type: 'function', function: { name: 'f', parameters: { type: 'object' }, more: 1 }, more: 1 }]],
    ['tools', [{ type: 'function', name: 'f', description: null, strict: false }]],
    ['tools', [{ type: 'gateway:datetime', parameters: { timezone: 'Asia/Tokyo' }, timezone: 'UTC' }]],
    ['text', { format: { type: 'grammar' } }],
    ['stream_options', { include_usage: true, more: 1 }],
    ['prompt', { id: 'p', variables: { a: 1 }, version: '2' }],
    ['provider_options', { openai: { context_management: { type: 'compaction', compact_threshold: 0.8 } }, other: {} }],
    ['providerOptions', { openai: { contextManagement: { type: 'compaction', compactThreshold: 1000 } } }],
    ['provider', { mode: 'price', max_price: { prompt: 1 }, preferred_max_latency: { p90: 2 }, zdr: true }],
    ['truncation', 'disabled'],
    ['modalities', ['text', 'image', 'audio']],
    ['responseModalities', ['text']],
    ['image_config', { image_size: '0.5K', aspectRatio: '1:1', font_inputs: [] }],
    ['provider_options', { openai: {} }],
    ['debug', { enabled: 'yes', trace: '1', trace_level: 'full', return_upstream_request: true }],
    ['provider', { order: ['a'], only: ['b'], ignore: ['c'], include_alpha: true, mode: 'price' }],
    ['routing', { includeAlpha: false }],
  ])('%s: %j', (field, value) => expect(check({ [field]: value }).ok).toBe(true))
})

describe('a wrong value is named by path and keyword', () => {
  it.each<readonly [string, unknown, string, string]>([
    ['model', undefined, 'model', 'invalid_type'],
    ['model', '', 'model', 'too_small'],
    ['model', 5, 'model', 'invalid_type'],
    ['input', undefined, 'input', 'invalid_type'],
    ['input', 5, 'input', 'invalid_type'],
    ['input', ['hi'], 'input.0', 'invalid_type'],
    ['input', [{ type: 5 }], 'input.0.type', 'invalid_type'],
    ['input', [{ role: 'critic' }], 'input.0.role', 'invalid_enum_value'],
    ['input', [{ role: 'user', content: 5 }], 'input.0.content', 'invalid_type'],
    ['input', [{ role: 'user', content: ['x'] }], 'input.0.content.0', 'invalid_type'],
    ['input', { role: 5 }, 'input.role', 'invalid_type'],
    ['input_items', {}, 'input_items', 'invalid_type'],
    ['conversation', 5, 'conversation', 'invalid_type'],
    ['background', 'true', 'background', 'invalid_type'],
    ['include', [1], 'include.0', 'invalid_type'],
    ['instructions', {}, 'instructions', 'invalid_type'],
    ['max_output_tokens', 0, 'max_output_tokens', 'too_small'],
    ['max_output_tokens', 1.5, 'max_output_tokens', 'invalid_type'],
    ['max_completion_tokens', 0, 'max_completion_tokens', 'too_small'],
    ['max_tokens', -1, 'max_tokens', 'too_small'],
    ['max_tool_calls', -1, 'max_tool_calls', 'too_small'],
    ['metadata', { a: 1 }, 'metadata.a', 'invalid_type'],
    ['session_id', '', 'session_id', 'too_small'],
    ['session_id', '   ', 'session_id', 'too_small'],
    ['session_id', 'x'.repeat(257), 'session_id', 'too_big'],
    ['parallel_tool_calls', 1, 'parallel_tool_calls', 'invalid_type'],
    ['previous_response_id', 1, 'previous_response_id', 'invalid_type'],
    ['prompt', 'p', 'prompt', 'invalid_type'],
    ['reasoning', { effort: 'max' }, 'reasoning.effort', 'invalid_enum_value'],
    ['reasoning', { effort: 5 }, 'reasoning.effort', 'invalid_type'],
    ['reasoning', { summary: 'long' }, 'reasoning.summary', 'invalid_enum_value'],
    ['reasoning', { max_tokens: -1 }, 'reasoning.max_tokens', 'too_small'],
    ['thinking', { effort: 'much' }, 'thinking.effort', 'invalid_enum_value'],
    ['thinking', { budgetTokens: 1.5 }, 'thinking.budgetTokens', 'invalid_type'],
    ['service_tier', 'batch', 'service_tier', 'invalid_enum_value'],
    ['speed', 1, 'speed', 'invalid_type'],
    ['store', 'yes', 'store', 'invalid_type'],
    ['stream', 1, 'stream', 'invalid_type'],
    ['stream_options', true, 'stream_options', 'invalid_type'],
    ['temperature', -0.1, 'temperature', 'too_small'],
    ['temperature', 2.1, 'temperature', 'too_big'],
    ['top_p', -0.1, 'top_p', 'too_small'],
    ['top_p', 1.1, 'top_p', 'too_big'],
    ['top_logprobs', -1, 'top_logprobs', 'too_small'],
    ['top_logprobs', 21, 'top_logprobs', 'too_big'],
    ['text', 'plain', 'text', 'invalid_type'],
    ['text', { format: 'json' }, 'text.format', 'invalid_type'],
    ['tool_choice', 'any', 'tool_choice', 'invalid_enum_value'],
    ['tool_choice', 5, 'tool_choice', 'invalid_type'],
    ['tools', [{ type: 5 }], 'tools.0.type', 'invalid_type'],
    ['tools', [{ type: 'function' }], 'tools.0.name', 'invalid_type'],
    ['tools', [{ type: 'function', function: {} }], 'tools.0.function.name', 'invalid_type'],
    ['tools', [{ type: 'function', name: '' }], 'tools.0.name', 'too_small'],
    ['tools', [{ type: 'gateway:datetime', zone: 'UTC' }], 'tools.0', 'unrecognized_keys'],
    ['tools', [{ type: 'gateway:datetime', parameters: { zone: 1 } }], 'tools.0.parameters', 'unrecognized_keys'],
    ['tools', [{ type: 'gateway:datetime', timezone: 1 }], 'tools.0.timezone', 'invalid_type'],
    ['tools', ['x'], 'tools.0', 'invalid_type'],
    ['truncation', 'middle', 'truncation', 'invalid_enum_value'],
    ['user', 1, 'user', 'invalid_type'],
    ['modalities', ['video'], 'modalities.0', 'invalid_enum_value'],
    ['response_modalities', 'text', 'response_modalities', 'invalid_type'],
    ['image_config', { imageSize: '8K' }, 'image_config.imageSize', 'invalid_enum_value'],
    ['imageConfig', { include_rai_reason: 1 }, 'imageConfig.include_rai_reason', 'invalid_type'],
    [
      'image_config',
      { font_inputs: [{ font_url: 'no url' }] },
      'image_config.font_inputs.0.font_url',
      'invalid_string',
    ],
    ['providerOptions', [], 'providerOptions', 'invalid_type'],
    [
      'provider_options',
      { openai: { context_management: {} } },
      'provider_options.openai.context_management.type',
      'invalid_type',
    ],
    [
      'provider_options',
      { openai: { context_management: { type: 'other' } } },
      'provider_options.openai.context_management.type',
      'invalid_enum_value',
    ],
    [
      'providerOptions',
      { openai: { contextManagement: { type: 'compaction', compactThreshold: '1' } } },
      'providerOptions.openai.contextManagement.compactThreshold',
      'invalid_type',
    ],
    ['provider_options', { google: { cache_ttl: 5 } }, 'provider_options.google.cache_ttl', 'invalid_type'],
    ['usage', { include: true }, 'usage', 'invalid_type'],
    ['meta', 'yes', 'meta', 'invalid_type'],
    ['echo_upstream_request', 1, 'echo_upstream_request', 'invalid_type'],
    ['debug', { trace_level: 'all' }, 'debug.trace_level', 'invalid_enum_value'],
    ['debug', { enabled: 'maybe' }, 'debug.enabled', 'invalid_enum_value'],
    ['debug', { trace: 1 }, 'debug.trace', 'invalid_type'],
    ['provider', { only: 'openai' }, 'provider.only', 'invalid_type'],
    ['provider', { order: 'x' }, 'provider.order', 'invalid_type'],
    ['provider', { allow_fallbacks: 'no' }, 'provider.allow_fallbacks', 'invalid_type'],
    ['provider', { max_price: { prompt: -1 } }, 'provider.max_price.prompt', 'too_small'],
    ['routing', { order: [1] }, 'routing.order.0', 'invalid_type'],
  ])('%s: %j', (field, value, path, keyword) => {
    expect(pathsAndKeywords({ [field]: value })).toEqual([[path, keyword]])
  })

  it('every fault has a detail of its own, with the limit it breaks', () => {
    const details = detailsOf(check({ temperature: 3, top_p: 2, max_tokens: 0 }))
    expect(details.map((d) => d.path)).toEqual([['temperature'], ['top_p'], ['max_tokens']])
    expect(details[2]?.params).toMatchObject({ minimum: 1 })
    expect(details[0]?.params).toMatchObject({ maximum: 2 })
    expect(details[0]?.message).toBe('must be at most 2; you sent 3')
  })

  it('also where faults are in one item, or in several', () => {
    expect(pathsAndKeywords({ input: [{ role: 'critic', phase: 'commentary' }, 5, { type: 5, content: 5 }] })).toEqual([
      ['input.0.role', 'invalid_enum_value'],
      ['input.0.phase', 'custom'],
      ['input.1', 'invalid_type'],
      ['input.2.type', 'invalid_type'],
      ['input.2.content', 'invalid_type'],
    ])
  })

  it('the description is the first detail and where it is', () => {
    const checked = check({ input: [{ role: 'user' }, { type: 7 }] })
    expect(checked).toMatchObject({
      refusal: { description: 'must be a string; you sent 7 at input.1.type' },
    })
  })

  it('a body that is JSON but no object has no path', () => {
    expect(detailsOf(checkRequest('[]')).map((d) => [d.path, d.keyword])).toEqual([[[], 'invalid_type']])
    expect(checkRequest('null')).toMatchObject({
      refusal: { description: 'must be an object; you sent null' },
    })
  })
})

describe('phase belongs to assistant messages', () => {
  const phase = (item: Record<string, unknown>, field = 'input') => check({ [field]: [{ role: 'user' }, item] })
  it.each([
    { role: 'assistant', phase: 'commentary' },
    { role: 'assistant', type: 'message', phase: 'final_answer' },
    { role: 'user' },
  ])('%j is allowed', (item) => expect(phase(item).ok).toBe(true))
  it.each([
    { role: 'user', phase: 'commentary' },
    { role: 'assistant', type: 'function_call', phase: 'commentary' },
    { type: 'reasoning', phase: 'commentary' },
    { role: 'user', phase: null },
  ])('%j is not', (item) => {
    const expected = { path: ['input', 1, 'phase'], message: 'phase is only allowed on assistant message items' }
    expect(detailsOf(phase(item))).toMatchObject([{ ...expected, keyword: 'custom' }])
  })
  it.each(['analysis', null, 5])('no third phase such as %j', (value) => {
    expect(detailsOf(phase({ role: 'assistant', phase: value }))).toMatchObject([
      { path: ['input', 1, 'phase'], message: 'phase must be one of: commentary, final_answer', keyword: 'custom' },
    ])
  })
  it('in input_items as well', () => {
    expect(detailsOf(phase({ role: 'user', phase: 'x' }, 'input_items'))[0]?.path).toEqual(['input_items', 1, 'phase'])
  })
})

describe('whatever is sent', () => {
  it('is taken or refused, with details that name places a reader can find', () => {
    const value = fc.jsonValue({ maxDepth: 3 })
    const names = [
      'input',
      'tools',
      'tool_choice',
      'reasoning',
      'provider',
      'debug',
      'provider_options',
      'image_config',
      'text',
    ]
    const fields = fc.dictionary(fc.constantFrom(...names), value)
    fc.assert(
      fc.property(fields, (given) => {
        const checked = check(given)
        if (checked.ok) return
        const details = detailsOf(checked)
        expect(details.length).toBeGreaterThan(0)
        for (const { path, message, keyword } of details) {
          expect([names.includes(String(path[0])), message === '', keyword.includes('union')]).toEqual([
            true,
            false,
            false,
          ])
        }
        expect(new Set(details.map((d) => JSON.stringify([d.path, d.message]))).size).toBe(details.length)
      }),
      { numRuns: 300 },
    )
  })
})

describe('checks run in the documented order', () => {
  it('JSON, then the schema, then the blank model', () => {
    const code = (text: string) => {
      const checked = checkRequest(text)
      return checked.ok ? 'ok' : checked.refusal.code
    }
    expect(code('{"model":')).toBe('invalid_json')
    expect(code('')).toBe('invalid_json')
    expect(code('{"model":"  ","input":5}')).toBe('validation_error')
    expect(code('{"model":"  ","input":"x"}')).toBe('model_required')
    expect(code('{"model":"m","input":"x","nonsense":1}')).toBe('ok')
  })
  it('and say what was wrong with the JSON', () => {
    expect(checkRequest('{x')).toMatchObject({
      refusal: { description: expect.stringMatching(/^The request body is not JSON: .+/) as unknown },
    })
  })
})

describe('the input', () => {
  const without = (fields: Record<string, unknown>) => checkRequest(JSON.stringify({ model: 'm', ...fields }))
  it('may be given as input_items instead', () =>
    expect(without({ input_items: [{ role: 'user', content: 'x' }] }).ok).toBe(true))
  it('must be given as one of the two, and is missed beside every other fault', () => {
    expect(detailsOf(without({ temperature: 3 })).map((d) => [d.path, d.keyword])).toEqual([
      [['temperature'], 'too_big'],
      [['input'], 'invalid_type'],
    ])
  })
})

describe('unknown parameters', () => {
  const refusalOf = (fields: Record<string, unknown>, profile: Profile = 'documented') => {
    const checked = check(fields)
    return checked.ok ? checkParameters(checked.request, profile) : 'not checked'
  }
  it('each has a detail', () => {
    const detail = (key: string) => ({
      message: `Unknown parameter: ${key}`,
      path: [key],
      keyword: 'unknown_param',
      params: {},
    })
    expect(refusalOf({ n: 1, best_of: 2 })).toEqual({
      code: 'validation_error',
      description: 'Unknown parameter: n at n',
      extra: { details: [detail('n'), detail('best_of')] },
    })
  })
  it('nested ones are tolerated', () => {
    expect(refusalOf({ text: { x: 1 }, reasoning: { x: 1 }, provider: { x: 1 }, debug: { x: 1 } })).toBeNull()
  })
  it('are tolerated from third-party clients, except n', () => {
    expect(refusalOf({ client_metadata: { a: 1 }, foo: 1 }, 'open-responses')).toBeNull()
    expect(refusalOf({ client_metadata: { a: 1 }, n: 2 }, 'open-responses')).toMatchObject({
      extra: { details: [{ path: ['n'], keyword: 'unknown_param' }] },
    })
  })
  it('include what only looks like a field', () => {
    expect(refusalOf({ constructor: 1, toString: 1 })).toMatchObject({
      extra: { details: [{ path: ['constructor'] }, { path: ['toString'] }] },
    })
  })
  it('the wider list is accepted', () => {
    const wider =
      'models messages max_tools_calls plugins trace frequency_penalty presence_penalty reasoning_split response_format web_search_options webSearchOptions top_k stop logit_bias logprobs seed'
    expect(refusalOf(Object.fromEntries(wider.split(' ').map((key) => [key, 1])))).toBeNull()
  })
})
