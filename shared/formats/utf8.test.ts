import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8Length } from './utf8'

it('a text has as many bytes as it is written with', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (any) => {
      for (const text of [any, `${any}\uD83D`, `\uDC4B${any}👋`]) expect(utf8Length(text)).toBe(Buffer.byteLength(text))
    }),
  )
})
