import { expect, test } from 'vitest'
import { languages, writeSnippet } from './snippets'

test.each(languages.map((language) => language.value))(
  'the %s snippet carries address, token and model',
  (language) => {
    const text = writeSnippet(language, {
      address: 'http://127.0.0.1:4777/v1',
      token: 'gs_x"y',
      model: 'simulator/echo',
    })
    expect(text).toContain('http://127.0.0.1:4777/v1')
    expect(text).toContain(language === 'curl' ? 'gs_x"y' : 'gs_x\\"y')
    expect(text).toContain('simulator/echo')
  },
)
