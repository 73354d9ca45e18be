import { describe, expect, it, test } from 'vitest'
import { languages, writeSnippet, type Language } from './snippets'

const snippet = { address: 'http://127.0.0.1:4777/v1', token: 'gs_x"y', transport: 'sse' } as const
const write = (language: Language, body: string) => writeSnippet(language, { ...snippet, body })

test.each(languages.map((language) => language.value))('the %s snippet carries address, token and body', (language) => {
  const text = write(language, '{"model":"simulator/echo","input":"it\'s","stream":true}')
  expect(text).toContain('http://127.0.0.1:4777/v1')
  expect(text).toContain(language === 'curl' ? 'gs_x"y' : 'gs_x\\"y')
  expect(text).toContain('simulator/echo')
  expect(text).toContain(language === 'curl' ? "it'\\''s" : "it's")
})

describe('a body that is no object', () => {
  it('is for curl alone, exactly as it is written', () => {
    expect(write('curl', '{ "model": ')).toContain(`--data-raw '{ "model": '`)
    for (const language of ['fetch', 'ts', 'python'] as const) expect(write(language, '[1]')).toBeNull()
  })
})

test('Python writes its own constants, and hands on what its SDK does not name', () => {
  const text = write('python', '{"store":false,"user":null,"provider":{"only":["a"]}}')
  expect(text).toContain('store=False,\n    user=None,\n    extra_body={"provider": {"only": ["a"]}},')
})
