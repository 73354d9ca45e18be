import { describe, expect, it } from 'vitest'
import type { Frame, SessionHeader } from '#shared/session/frame'
import { parseFrames, parseHeader } from '#shared/session/jsonl'
import type { SessionSummary } from '#shared/session/summary'
import { closed, ended, opened, responded, sent } from '../../test/support/frames'
import { createVirtualClock } from '../../test/support/virtual-clock'
import { createRecorder } from './recorder'

const secret = 'sk-very-secret'

function setUp(secrets: readonly string[] = [secret]) {
  const clock = createVirtualClock(5_000)
  const headers: SessionHeader[] = []
  const appended: { id: string; lines: string; written: () => void }[] = []
  const closings: SessionSummary[] = []
  const changes: SessionSummary[][] = []
  const recorder = createRecorder({
    clock,
    app: 'gatescope test',
    secrets,
    sink: {
      open: (header) => headers.push(header),
      append: (id, lines, written) => appended.push({ id, lines, written }),
      close: (summary) => closings.push({ ...summary }),
    },
    changed: (summaries) => changes.push([...summaries]),
  })
  const text = () => appended.map((a) => a.lines).join('')
  const frames = (): Frame[] => parseFrames(text())
  return { clock, recorder, headers, appended, closings, changes, text, frames }
}
const bytes = (text: string) => Buffer.from(text, 'utf8')

describe('a secret that becomes known while a session runs', () => {
  it('is in none of its frames from then on, beside those of its own', () => {
    const list = ['first-secret']
    const { clock, recorder, text } = setUp(list)
    const recording = recorder.open('G-a')
    recording.conceal(['own-secret'])
    recording.record(sent('first-secret own-secret'))
    clock.advance(25)
    list.push('second-secret')
    recording.record(sent('first-secret own-secret second-secret'))
    clock.advance(25)
    expect(text()).not.toMatch(/(first|own|second)-secret/)
  })
})

describe('frames are handed on a few times a second', () => {
  it('one timer per interval, however many frames and sessions', () => {
    const { clock, recorder, appended, changes } = setUp()
    const [a, b] = [recorder.open('G-a'), recorder.open('G-b')]
    for (let i = 0; i < 50; i += 1) {
      a.record(sent('x'))
      b.received(1, [bytes('y')], 0)
    }
    expect([clock.waiting(), appended.length]).toEqual([1, 0])
    clock.advance(24)
    expect(appended).toHaveLength(0)
    clock.advance(1)
    expect(appended.map((w) => w.id)).toEqual(['G-a', 'G-b'])
    expect(changes.map((batch) => batch.map((s) => [s.id, s.frames]))).toEqual([
      [
        ['G-a', 50],
        ['G-b', 50],
      ],
    ])
    expect(clock.waiting()).toBe(0)
  })
  it('an idle recording sets no timer', () => {
    const { clock, recorder } = setUp()
    recorder.open('G-a')
    expect(clock.waiting()).toBe(0)
  })
  it('at once when asked to', () => {
    const { recorder, appended, changes } = setUp()
    recorder.open('G-a').record(opened())
    recorder.flush()
    recorder.flush()
    expect([appended.length, changes.length]).toEqual([1, 1])
  })
})

describe('frames are numbered and timed', () => {
  it('from 0 without gaps over all batches, in the order they happened', () => {
    const { clock, recorder, headers, frames, text } = setUp()
    const recording = recorder.open('G-a')
    clock.advance(10)
    recording.record(opened())
    recording.received(1, [bytes('é👋')], clock.monotonic() - 2.5)
    clock.advance(30)
    recording.record(ended('complete', 'x'))
    clock.advance(30)
    expect(frames()).toMatchObject([
      { seq: 0, at: 10, kind: 'opened' },
      { seq: 1, at: 7.5, kind: 'received', turn: 1, text: 'é👋', out: 2.5 },
      { seq: 2, at: 40, kind: 'ended' },
    ])
    const header = {
      format: 'gatescope.session',
      version: 2,
      id: 'G-a',
      startedAt: 5_000,
      app: 'gatescope test',
      origin: null,
    }
    expect(headers).toEqual([header])
    expect(parseHeader(text().slice(0, text().indexOf('\n')))).toEqual(header)
    expect(text().match(/"format"/g)).toHaveLength(1)
  })
  it('to a thousandth of a millisecond', () => {
    const { clock, recorder, frames } = setUp()
    const recording = recorder.open('G-a')
    clock.advance(1 / 3)
    recording.record(opened())
    recorder.flush()
    expect(frames()[0]?.at).toBe(0.333)
  })
  it('reads the bytes of a view, not of the buffer behind it', () => {
    const { recorder, frames } = setUp()
    recorder.open('G-a').received(1, [bytes('..middle..').subarray(2, 8)], 0)
    recorder.flush()
    expect(frames()[0]).toMatchObject({ text: 'middle' })
  })
})

