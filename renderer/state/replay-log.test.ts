import { describe, expect, it } from 'vitest'
import type { Frame, FrameBody } from '#shared/session/frame'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import { createDerivation, createOutlineDerivation, FrameLog } from './frame-log'
import { framesOf, logOf } from './frame-log.fixture'
import { ReplayLog } from './replay-log'

const opened: FrameBody = {
  kind: 'opened',
  transport: 'http',
  request: { method: 'POST', path: '/v1/responses', headers: { 'x-client-request-id': 'mine' } },
}
const event = (type: string): FrameBody => ({
  kind: 'received',
  turn: 1,
  text: `event: ${type}\ndata: ${JSON.stringify({ type, output_index: 2 })}\n\n`,
  out: 0.2,
})
const head: FrameBody = { kind: 'responded', turn: 1, status: 200, headers: { 'content-type': 'text/event-stream' } }
const closed: FrameBody = { kind: 'closed', by: 'client', code: null, reason: '' }
const deltas = (count: number) => Array.from({ length: count }, () => event('response.output_text.delta'))
const said: FrameBody = { kind: 'upstream', turn: 1, attempt: 1, text: '{"choices":[]}' }
const stream = (count: number) => framesOf([opened, head, said, ...deltas(count), event('response.completed'), closed])

const readTexts = createDerivation(() => {
  const value: Frame[] = []
  return { value, apply: (frame: Frame) => value.push(frame) }
})
const markOf = (log: FrameLog, seq: number): string =>
  [log.at, log.name, log.item, log.turn, log.out, log.isEvent, log.isReceived, log.isUpstream]
    .map((read) => read(seq))
    .join(' ')
const readMarks = createOutlineDerivation((log) => {
  const value: string[] = []
  return { value, apply: (seq: number) => value.push(markOf(log, seq)) }
})

const recorded = (frames: readonly Frame[]) => frames.reduce(applyFrame, createSummary({ id: 'G-1', startedAt: 5 }))
const replayOf = (frames: readonly Frame[], tape = logOf(frames)) =>
  new ReplayLog(tape, recorded(frames), frames.length)
const long = 1_000

describe('a log on the way through a tape', () => {
  it('holds what a log of the same frames holds, wherever it stands', () => {
    const frames = stream(40)
    const log = replayOf(frames)
    for (const end of [0, 1, 7, 8, 40, frames.length]) {
      expect(log.advance(end, long)).toBe(true)
      const same = logOf(frames.slice(0, end))
      expect([log.length, log.read]).toEqual([end, end])
      expect(readTexts(log)).toEqual(readTexts(same))
      expect(readMarks(log)).toEqual(readMarks(same))
      expect(log.frame(end - 1)).toEqual(same.frame(end - 1))
      expect(log.frame(end)).toBeNull()
    }
  })

  it('tells of the session what its frames so far tell, and that nobody can send on it', () => {
    const frames = stream(3)
    const log = replayOf(frames)
    log.advance(4, long)
    const { clientRequestId: _id, ...told } = recorded(frames.slice(0, 4))
    expect(log.session).toEqual({ ...told, stored: 4, clientRequestId: null })
    expect(log.session.verdict).toBe('streaming')
    log.advance(frames.length, long)
    expect(log.session).toMatchObject({ verdict: 'complete', closed: true, frames: frames.length })
  })

  it('gives a new session only when more of it was told', () => {
    const log = replayOf(stream(3))
    log.advance(3, long)
    const { session } = log
    log.advance(3, long)
    expect(log.session).toBe(session)
  })

  it('settles what was interrupted once all of it was told', () => {
    const frames = stream(3).slice(0, 4)
    const log = replayOf(frames)
    log.advance(3, long)
    expect(log.session.closed).toBe(false)
    log.advance(4, long)
    expect(log.session).toMatchObject({ verdict: 'truncated', closed: true })
  })

  it('lists frames before it reads them, and goes on where its time ended', () => {
    let now = 0
    const log = replayOf(stream(1_000))
    expect(log.advance(1_000, 3, () => (now += 1))).toBe(false)
    expect(log.length).toBe(1_000)
    const { read } = log
    expect(read).toBeGreaterThan(0)
    expect(read).toBeLessThan(1_000)
    expect(log.advance(1_000, long)).toBe(true)
    expect(readTexts(log).map(({ seq }) => seq)).toEqual(Array.from({ length: 1_000 }, (_, seq) => seq))
  })

  it('waits for a text that is not held, and is drawn anew when it has come', () => {
    const frames = stream(5)
    const asked: number[] = []
    const tape = new FrameLog(
      (callback) => callback(),
      (from) => asked.push(from),
    )
    tape.append(frames.slice(0, 2), { from: 0, next: 2 << 20 })
    // Another read, whose texts are not here any more.
    const marks = logOf(frames)
    tape.append(frames.slice(2, 3), { from: 2 << 20, next: 4 << 20 })
    tape.copyMarks(marks, frames.length)
    const log = replayOf(frames, tape)
    expect(log.advance(frames.length, long)).toBe(false)
    expect(log.isWaiting).toBe(true)
    expect([log.length, log.read]).toEqual([frames.length, 3])
    const version = log.version()
    tape.restore(2 << 20, frames.slice(3))
    expect(log.version()).toBeGreaterThan(version)
    expect(log.isWaiting).toBe(false)
    expect(log.advance(frames.length, long)).toBe(true)
  })

  it('hears nothing of the tape once it is left', () => {
    const frames = stream(5)
    const tape = logOf(frames)
    const log = replayOf(frames, tape)
    log.close()
    const version = log.version()
    tape.refresh()
    expect(log.version()).toBe(version)
  })
})
