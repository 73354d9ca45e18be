import { describe, expect, it } from 'vitest'
import { foldAliases, type CanonicalRequest } from '#shared/open-responses/canonical'
import { requestSchema } from '#shared/open-responses/request'
import { readNeeds, requestedParameters } from './needs'

const canonical = (fields: object) => foldAliases(requestSchema.parse({ model: 'm', input: 'hi', ...fields }))
const asked = (fields: object) => requestedParameters(canonical(fields))

describe('requested parameters', () => {
  it.each<readonly [object, readonly string[]]>([
    [{}, []],
    [{ usage: true, meta: true, debug: { enabled: true }, provider: { only: ['a'] }, session_id: 's' }, []],
    [{ stream: true, stream_options: { a: 1 }, metadata: { a: 'b' }, user: 'u', instructions: 'be kind' }, []],
    [{ include: ['reasoning.encrypted_content'], prompt_cache_key: 'k', safety_identifier: 'i' }, []],
    [{ temperature: 0, top_p: 1, seed: 0 }, ['temperature', 'top_p', 'seed']],
    [{ temperature: null, tools: [], text: {}, stop: '' }, ['stop']],
    [{ max_tokens: 3 }, ['max_tokens']],
    [{ max_output_tokens: 1, max_completion_tokens: 2, max_tokens: 3 }, ['max_tokens']],
    [{ reasoning: { effort: 'low', summary: null } }, ['reasoning.effort']],
    [{ thinking: { budget_tokens: 9 } }, ['reasoning.max_tokens']],
    [{ text: { format: { type: 'text' } } }, []],
    [{ text: { format: { type: 'json_schema' }, verbosity: 'low' } }, ['text.format.json_schema', 'text.verbosity']],
    [{ modalities: ['text'] }, []],
    [{ responseModalities: ['text', 'image'] }, ['modalities.image']],
    [{ imageConfig: { aspectRatio: '1:1' } }, ['image_config.aspect_ratio']],
    [{ provider_options: {} }, []],
    [{ provider_options: { openai: {} } }, []],
    [
      { providerOptions: { openai: { contextManagement: { type: 'compaction' } } } },
      ['provider_options.openai.context_management'],
    ],
    [
      {
        tools: [
          { type: 'function', name: 'f' },
          { type: 'function', name: 'g' },
        ],
      },
      ['tools'],
    ],
    [{ tools: [{ type: 'custom' }, { type: 'function', function: { name: 'f' } }] }, ['tools.custom', 'tools']],
    [{ input: 'plain' }, []],
    [
      {
        input: [
          { role: 'user', content: 'plain' },
          { type: 'function_call_output', output: 'x' },
        ],
      },
      [],
    ],
    [
      {
        input: [{ role: 'user', content: [{ type: 'input_text' }, { type: 'input_audio' }] }, { type: 'input_image' }],
      },
      ['input.input_audio', 'input.input_image'],
    ],
    [{ input: [{ role: 'user', content: { type: 'input_file' } }] }, ['input.input_file']],
    [{ tools: [{ type: 'gateway:datetime' }], tool_choice: 'gateway:datetime' }, []],
    [{ tool_choice: { type: 'gateway:datetime' } }, []],
    [{ tool_choice: 'auto' }, []],
    [{ tool_choice: 'required' }, ['tool_choice']],
    [{ store: false, background: false, truncation: 'disabled', parallel_tool_calls: true, top_logprobs: 0 }, []],
    [{ frequency_penalty: 0, presence_penalty: 0, logprobs: false, service_tier: 'auto' }, []],
    [{ frequency_penalty: 1, presence_penalty: 1 }, ['frequency_penalty', 'presence_penalty']],
    [{ logprobs: true, top_logprobs: 2 }, ['logprobs', 'top_logprobs']],
    [{ store: true, background: true, truncation: 'auto' }, ['store', 'background', 'truncation']],
    [{ parallel_tool_calls: false, previous_response_id: 'r' }, ['parallel_tool_calls', 'previous_response_id']],
  ])('of %j are %j', (fields, expected) => expect(new Set(asked(fields))).toEqual(new Set(expected)))
  it.each<readonly [object, readonly string[]]>([
    [{ temperature: null, seed: undefined }, []],
    [{ stop: [], logit_bias: {} }, []],
    [{ stop: ['x'], logit_bias: { a: 1 } }, ['stop', 'logit_bias']],
    [{ constructor: 1 }, ['constructor']],
    [{ modalities: 'image' }, []],
    [{ modalities: [5, 'image', 'text'] }, ['modalities.image']],
    [{ text: { format: {} } }, []],
    [{ text: { format: { type: 5 } } }, []],
    [{ tools: [{ name: 'x' }, 5, null] }, []],
    [{ tool_choice: { type: 'function', name: 'f' } }, ['tool_choice']],
    [{ reasoning: { effort: 'low', summary: null } }, ['reasoning.effort']],
    [{ reasoning: 'low', provider_options: 5 }, []],
  ])('of whatever JSON holds: %j are %j', (fields, expected) => {
    expect(requestedParameters({ model: 'm', input: 'hi', ...fields } as CanonicalRequest)).toEqual(expected)
  })
  it('a gateway that is asked as a provider gets its fields, and they count as little', () => {
    const request = requestSchema.parse({ model: 'm', input: 'hi', provider: { only: ['a'] }, meta: true })
    expect(requestedParameters(foldAliases(request, true))).toEqual([])
  })
})

describe('the length of the answer and the tier', () => {
  it('are null when nothing is asked for', () => {
    expect(readNeeds(canonical({}))).toEqual({ parameters: [], maxOutputTokens: null, serviceTier: null })
  })
  it.each(['auto', 'default', 'standard'])('%s is the ordinary tier', (service_tier) => {
    expect(readNeeds(canonical({ service_tier })).serviceTier).toBeNull()
  })
  it('are what was asked for', () => {
    expect(readNeeds(canonical({ max_completion_tokens: 7, service_tier: 'flex' }))).toEqual({
      parameters: ['service_tier', 'max_tokens'],
      maxOutputTokens: 7,
      serviceTier: 'flex',
    })
  })
})
