import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Frame, SessionHeader } from './frame'
import { formatLine, parseFrame, parseFrames, parseHeader, SessionFormatError } from './jsonl'

const header: SessionHeader = {
  format: 'gatescope.session',
  version: 2,
  id: 'G-1',
  startedAt: 5,
  app: 'gatescope 0',
  origin: null,
}
const text = fc.string({ unit: 'binary', maxLength: 40 })
const headers = fc
  .dictionary(text, text)
  .map((d) => Object.fromEntries(Object.entries(d).filter(([k]) => k !== '__proto__')))
const when = { seq: fc.nat(), at: fc.double({ min: 0, max: 1e9, noNaN: true }).map((n) => n + 0) }
const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.record({ ...when, kind: fc.constant('received' as const), turn: fc.nat(), text, out: fc.nat() }),
  fc.record({ ...when, kind: fc.constant('upstream' as const), turn: fc.nat(), attempt: fc.nat(), text }),
  fc.record({ ...when, kind: fc.constant('sent' as const), turn: fc.nat(), text }),
  fc.record({ ...when, kind: fc.constant('responded' as const), turn: fc.nat(), status: fc.nat(), headers }),
  fc.record({
    ...when,
    kind: fc.constant('closed' as const),
    by: fc.constant('client' as const),
    code: fc.option(fc.nat()),
    reason: text,
  }),
)

const codeOf = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return (error as SessionFormatError).code
  }
}

describe('a session file gives back the frames that were written', () => {
  it('for any text, line ends and separators included', () => {
    fc.assert(
      fc.property(fc.array(frame), (frames) => {
        const file = [header, ...frames].map(formatLine).join('')
        expect(file.split('\n')).toHaveLength(frames.length + 2)
        expect(parseFrames(file)).toEqual(frames)
        expect(parseHeader(file.slice(0, file.indexOf('\n')))).toEqual(header)
      }),
    )
  })
  it('U+2028 and lone surrogates', () => {
    const odd: Frame = { seq: 0, at: 0, kind: 'sent', turn: 1, text: '\u2028\u2029\uD800\n\r\0' }
    expect(parseFrame(formatLine(odd))).toEqual(odd)
  })
  it('a chunk without the header', () => {
    const one: Frame = { seq: 4, at: 1.5, kind: 'ended', turn: 1, how: 'cut', detail: '' }
    expect(parseFrames(formatLine(one))).toEqual([one])
    expect(parseFrames('')).toEqual([])
  })
})

describe('a file of an older version', () => {
  it('is read as one of today', () => {
    const first = '{"format":"gatescope.session","version":1,"id":"G-1","startedAt":5,"app":"gatescope 0"}'
    expect(parseHeader(first)).toEqual(header)
  })
})

describe('a line that is no session header is refused', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"format":"har"}',
    '{"format":"gatescope.session","version":1,"startedAt":5}',
    '{"format":"gatescope.session","version":1,"id":7,"startedAt":5}',
    '{"format":"gatescope.session","version":1,"id":"G-1","startedAt":"today"}',
    '{"format":"gatescope.session","vers',
  ])('%s', (line) => {
    expect(codeOf(() => parseHeader(line))).toBe('not_a_session')
    expect(() => parseHeader(line)).toThrow('The first line is not a Gatescope session header.')
  })
  it.each([undefined, 0, null, 2.5, 'one'])('version %j is none there ever was', (version) => {
    expect(codeOf(() => parseHeader(JSON.stringify({ ...header, version })))).toBe('too_new')
  })
  it('one of a later version says so', () => {
    const later = JSON.stringify({ ...header, version: 3 })
    expect(codeOf(() => parseHeader(later))).toBe('too_new')
    expect(() => parseHeader(later)).toThrow('This file has format version 3; this app reads up to 2.')
  })
})

describe('a line that is no frame is refused', () => {
  it.each([
    '',
    'null',
    '7',
    '{"kind":"sent","seq":0',
    '{"seq":0,"at":0}',
    '{"kind":"sent","at":0}',
    '{"kind":"sent","seq":0}',
  ])('%s', (line) => {
    expect(codeOf(() => parseFrame(line))).toBe('broken_frame')
    expect(() => parseFrame(line)).toThrow(SessionFormatError)
  })
  it('and its beginning is shown', () => {
    expect(() => parseFrames(`${'x'.repeat(100)}\n`)).toThrow(`Not a frame: ${'x'.repeat(80)}`)
    expect(() => parseFrames(`${'x'.repeat(100)}\n`)).not.toThrow('x'.repeat(81))
  })
})
