import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../../test/support/catalogue'
import { openai } from './index'

const codecOf = (model: string, fields: object = {}) => {
  const provider = catalogueOf({ providers: [{ id: 'openai', ...fields }] }).providers.get('openai')
  if (!provider) throw new Error('no provider')
  return openai.codecFor({ provider, model })
}

describe('OpenAI speaks', () => {
  it.each([
    ['gpt-5', 'responses'],
    ['gpt-audio', 'chat-completions'],
    ['gpt-audio-mini-2025-10-06', 'chat-completions'],
    ['babbage-002', 'chat-completions'],
    ['davinci-002', 'chat-completions'],
    ['my-gpt-audio', 'responses'],
  ])('for %s: %s', (model, dialect) => expect(codecOf(model).dialect).toBe(dialect))
  it('what the configuration says', () => {
    expect(codecOf('gpt-5', { dialect: 'chat-completions' }).dialect).toBe('chat-completions')
  })
  it('and can do everything in its own API', () => expect(codecOf('gpt-5').unsupported).toEqual([]))
})
