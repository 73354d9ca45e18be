import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitReason, isWorthRetrying, mapClose } from '#shared/open-responses/websocket/close-codes'
import { cutUtf8, utf8Length } from '#shared/open-responses/websocket/utf8'

const bytes = (text: string) => Buffer.byteLength(text)

describe('what a client is told when its upstream closed', () => {
  it.each<readonly [number, number]>([
    ...[1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1010, 1014, 1015, 2999, 3000, 3999, 5000].map(
      (code) => [code, 1011] as const,
    ),
    ...[1008, 1009, 1011, 1012, 1013, 4000, 4321, 4999].map((code) => [code, code] as const),
  ])('%i → %i', (code, expected) => {
    expect(mapClose({ code, reason: '' }).code).toBe(expected)
  })
  it('keeps the reason, and the code where that had to change', () => {
    expect(mapClose({ code: 1008, reason: 'policy' })).toEqual({ code: 1008, reason: 'policy' })
    expect(mapClose({ code: 1002, reason: 'bad frame' }).reason).toBe('upstream_closed 1002: bad frame')
    expect(mapClose({ code: 1006, reason: '' }).reason).toBe('upstream_closed 1006')
  })
  it('is always something that may be sent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6000 }), fc.string({ unit: 'grapheme' }), (code, reason) => {
        const told = mapClose({ code, reason: reason.repeat(20) })
        expect([1008, 1009, 1011, 1012, 1013].includes(told.code) || told.code >= 4000).toBe(true)
        expect(bytes(told.reason)).toBeLessThanOrEqual(123)
        expect(Buffer.from(told.reason).toString('utf8')).toBe(told.reason)
      }),
    )
  })
  it('a refused message is not worth another try', () => {
    expect([1009, 1007, 1008, 1002].some(isWorthRetrying)).toBe(false)
    expect([1000, 1001, 1005, 1006, 1011, 1012, 1013, 1015, 4001].every(isWorthRetrying)).toBe(true)
  })
  it('a reason is cut on a character', () => {
    expect(fitReason('x'.repeat(122) + '界')).toBe('x'.repeat(122))
    expect(fitReason('😀'.repeat(40))).toBe('😀'.repeat(30))
  })
})

describe('text in bytes', () => {
  it('is counted as it is encoded, also when it is broken', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' })), (text) => {
        expect(utf8Length(text)).toBe(bytes(text))
      }),
    )
    expect(utf8Length('\ud800')).toBe(3)
    expect(utf8Length('\ud800x')).toBe(4)
  })
  it('is counted no further than somebody wants to know', () => {
    expect(utf8Length('界'.repeat(10), 8)).toBeGreaterThan(8)
    expect(utf8Length('x'.repeat(10), 8)).toBeGreaterThan(8)
    expect(utf8Length('界界', 6)).toBe(6)
  })
  it('is cut to the longest beginning that fits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 40 }), (text, max) => {
        const cut = cutUtf8(text, max)
        expect(text.startsWith(cut)).toBe(true)
        expect(bytes(cut)).toBeLessThanOrEqual(max)
        const [next = ''] = text.slice(cut.length)
        expect(next === '' || bytes(cut + next) > max || bytes(next) > 3).toBe(true)
      }),
    )
  })
})
