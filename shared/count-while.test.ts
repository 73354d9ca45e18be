import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countWhile } from './count-while'

test('counts what comes before a place, wherever that is', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.nat(300), (length, place) => {
      expect(countWhile(length, (index) => index < place)).toBe(Math.min(length, place))
    }),
  )
})
