import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldAliases, type CanonicalRequest } from './canonical'
import { requestSchema } from './request'

const fold = (fields: Record<string, unknown>, keep = false): CanonicalRequest =>
  foldAliases(requestSchema.parse({ model: 'a/b', input: 'hi', ...fields }), keep)

describe('one idea has one name', () => {
  it.each<readonly [string, Record<string, unknown>, Record<string, unknown>]>([
    ['the three limits', { max_output_tokens: 1, max_completion_tokens: 2, max_tokens: 3 }, { max_output_tokens: 1 }],
    ['the second limit before the third', { max_completion_tokens: 2, max_tokens: 3 }, { max_output_tokens: 2 }],
    [
      'no name that every object has',
      { image_config: { constructor: 'x', aspectRatio: '1:1' } },
      { image_config: { constructor: 'x', aspect_ratio: '1:1' } },
    ],
    ['a limit that is null', { max_output_tokens: null, max_tokens: 3 }, { max_output_tokens: 3 }],
    ['modalities', { responseModalities: ['text'] }, { modalities: ['text'] }],
    [
      'modalities under their own name first',
      { modalities: ['image'], response_modalities: ['text'] },
      { modalities: ['image'] },
    ],
    [
      'thinking',
      { thinking: { type: 'enabled', budgetTokens: 5, includeThoughts: true } },
      { reasoning: { enabled: true, max_tokens: 5, summary: 'auto' } },
    ],
    ['thinking switched off', { thinking: { type: 'disabled' } }, { reasoning: { enabled: false } }],
    [
      'reasoning over thinking, field by field',
      { reasoning: { effort: 'high' }, thinking: { effort: 'low', budget_tokens: 9 } },
      { reasoning: { effort: 'high', max_tokens: 9 } },
    ],
    [
      'images',
      {
        imageConfig: { aspectRatio: '1:1', fontInputs: [{ fontUrl: 'https://a.b/f', text: 'x' }] },
        image_config: { image_size: '2K' },
      },
      {
        image_config: {
          aspect_ratio: '1:1',
          image_size: '2K',
          font_inputs: [{ font_url: 'https://a.b/f', text: 'x' }],
        },
      },
    ],
    [
      'provider options',
      { providerOptions: { openai: { contextManagement: { type: 'compaction', compactThreshold: 7 } } } },
      { provider_options: { openai: { context_management: { type: 'compaction', compact_threshold: 7 } } } },
    ],
    [
      'functions',
      {
        tools: [{ type: 'function', function: { name: 'f', strict: true } }],
        tool_choice: { type: 'function', function: { name: 'f' } },
      },
      { tools: [{ type: 'function', name: 'f', strict: true }], tool_choice: { type: 'function', name: 'f' } },
    ],
  ])('%s', (_what, given, folded) => expect(fold(given)).toEqual({ model: 'a/b', input: 'hi', ...folded }))
})

describe('the input', () => {
  it('is a text or a list of items', () => {
    const message = { role: 'user', content: 'x' }
    expect(fold({ input: message }).input).toEqual([message])
    expect(foldAliases(requestSchema.parse({ model: 'a/b', input_items: [message] }))).toEqual({
      model: 'a/b',
      input: [message],
    })
  })
})

describe('what asks for nothing is absent', () => {
  it.each([
    { temperature: null },
    { reasoning: null },
    { reasoning: { effort: null } },
    { provider_options: { openai: {} } },
    { image_config: {} },
  ])('%j', (given) => expect(fold(given)).toEqual({ model: 'a/b', input: 'hi' }))
})

describe('what speaks to the gateway', () => {
  const given = {
    debug: { enabled: true },
    meta: true,
    usage: true,
    provider: {},
    routing: {},
    session_id: 's',
    echo_upstream_request: true,
  }
  it('stays here', () => expect(fold(given)).toEqual({ model: 'a/b', input: 'hi' }))
  it('goes on to a provider that is a gateway itself', () => expect(fold(given, true)).toMatchObject(given))
})

describe('folding', () => {
  it('twice is folding once, for any mixture of spellings', () => {
    const effort = fc.constantFrom('low', 'high')
    const request = fc.record(
      {
        max_output_tokens: fc.option(fc.integer({ min: 1 })),
        max_tokens: fc.integer({ min: 1 }),
        modalities: fc.option(fc.constant(['text'])),
        responseModalities: fc.constant(['image']),
        reasoning: fc.option(fc.record({ effort, max_tokens: fc.nat() }, { requiredKeys: [] })),
        thinking: fc.record(
          { effort, type: fc.constantFrom('enabled', 'disabled'), maxTokens: fc.nat() },
          { requiredKeys: [] },
        ),
        image_config: fc.record({ imageSize: fc.constant('1K'), image_size: fc.constant('2K') }, { requiredKeys: [] }),
        imageConfig: fc.record({ imageSize: fc.constant('4K') }, { requiredKeys: [] }),
        tools: fc.array(
          fc.constantFrom({ type: 'function', function: { name: 'f' } }, { type: 'function', name: 'g' }),
        ),
        metadata: fc.option(fc.dictionary(fc.string(), fc.string())),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(request, (fields) => {
        const once = fold(fields)
        expect(foldAliases(requestSchema.parse(once))).toEqual(once)
      }),
    )
  })
})
