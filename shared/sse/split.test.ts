import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { eventData } from '#shared/open-responses/events'
import { BlockTooLargeError, BlockSplitter } from './split'

// UTF-8 by way of percent encoding: shared code is typed without any platform's globals.
const encode = (text: string): Uint8Array =>
  Uint8Array.from(
    encodeURIComponent(text).replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    (c: string) => c.charCodeAt(0),
  )
const decode = (bytes: Uint8Array): string =>
  decodeURIComponent([...bytes].map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''))

/** Feeds `bytes` cut at the given offsets. */
function split(bytes: Uint8Array, cuts: readonly number[] = []): { blocks: string[]; rest: number } {
  const splitter = new BlockSplitter()
  const blocks: string[] = []
  const offsets = [0, ...[...new Set(cuts.map((c) => c % (bytes.length + 1)))].sort((a, b) => a - b), bytes.length]
  offsets.slice(1).forEach((end, i) => {
    splitter.feed(bytes.subarray(offsets[i], end), (block) => blocks.push(decode(block)))
  })
  return { blocks, rest: splitter.rest() }
}

const sameLineEnds = (text: string) => text.replace(/\r\n|\r/g, '\n')

const lineText = fc
  .oneof(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string({ maxLength: 20 }))
  .map((text) => text.replace(/[\r\n\uFEFF]/g, ''))
const lineEnd = fc.constantFrom('\n', '\r', '\r\n')
/** One event: data lines, maybe a comment and a name, every line with its own line end. */
const event = fc
  .record({
    name: fc.option(lineText),
    comment: fc.option(lineText),
    data: fc.array(lineText, { minLength: 1, maxLength: 4 }),
    ends: fc.array(lineEnd, { minLength: 7, maxLength: 7 }),
  })
  .map(({ name, comment, data, ends }) => {
    const lines = [
      ...(comment === null ? [] : [`: ${comment}`]),
      ...(name === null ? [] : [`event: ${name}`]),
      ...data.map((line) => `data: ${line}`),
      '',
    ]
    // A CR before an empty line that ends with LF would read as one CRLF: such an ending is not two line ends.
    const endOf = (i: number) => (i === lines.length - 1 && ends[i - 1] === '\r' ? '\r' : ends[i])
    return { text: lines.map((line, i) => `${line}${endOf(i)}`).join(''), data: data.join('\n') }
  })

describe('any chunking of the bytes gives the same blocks', () => {
  it('for every mix of line ends, comments, multi-line data, unicode and a byte order mark', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), fc.boolean(), fc.array(fc.nat(2_000)), (events, bom, cuts) => {
        const text = events.map((e) => e.text).join('')
        const { blocks, rest } = split(encode(bom ? `\uFEFF${text}` : text), cuts)
        const withData = blocks.filter((b) => b.trim() !== '')
        expect(withData.map((block) => sameLineEnds(eventData(block)))).toEqual(events.map((e) => e.data))
        expect(sameLineEnds(blocks.join(''))).toBe(sameLineEnds(text))
        expect(rest).toBe(events.length === 0 && bom ? 3 : 0)
      }),
      { numRuns: 500 },
    )
  })

  it('byte by byte as well as at once', () => {
    const bytes = encode('\uFEFFevent: a\r\ndata: é👋\r\n\r\n: ping\n\ndata: 1\rdata: 2\r\r')
    const whole = split(bytes).blocks
    expect(whole).toEqual(['event: a\r\ndata: é👋\r\n\r\n', ': ping\n\n', 'data: 1\rdata: 2\r\r'])
    const single = split(
      bytes,
      Array.from(bytes, (_, i) => i),
    ).blocks
    // The LF after a blank line's CR comes when the block is already handed over; it opens no block of its own.
    expect(single).toEqual(['event: a\r\ndata: é👋\r\n\r', ': ping\n\n', 'data: 1\rdata: 2\r\r'])
  })

  it('keeps a byte order mark that is not at the start of the stream', () => {
    expect(split(encode('data: 1\n\n\uFEFFdata: 2\n\n')).blocks).toEqual(['data: 1\n\n', '\uFEFFdata: 2\n\n'])
  })
})

describe('an event that never ended is no block', () => {
  it('counts its bytes', () => {
    expect(split(encode('data: 1\n\ndata: é'))).toEqual({ blocks: ['data: 1\n\n'], rest: 8 })
  })
  it('one line end is not a blank line', () => {
    expect(split(encode('data: 1\r\n'))).toEqual({ blocks: [], rest: 9 })
  })
})

describe('an event over the limit is refused', () => {
  const feed = (bytes: number, chunk: number) => {
    const splitter = new BlockSplitter(1 << 20)
    const blocks: Uint8Array[] = []
    const event = encode(`data: ${'x'.repeat(bytes - 8)}\n\n`)
    for (let at = 0; at < event.length; at += chunk) {
      splitter.feed(event.subarray(at, at + chunk), (b) => blocks.push(b))
    }
    return blocks.map((b) => b.length)
  }
  it.each([1 << 10, 1 << 16, 4 << 20])('in chunks of %i bytes', (chunk) => {
    expect(() => feed((1 << 20) + 1, chunk)).toThrow(BlockTooLargeError)
    expect(feed(1 << 20, chunk)).toEqual([1 << 20])
  })
  it('also when its end never comes', () => {
    const splitter = new BlockSplitter(1 << 20)
    const feedOn = () => splitter.feed(encode('x'.repeat(1 << 19)), () => {})
    feedOn()
    feedOn()
    expect(feedOn).toThrow(BlockTooLargeError)
  })
  it('and the message names the limit', () => {
    expect(() => feed(3 << 20, 1 << 16)).toThrow('One stream event is larger than 1 MiB.')
  })
})

describe('splitting is linear', () => {
  it('an 8 MiB event in 1 KiB chunks is copied once', () => {
    const splitter = new BlockSplitter()
    const chunk = encode('x'.repeat(1 << 10))
    const blocks: Uint8Array[] = []
    const set = vi.spyOn(Uint8Array.prototype, 'set')
    for (let i = 0; i < 8 << 10; i += 1) splitter.feed(chunk, (b) => blocks.push(b))
    splitter.feed(encode('\n\n'), (b) => blocks.push(b))
    const copied = set.mock.calls.reduce((sum, [source]) => sum + source.length, 0)
    set.mockRestore()
    expect(blocks.map((b) => b.length)).toEqual([(8 << 20) + 2])
    expect(copied).toBe((8 << 20) + 2)
  })
  it('a block inside one chunk is not copied at all', () => {
    const bytes = encode('data: 1\n\ndata: 2\n\n')
    const buffers: ArrayBufferLike[] = []
    new BlockSplitter().feed(bytes, (b) => buffers.push(b.buffer))
    expect(buffers).toEqual([bytes.buffer, bytes.buffer])
  })
})