describe('what a provider said is recorded by reference too', () => {
  it('with its turn, its attempt and its time, where it was pushed', () => {
    const { clock, recorder, frames } = setUp()
    const recording = recorder.open('G-a')
    clock.advance(10)
    recording.upstream(2, 3, bytes('..said..').subarray(2, 6), clock.monotonic() - 2)
    recording.received(2, [bytes('told'), bytes('more')], clock.monotonic() - 2)
    recording.upstream(2, 3, bytes('again'))
    recorder.flush()
    expect(frames()).toEqual([
      { seq: 0, at: 8, kind: 'upstream', turn: 2, attempt: 3, text: 'said' },
      { seq: 1, at: 8, kind: 'received', turn: 2, text: 'told', out: 2 },
      { seq: 2, at: 8, kind: 'received', turn: 2, text: 'more', out: 2 },
      { seq: 3, at: 10, kind: 'upstream', turn: 2, attempt: 3, text: 'again' },
    ])
    expect(recording.summary).toMatchObject({ frames: 4, events: 0 })
  })
})

describe('stored follows what the sink has written', () => {
  it('not what it was given', () => {
    const { clock, recorder, appended, changes } = setUp()
    const recording = recorder.open('G-a')
    recording.record(opened())
    recording.record(sent('x'))
    clock.advance(25)
    expect([recording.summary.frames, recording.summary.stored]).toEqual([2, 0])
    recording.record(ended('complete', 'x'))
    clock.advance(25)
    appended[0]?.written()
    expect([recording.summary.frames, recording.summary.stored]).toEqual([3, 2])
    appended[1]?.written()
    clock.advance(25)
    expect(changes.at(-1)?.map((s) => [s.frames, s.stored])).toEqual([[3, 3]])
  })
  it('summaries that were told do not change afterwards', () => {
    const { clock, recorder, appended, changes } = setUp()
    recorder.open('G-a').record(opened())
    clock.advance(25)
    appended[0]?.written()
    expect(changes[0]?.[0]?.stored).toBe(0)
  })
})

describe('a closed session closes its file once', () => {
  it('after its last lines, with the final summary', () => {
    const { clock, recorder, appended, closings } = setUp()
    const recording = recorder.open('G-a')
    recording.record(opened())
    recording.record(closed('client'))
    recording.record(ended('aborted', 'late, but in time'))
    clock.advance(25)
    expect(closings).toMatchObject([{ id: 'G-a', frames: 3, closed: true, verdict: 'aborted' }])
    recording.record(ended('aborted', 'too late'))
    recording.received(1, [bytes('too late')], 0)
    appended[0]?.written()
    clock.advance(100)
    expect([closings.length, appended.length, recording.summary.frames]).toEqual([1, 1, 3])
    expect(recording.summary.stored).toBe(3)
  })
})

describe('no secret this gateway holds is recorded', () => {
  it('neither in the file nor in the summary', () => {
    const { recorder, text, frames, changes } = setUp()
    const recording = recorder.open('G-a')
    recording.record(opened('http', { 'x-echo': secret, 'x-client-request-id': secret }))
    recording.record(sent({ model: 'm', note: secret }))
    recording.record(responded(401))
    recording.upstream(1, 1, bytes(`data: ${secret}\n\n`), 0)
    recording.received(1, [bytes(JSON.stringify({ error: { code: `bad ${secret}` } }))], 0)
    recorder.flush()
    expect(text()).not.toContain(secret)
    expect(JSON.stringify(changes)).not.toContain(secret)
    expect(frames()[0]).toMatchObject({ request: { headers: { 'x-echo': '[redacted]' } } })
    expect(recording.summary).toMatchObject({ error: 'bad [redacted]', proof: '401 bad [redacted].' })
  })
  it('a secret that is a word of the file format breaks no file', () => {
    const { recorder, text, frames } = setUp(['gatescope', 'received', 'startedAt'])
    recorder.open('G-a').received(1, [bytes('received by gatescope')], 0)
    recorder.flush()
    expect(parseHeader(text().slice(0, text().indexOf('\n'))).id).toBe('G-a')
    expect(frames()).toMatchObject([{ kind: 'received', text: '[redacted] by [redacted]' }])
  })
})
