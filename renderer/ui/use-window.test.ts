import { expect, test } from 'vitest'
import { placeOf, rangeOf } from './use-window'

test('the window holds what is visible and a few rows around', () => {
  expect(rangeOf(0, 230, 23)).toEqual({ first: 0, end: 16 })
  expect(rangeOf(23_000, 230, 23)).toEqual({ first: 994, end: 1016 })
  expect(rangeOf(10, 0, 23)).toEqual({ first: 0, end: 7 })
})

test('a row is revealed with the smallest move', () => {
  expect(placeOf(5, 0, 230, 23)).toBe(0)
  expect(placeOf(10, 0, 230, 23)).toBe(23)
  expect(placeOf(2, 100, 230, 23)).toBe(46)
})
