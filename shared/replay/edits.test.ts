import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  answered,
  attempted,
  closed,
  ended,
  framesOf,
  message,
  opened,
  received,
  responded,
  routed,
  sent,
  sse,
  type Moment,
} from '../../test/support/frames'
import type { Frame } from '#shared/session/frame'
import { formatLine, isStreamed } from '#shared/session/jsonl'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import { applyEdits, createTapeEditor, editsFor, type TapeEdit } from './edits'

const delta = (text: string) => {
  const event = { type: 'response.output_text.delta', delta: text }
  return sse(event)
}
const stream = framesOf(
  [0, opened()],
  [1, sent({ model: 'm', stream: true })],
  [2, routed()],
  [3, attempted('openai')],
  [20, answered()],
  [21, responded(200, 'text/event-stream')],
  [22, sse({ type: 'response.created' })],
  [30, delta('a')],
  [30, delta('b')],
  [45.123, sse({ type: 'response.completed' })],
  [46, ended('complete', 'The terminal event was delivered.')],
  [47, closed()],
)
const socketMoments: Moment[] = [
  [0, opened('websocket')],
  [0.5, responded(101, '', 0)],
]
for (const turn of [1, 2]) {
  const at = turn * 100
  socketMoments.push(
    [at, sent({ type: 'response.create' }, turn)],
    [at + 1, routed(turn)],
    [at + 2, attempted('openai', 1, turn)],
    [at + 3, answered(1, turn)],
    [at + 10, message({ type: 'response.created' }, turn)],
    [at + 20, message({ type: 'response.completed' }, turn)],
    [at + 20, ended('complete', '', turn)],
  )
}
const socket = framesOf(...socketMoments, [300, closed('client')])

const summary = (frames: readonly Frame[]) => frames.reduce(applyFrame, createSummary({ id: 'G-1', startedAt: 0 }))
const kinds = (frames: readonly Frame[]) => frames.map(({ kind }) => kind)

const tapes = fc.constantFrom<readonly Frame[]>(stream, socket)
const edit = fc.oneof(
  fc.record({ kind: fc.constantFrom('drop', 'duplicate', 'cut'), seq: fc.integer({ min: -1, max: 20 }) }),
  fc.record({ kind: fc.constant('delay'), seq: fc.nat(20), ms: fc.double({ min: -5, max: 1e6, noNaN: true }) }),
  fc.record({ kind: fc.constant('replace'), seq: fc.nat(20), text: fc.string() }),
) as fc.Arbitrary<TapeEdit>

describe('whatever the edits are', () => {
  it('none of them is no change at all, to the byte', () => {
    for (const tape of [stream, socket]) {
      expect(applyEdits(tape, []).map(formatLine)).toEqual(tape.map(formatLine))
      expect(applyEdits(tape, [{ kind: 'drop', seq: 999 }])).toEqual(tape)
    }
  })
  it('frames are numbered without a gap and time never goes back', () => {
    fc.assert(
      fc.property(tapes, fc.array(edit, { maxLength: 8 }), (tape, edits) => {
        const frames = applyEdits(tape, edits)
        frames.forEach((frame, i) => {
          expect(frame.seq).toBe(i)
          expect(frame.at).toBeGreaterThanOrEqual(frames[i - 1]?.at ?? 0)
        })
      }),
    )
  })
  it('what was recorded is not touched', () => {
    fc.assert(
      fc.property(tapes, fc.array(edit, { maxLength: 8 }), (tape, edits) => {
        const before = JSON.stringify(tape)
        applyEdits(tape, edits)
        expect(JSON.stringify(tape)).toBe(before)
      }),
    )
  })
  it('the result is a session that was opened and closed once', () => {
    fc.assert(
      fc.property(tapes, fc.array(edit, { maxLength: 8 }), (tape, edits) => {
        const frames = applyEdits(tape, edits)
        expect(kinds(frames).filter((kind) => kind === 'opened' || kind === 'closed')).toEqual(['opened', 'closed'])
        expect(frames.at(0)?.kind).toBe('opened')
        expect(frames.at(-1)?.kind).toBe('closed')
        expect(['streaming', 'idle']).not.toContain(summary(frames).verdict)
      }),
    )
  })
  it('one frame after another gives what all at once gives', () => {
    fc.assert(
      fc.property(tapes, fc.array(edit, { maxLength: 8 }), (tape, edits) => {
        const editor = createTapeEditor(edits)
        const frames: Frame[] = []
        for (const frame of tape) frames.push(...editor.apply(frame))
        expect(frames).toEqual(applyEdits(tape, edits))
      }),
    )
  })
})

