import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findChange } from './change'

test('a change is as small as it can be, and makes one text of the other', () => {
  expect(findChange('abcd', 'abXcd')).toEqual({ from: 2, to: 2, insert: 'X' })
  expect(findChange('aa', 'aaa')).toEqual({ from: 2, to: 2, insert: 'a' })
  expect(findChange('same', 'same')).toBeNull()
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '"') })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = findChange(before, after) ?? { from: 0, to: 0, insert: '' }
      expect(before.slice(0, change.from) + change.insert + before.slice(change.to)).toBe(after)
    }),
  )
})
