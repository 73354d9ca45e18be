import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Frame } from '#shared/session/frame'
import { formatLine } from '#shared/session/jsonl'
import { markOf, type Mark } from '#shared/session/outline'
import { outlineLines } from './outline-lines'

function outline(text: string): { marks: Mark[]; frames: Frame[] } {
  const marks: Mark[] = []
  const frames: Frame[] = []
  outlineLines(Buffer.from(text), { mark: (mark) => marks.push(mark), frame: (frame) => frames.push(frame) })
  return { marks, frames }
}

const received = (text: string, seq = 0, at = 1.5): Frame => ({ seq, at, kind: 'received', turn: 1, text, out: 0.05 })

const event = fc
  .record({
    type: fc.oneof(
      fc.constantFrom('response.output_text.delta', 'error', 'x'),
      fc.string(),
      fc.string({ unit: 'grapheme' }),
    ),
    output_index: fc.option(fc.nat(2000), { nil: undefined }),
    delta: fc.oneof(fc.string({ unit: 'grapheme' }), fc.constant('"output_index":7'), fc.constant('{"type":"no"}')),
  })
  .map((value) => JSON.stringify(value))
const block = fc.tuple(event, fc.constantFrom('\n', '\r\n'), fc.boolean()).map(([json, end, isNamed]) => {
  const { type } = JSON.parse(json) as { type: string }
  const name = isNamed && !/[\r\n]/.test(type) ? `event: ${type}${end}` : ''
  return `${name}data: ${json}${end}${end}`
})
const text = fc.oneof(
  block,
  event,
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('', ': ping\n\n', 'data: [DONE]\n\n'),
)
const milliseconds = fc.double({ min: 0, max: 1e9, noNaN: true }).map((ms) => Math.round(ms * 1000) / 1000)
const frame = fc.oneof(
  fc.record({ kind: fc.constant('received' as const), turn: fc.nat(9999), text, out: milliseconds }),
  fc.record({ kind: fc.constant('upstream' as const), turn: fc.nat(9999), attempt: fc.nat(99), text }),
  fc.record({ kind: fc.constant('sent' as const), turn: fc.nat(9), text }),
  fc.constant({ kind: 'closed' as const, by: 'client' as const, code: null, reason: '"kind":"received"' }),
)

it('what it reads of a line is what a parser reads of it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(milliseconds, frame), { maxLength: 20 }), (list) => {
      const frames = list.map(([at, body], seq) => ({ seq, at, ...body }) as Frame)
      const lines = frames.map(formatLine).join('')
      expect(outline(lines)).toEqual({
        marks: frames.map(markOf),
        frames: frames.filter(({ kind }) => kind !== 'received' && kind !== 'upstream'),
      })
    }),
    { numRuns: 500 },
  )
})

it('a header is passed over', () => {
  const header = { format: 'gatescope.session', version: 2, id: 'a', startedAt: 1, app: 'x', origin: null } as const
  expect(outline(formatLine(header) + formatLine(received('event: a\ndata: {}\n\n'))).marks).toHaveLength(1)
})

it('fields in another order are read all the same', () => {
  const line = JSON.stringify({ kind: 'received', out: 2, text: 'event: a\n\n', turn: 3, at: 1e-7, seq: 9 })
  expect(outline(`${line}\n`).marks).toEqual([{ seq: 9, at: 1e-7, name: 'a', turn: 3, item: -1, out: 2 }])
})

it('a line that is no frame is an error', () => {
  expect(() => outline('{"seq":1}\n')).toThrow('Not a frame')
})