describe('an event', () => {
  it('that is dropped is gone, and only that one', () => {
    const frames = applyEdits(stream, [{ kind: 'drop', seq: 7 }])
    const textsOf = (tape: readonly Frame[]) => tape.filter(isStreamed).map(({ text }) => text)
    expect(textsOf(frames)).toEqual(textsOf(stream.filter(({ seq }) => seq !== 7)))
  })
  it('that is duplicated comes twice at its moment', () => {
    const frames = applyEdits(stream, [{ kind: 'duplicate', seq: 7 }])
    expect(frames.slice(7, 9)).toEqual([stream[7], { ...stream[7], seq: 8 }])
    expect(frames).toHaveLength(stream.length + 1)
  })
  it('that is late makes everything after it late, and delays add up', () => {
    const frames = applyEdits(stream, [
      { kind: 'delay', seq: 7, ms: 100 },
      { kind: 'delay', seq: 9, ms: 0.5 },
    ])
    expect(frames.map(({ at }) => at)).toEqual([0, 1, 2, 3, 20, 21, 22, 130, 130, 145.623, 146.5, 147.5])
  })
  it('that is replaced says exactly the text, also when that is an error', () => {
    const text = 'event: error\ndata: {"type":"error","code":"server_error","message":"Injected"}\n\n'
    const frames = applyEdits(stream, [{ kind: 'replace', seq: 9, text }])
    expect(frames[9]).toEqual({ ...stream[9], text })
    expect(summary(frames)).toMatchObject({ verdict: 'failed_mid_stream', error: 'server_error' })
  })
})

describe('a cut', () => {
  it('in the middle of a stream ends the turn as cut and closes the connection', () => {
    const frames = applyEdits(stream, [{ kind: 'cut', seq: 7 }])
    expect(frames.slice(0, 8)).toEqual(stream.slice(0, 8))
    expect(frames.slice(8)).toEqual([
      { seq: 8, at: 30, kind: 'ended', turn: 1, how: 'cut', detail: 'The edited tape is cut after 2 events.' },
      { seq: 9, at: 30, kind: 'closed', by: 'upstream', code: null, reason: '' },
    ])
    expect(summary(frames).verdict).toBe('truncated')
  })
  it('after the last event leaves a whole answer', () => {
    const frames = applyEdits(stream, [{ kind: 'cut', seq: 9 }])
    expect(frames[10]).toMatchObject({ kind: 'ended', how: 'complete' })
    expect(summary(frames).verdict).toBe('complete')
  })
  it('after a refusal adds nothing to it', () => {
    const refused = framesOf(
      [0, opened()],
      [1, sent({})],
      [2, responded(400)],
      [2, received('{"error":"x"}')],
      [3, closed()],
    )
    expect(kinds(applyEdits(refused, [{ kind: 'cut', seq: 3 }]))).toEqual([
      'opened',
      'sent',
      'responded',
      'received',
      'closed',
    ])
  })
  it('between two turns of a websocket ends neither, in one of them only that one', () => {
    const between = applyEdits(socket, [{ kind: 'cut', seq: 8 }])
    expect(between.slice(9)).toEqual([{ seq: 9, at: 120, kind: 'closed', by: 'upstream', code: 1006, reason: '' }])
    const within = applyEdits(socket, [{ kind: 'cut', seq: 13 }])
    expect(within.slice(14)).toMatchObject([
      { kind: 'ended', turn: 2, how: 'cut' },
      { kind: 'closed', code: 1006 },
    ])
  })
  it('of an event that is dropped comes where the event would have', () => {
    expect(
      kinds(
        applyEdits(stream, [
          { kind: 'drop', seq: 7 },
          { kind: 'cut', seq: 7 },
        ]),
      ).slice(6),
    ).toEqual(['received', 'ended', 'closed'])
  })
})

describe('edits that cannot be made', () => {
  it('change nothing, and are told', () => {
    const edits: TapeEdit[] = [
      { kind: 'drop', seq: 0 },
      { kind: 'replace', seq: 1, text: '{}' },
      { kind: 'duplicate', seq: 99 },
      { kind: 'drop', seq: 7 },
    ]
    const editor = createTapeEditor(edits)
    const frames = stream.flatMap((frame) => editor.apply(frame))
    expect(frames).toHaveLength(stream.length - 1)
    expect(editor.unused()).toEqual(edits.slice(0, 3))
  })
  it('are those that a frame of its kind does not have', () => {
    expect(stream.map((frame) => editsFor(frame).includes('drop'))).toEqual(stream.map(isStreamed))
    expect(editsFor(stream[11] as Frame)).toEqual(['delay'])
  })
  it('are not those of what a cut took away', () => {
    const editor = createTapeEditor([
      { kind: 'cut', seq: 6 },
      { kind: 'drop', seq: 8 },
    ])
    for (const frame of stream) editor.apply(frame)
    expect(editor.isCut()).toBe(true)
    expect(editor.unused()).toEqual([])
  })
})
