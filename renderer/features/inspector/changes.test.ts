import { describe, expect, it } from 'vitest'
import { requestFields } from '#shared/open-responses/request/fields'
import { readChanges } from './changes'

const fields = requestFields()
const read = (client: object, upstream: object, url = 'https://api.openai.com/v1/responses') =>
  readChanges(JSON.stringify(client), JSON.stringify(upstream), url, fields)
const rules = (client: object, upstream: object, url?: string) =>
  Object.fromEntries((read(client, upstream, url)?.changes ?? []).map(({ path, rule }) => [path.join('.'), rule]))

describe('what the gateway changed', () => {
  it('is nothing where the bodies are the same', () => {
    expect(read({ model: 'm', input: 'x' }, { model: 'm', input: 'x' })).toEqual({ rewrittenFor: null, changes: [] })
  })
  it('names the rule of each difference that has one', () => {
    const client = { model: 'openai/gpt', provider: { only: ['openai'] }, max_tokens: 9, debug: null, odd: 1 }
    const upstream = { model: 'gpt', max_output_tokens: 9 }
    expect(rules(client, upstream)).toEqual({
      model: 'the provider’s own name for the model',
      provider: 'read by the gateway, never sent on',
      max_tokens: 'another name for max_output_tokens',
      debug: 'read by the gateway, never sent on',
      odd: null,
      max_output_tokens: 'gathered from its other names',
    })
  })
  it('names the words of the gateway inside a field', () => {
    const client = { reasoning: { effort: 'low', max_tokens: 5 }, text: { format: { schema: {} } } }
    const upstream = {
      reasoning: { effort: 'low' },
      text: { format: { schema: { additionalProperties: false }, strict: true } },
    }
    expect(rules(client, upstream)).toEqual({
      'reasoning.max_tokens': 'a word of the gateway’s own',
      'text.format.schema.additionalProperties': 'a strict schema is a closed one',
      'text.format.strict': 'a strict schema is a closed one',
    })
  })
  it('says in which other format a body was written anew', () => {
    const format = (url: string) => read({ input: 'x' }, { messages: [] }, url)?.rewrittenFor
    expect(format('https://api.x.test/v1/chat/completions')).toBe('Chat Completions')
    expect(format('https://api.anthropic.com/v1/messages')).toBe('Anthropic Messages')
    expect(format('https://g.test/v1beta/models/gemini:streamGenerateContent?alt=sse')).toBe('Gemini')
    expect(format('https://api.openai.com/v1/responses')).toBeNull()
  })
  it('is not read where a body is no JSON', () => {
    expect(readChanges('{', '{}', '', fields)).toBeNull()
  })
})
