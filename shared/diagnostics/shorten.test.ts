import { describe, expect, it } from 'vitest'
import { shorten } from '#shared/diagnostics/shorten'

describe('a value to be laid out', () => {
  it('stays the same one while it is small', () => {
    const value = { a: [1, 'two', null], b: { c: true } }
    expect(shorten(value)).toEqual({ value, isShortened: false })
    expect(shorten(value).value).toBe(value)
  })
  it('keeps the beginning of what is long, and says how much there was', () => {
    const { value, isShortened } = shorten({
      list: Array.from({ length: 200_000 }, (_, index) => ({ index })),
      text: 'x'.repeat(30_000),
      fields: Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`f${index}`, index])),
    })
    const { list, text, fields } = value as { list: unknown[]; text: string; fields: Record<string, unknown> }
    expect(isShortened).toBe(true)
    expect([list.length, list[0], list.at(-1)]).toEqual([501, { index: 0 }, '… 199500 more'])
    expect(text.slice(-30)).toBe('xxxxxxx… 10000 more characters')
    expect([Object.keys(fields).length, fields['…']]).toEqual([501, '… 100 more'])
  })
  it('is bounded as a whole', () => {
    const wide = Array.from({ length: 400 }, () => Array.from({ length: 400 }, () => [0]))
    expect(JSON.stringify(shorten(wide).value).length).toBeLessThan(4_000_000)
    expect(JSON.stringify(shorten(wide).value)).toContain('… left out')
  })
})
