import { describe, expect, it } from 'vitest'
import { drawnPart, largest, sayTooLarge } from './size'

describe('a paste', () => {
  it('is read up to a size, beyond which it is told how much it is', () => {
    expect(sayTooLarge('The paste', largest)).toBeNull()
    expect(sayTooLarge('access.har', 48_210_000)).toBe(
      'access.har is 48.2 MB. Up to 32.0 MB are read: take the part that failed.',
    )
  })
  it('is drawn whole while it is small, and by its beginning when it is not', () => {
    expect(drawnPart('{}')).toEqual({ text: '{}', isWhole: true })
    const { text, isWhole } = drawnPart('x'.repeat(10_000_000))
    expect([text.length, isWhole]).toEqual([20_000, false])
  })
})
