import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinBlocks } from './event-bytes'

describe('blocks leave as one piece of memory', () => {
  const memory = Buffer.from('one two three four')
  const text = (blocks: readonly Uint8Array[]) => Buffer.from(joinBlocks(blocks)).toString('utf8')

  it('without a copy when they lie side by side', () => {
    const joined = joinBlocks([memory.subarray(0, 4), memory.subarray(4, 8)])
    expect([joined.buffer === memory.buffer, joined.byteOffset, joined.byteLength]).toEqual([
      true,
      memory.byteOffset,
      8,
    ])
  })
  it('by a copy when something is between them, or they are of other memory', () => {
    expect(text([memory.subarray(0, 4), memory.subarray(8, 14)])).toBe('one three ')
    expect(text([memory.subarray(0, 4), Buffer.from('2')])).toBe('one 2')
  })
  it('in their order, however they lie', () => {
    const range = fc.tuple(fc.nat(memory.length), fc.nat(memory.length))
    fc.assert(
      fc.property(fc.array(range, { maxLength: 5 }), (ranges) => {
        const blocks = ranges.map(([from, to]) => memory.subarray(Math.min(from, to), Math.max(from, to)))
        expect(text(blocks)).toBe(Buffer.concat(blocks).toString('utf8'))
      }),
    )
  })
})
