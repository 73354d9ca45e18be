import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BlockSplitter } from '#shared/sse/split'
import { eventData, eventName } from '#shared/open-responses/events'
import { dispatches, eventId, formatBlock, splitBlocks } from './sse-blocks'

/** What the live path makes of the same bytes. */
function live(text: string): string[] {
  const splitter = new BlockSplitter()
  const blocks: string[] = []
  splitter.feed(Buffer.from(text, 'utf8'), (block) => blocks.push(Buffer.from(block).toString('utf8')))
  return blocks
}

const line = fc.constantFrom('data: {"a":1}', 'event: x', ': ping', 'id: 7', 'é👋', '', 'retry: 3')
const end = fc.constantFrom('\n', '\r\n', '\r')
const streams = fc.array(fc.tuple(line, end)).map((lines) => lines.flat().join(''))

describe('a stream taken apart again', () => {
  it('has the blocks that the live path would have found', () => {
    fc.assert(
      fc.property(streams, (text) => {
        const whole = live(text)
        expect([...splitBlocks(text)].slice(0, whole.length)).toEqual(whole)
      }),
      { numRuns: 2_000 },
    )
  })
  it('loses nothing, not even what never ended', () => {
    fc.assert(
      fc.property(streams, (text) => {
        expect([...splitBlocks(text)].join('')).toBe(text)
      }),
    )
    expect([...splitBlocks('data: 1\n\ndata: 2')]).toEqual(['data: 1\n\n', 'data: 2'])
  })
  it('drops the mark at its beginning, as every reader of a stream does', () => {
    expect([...splitBlocks('\uFEFFdata: 1\n\n')]).toEqual(['data: 1\n\n'])
  })
})

describe('one block', () => {
  it('is told of when it has data', () => {
    expect([dispatches('data: 1\n\n'), dispatches(': ping\n\n'), dispatches('event: x\n\n')]).toEqual([
      true,
      false,
      false,
    ])
  })
  it.each([
    ['id: 7\ndata: 1\n\n', '7'],
    ['data: 1\r\nid:8\r\n\r\n', '8'],
    ['id\ndata: 1\n\n', ''],
    ['data: id: 7\nidentity: 3\n\n', null],
    ['id: a\0b\n\n', null],
  ])('%j has the id %j', (block, id) => {
    expect(eventId(block)).toBe(id)
  })
  it('written anew from its parts has the same parts', () => {
    const parts = fc.tuple(
      fc.stringMatching(/^[a-z.]{1,12}$/),
      fc.stringMatching(/^[a-z0-9]{0,6}$/),
      fc.array(fc.stringMatching(/^[^\r\n\0]{1,12}$/), { minLength: 1 }).map((lines) => lines.join('\n')),
    )
    fc.assert(
      fc.property(parts, ([name, id, data]) => {
        const block = formatBlock(name, id, data)
        expect([eventName(block) || 'message', eventId(block) ?? '', eventData(block)]).toEqual([name, id, data])
      }),
    )
  })
})
