import { describe, expect, it } from 'vitest'
import { compilePattern } from './compile-pattern'

describe('a pattern of a user', () => {
  it('finds every place', () => {
    expect(compilePattern('\\d{2,}')('a 12 b 345')).toEqual([
      { start: 2, end: 4 },
      { start: 7, end: 10 },
    ])
    expect(compilePattern('(?i)jane')('Jané JANE')).toEqual([{ start: 5, end: 9 }])
    expect(compilePattern('👋+')('x👋👋')).toEqual([{ start: 1, end: 5 }])
  })
  it('takes time that grows with the text and no faster, where others take for ever', () => {
    for (const pattern of ['(a+)+$', '(a|a)*b', '(.*a){12}b', '^(([a-z])+.)+[A-Z]([a-z])+$']) {
      const start = performance.now()
      compilePattern(pattern)(`${'a'.repeat(20_000)}!`)
      expect(performance.now() - start).toBeLessThan(5_000)
    }
  })
  it('that is none is an error with a code', () => {
    for (const pattern of ['(', '[', 'a(?=b)', '\\1', '*'])
      expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: 'invalid_pattern' }))
  })
})
