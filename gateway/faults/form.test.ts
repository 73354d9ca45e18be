import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventData, eventName, parseEvent } from '#shared/open-responses/events'
import { faultSchema } from '#shared/fault/schema'
import { BlockSplitter } from '#shared/sse/split'
import { cutChunks, formEvent, formMessage } from './form'

const faultOf = (fields: object) => faultSchema.parse({ provider: 'p', ...fields })
const event = (fields: object) => Buffer.from(`event: x\ndata: ${JSON.stringify({ type: 'x', ...fields })}\n\n`)
const formed = (fault: object, fields: object, n = 0) =>
  Buffer.concat(formEvent(faultOf(fault), event(fields), n)).toString()
const blocksOf = (bytes: Buffer): string[] => {
  const blocks: string[] = []
  new BlockSplitter().feed(bytes, (block) => blocks.push(Buffer.from(block).toString()))
  return blocks
}

const forms = [
  { newline: 'crlf' },
  { newline: 'cr' },
  { comments: true },
  { data_lines: true },
  { chunks: 'bytes' },
  { chunks: 'characters' },
] as const

describe('an event in another form', () => {
  it.each(forms)('%j is the same event to who reads by the rules', (form) => {
    const fields = fc.dictionary(fc.string(), fc.jsonValue({ depthSize: 'small' }))
    fc.assert(
      fc.property(fields, (given) => {
        // A number that JSON does not write back as it was (-0) says nothing about the form.
        const wanted = JSON.parse(JSON.stringify({ ...given, type: 'x' })) as object
        const bytes = Buffer.concat(formEvent(faultOf(form), event(wanted), 0))
        const [block] = blocksOf(bytes).filter((b) => eventData(b) !== '')
        expect(eventName(block ?? '')).toBe('x')
        expect(JSON.parse(eventData(block ?? ''))).toEqual(wanted)
      }),
    )
  })
  it('ends its lines as asked, also when they ended so before', () => {
    expect(formed({ newline: 'crlf' }, {})).toBe('event: x\r\ndata: {"type":"x"}\r\n\r\n')
    expect(formed({ newline: 'cr' }, {})).toBe('event: x\rdata: {"type":"x"}\r\r')
    const twice = formEvent(faultOf({ newline: 'crlf' }), Buffer.from(formed({ newline: 'crlf' }, {})), 0)
    expect(Buffer.concat(twice).toString()).toBe(formed({ newline: 'crlf' }, {}))
  })
  it('has comments between events and inside them', () => {
    expect(formed({ comments: true }, {})).toBe(': injected\n\n: injected\nevent: x\ndata: {"type":"x"}\n\n')
  })
  it('has its data in three lines; what is no JSON has not', () => {
    expect(formed({ data_lines: true }, {})).toBe('event: x\ndata: {\ndata: "type":"x"\ndata: }\n\n')
    const done = Buffer.from('data: [DONE]\n\n')
    expect(formEvent(faultOf({ data_lines: true }), done, 0)).toEqual([done])
  })
  it('has the number of the event before, or none', () => {
    const numbers = (fault: object) =>
      [0, 1, 2, 3].map(
        (n) => parseEvent(formed(fault, { a: '"sequence_number":9', sequence_number: n }))?.['sequence_number'],
      )
    expect(numbers({ sequence: 'duplicate' })).toEqual([0, 0, 2, 2])
    expect(numbers({ sequence: 'missing' })).toEqual([undefined, undefined, undefined, undefined])
    expect(parseEvent(formed({ sequence: 'missing' }, { a: 1 }))).toEqual({ type: 'x', a: 1 })
    const message = JSON.stringify({ sequence_number: 5, type: 'x' })
    expect(formMessage(faultOf({ sequence: 'missing' }), message, 0)).toBe('{"type":"x"}')
  })
  it('is huge at its place alone', () => {
    const huge = { huge_event_bytes: 5_000, huge_after_events: 1 }
    expect([0, 1, 2].map((n) => formed(huge, { a: 1 }, n).length > 5_000)).toEqual([false, true, false])
    expect(parseEvent(formed(huge, { a: 1 }, 1))).toMatchObject({ type: 'x', a: 1 })
  })
})

describe('chunks', () => {
  it('of one byte, or ending inside every long character: together always the whole', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('bytes', 'characters'), (text, chunks) => {
        const cut = cutChunks(faultOf({ chunks }), Buffer.from(text))
        expect(Buffer.concat(cut).toString()).toBe(text)
        expect(cut.every((chunk) => chunk.length > 0)).toBe(true)
        if (chunks === 'bytes') expect(cut.every((chunk) => chunk.length === 1)).toBe(true)
      }),
    )
    const chunks = cutChunks(faultOf({ chunks: 'characters' }), Buffer.from('aé👋b'))
    expect(chunks.map((chunk) => chunk.length)).toEqual([2, 2, 4])
    expect(cutChunks(faultOf({ chunks: 'characters' }), Buffer.from('abcd')).map(String)).toEqual(['ab', 'cd'])
  })
})
