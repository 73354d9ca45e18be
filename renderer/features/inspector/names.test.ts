import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitNames } from './names'

const named = (sentence: string, ...names: string[]) =>
  splitNames(sentence, names).flatMap(({ text, isName }) => (isName ? [text] : []))

test('names are found as words of their own, the longer first', () => {
  expect(named('openai refused; azure-openai and openai/gpt-5 did not.', 'openai', 'openai/gpt-5')).toEqual([
    'openai',
    'openai/gpt-5',
  ])
  expect(named('off: switched offhand.', 'off')).toEqual(['off'])
})

test('a sentence stays whole, whatever the names are', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (sentence, names) => {
      expect(
        splitNames(sentence, names)
          .map(({ text }) => text)
          .join(''),
      ).toBe(sentence)
    }),
  )
})
