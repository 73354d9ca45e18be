import { expect, it } from 'vitest'
import { appendText } from './append-text'

it('appends, however long the text grows', () => {
  let text = ''
  for (let i = 0; i < 50_000; i += 1) text = appendText(text, i % 10 === 0 ? '' : `${i} `)
  const expected = Array.from({ length: 50_000 }, (_, i) => (i % 10 === 0 ? '' : `${i} `)).join('')
  expect(text === expected).toBe(true)
})
