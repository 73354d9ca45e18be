import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogueOf } from '../../test/support/catalogue'
import type { Codec } from '../providers/provider'
import { modelLists, readModelList } from './model-list'

const dialects = Object.keys(modelLists) as Codec['dialect'][]
const ask = (dialect: Codec['dialect'], base_url: string, apiKey: string | null) => {
  const provider = catalogueOf({ providers: [{ id: 'openai', base_url }] }).providers.get('openai')
  if (!provider) throw new Error('no provider')
  return modelLists[dialect].encode({ provider, apiKey })
}

describe('how a provider is asked', () => {
  it.each<readonly [Codec['dialect'], string, string, object]>([
    ['responses', 'https://h/v1', 'https://h/v1/models', { authorization: 'Bearer k' }],
    ['chat-completions', 'https://h', 'https://h/v1/models', { authorization: 'Bearer k' }],
    [
      'messages',
      'https://h',
      'https://h/v1/models?limit=1000',
      { 'anthropic-version': '2023-06-01', 'x-api-key': 'k' },
    ],
    ['generate-content', 'https://h', 'https://h/v1beta/models?pageSize=1000', { 'x-goog-api-key': 'k' }],
    ['generate-content', 'https://h/v1', 'https://h/v1/models?pageSize=1000', { 'x-goog-api-key': 'k' }],
  ])('%s at %s', (dialect, base, url, headers) => expect(ask(dialect, base, 'k')).toEqual({ url, headers }))
  it('without a credential, none is sent', () => {
    for (const dialect of dialects) expect(JSON.stringify(ask(dialect, 'https://h', null))).not.toMatch(/key|bearer/i)
  })
})

describe('what its answer says', () => {
  it('names, once each, of models that write text', () => {
    const data = [
      'gpt-9',
      'gpt-9',
      'text-embedding-9',
      'gpt-9-tts',
      'gpt-image-9',
      'omni-moderation-9',
      'gpt-realtime-9',
    ]
    expect(readModelList('responses', JSON.stringify({ data: data.map((id) => ({ id })) }))).toEqual([
      { model: 'gpt-9' },
    ])
  })
  it('Anthropic’s with a name to show', () => {
    const data = [{ id: 'claude-9', display_name: 'Claude 9' }]
    expect(readModelList('messages', JSON.stringify({ data }))).toEqual([{ model: 'claude-9', name: 'Claude 9' }])
  })
  it('Google’s without their folder, and only those that generate content', () => {
    const models = [
      { name: 'models/gemini-9', displayName: 'Gemini 9', supportedGenerationMethods: ['generateContent'] },
      { name: 'models/other-9', supportedGenerationMethods: ['predict'] },
    ]
    expect(readModelList('generate-content', JSON.stringify({ models }))).toEqual([
      { model: 'gemini-9', name: 'Gemini 9' },
    ])
  })
  it.each(['', 'null', '[]', '{"data":{}}', '<html>'])('%j is no list', (text) => {
    for (const dialect of dialects) expect(readModelList(dialect, text)).toBeNull()
  })
  it('entries that make no sense are passed over, and nothing makes it throw', () => {
    const data = [null, 3, {}, { id: 7 }, { id: '' }, { id: 'x'.repeat(300) }, { id: 'fine' }]
    expect(readModelList('responses', JSON.stringify({ data }))).toEqual([{ model: 'fine' }])
    fc.assert(
      fc.property(fc.constantFrom(...dialects), fc.array(fc.jsonValue()), (dialect, entries) => {
        const { key } = modelLists[dialect]
        expect(readModelList(dialect, JSON.stringify({ [key]: entries }))).not.toBeNull()
      }),
    )
  })
})
