import { describe, expect, it } from 'vitest'
import { generateSessions } from '../../test/support/generated-sessions.mjs'
import { checkFrame } from './check-frame'

const frames = generateSessions(40).flatMap((session) => session.frames)

describe('a frame from elsewhere is checked before anybody relies on it', () => {
  it('every kind that is recorded is one', () => {
    expect(new Set(frames.map(({ kind }) => kind)).size).toBe(12)
    for (const frame of frames) expect(checkFrame(structuredClone(frame), frame.seq)).toEqual({ ok: true, frame })
  })
  it('without any one of the fields it has to have it is none, and the field is named', () => {
    const seen = new Set<string>()
    for (const frame of frames) {
      for (const field of Object.keys(frame)) {
        if (field === 'steps' || seen.has(`${frame.kind}.${field}`)) continue
        seen.add(`${frame.kind}.${field}`)
        const { [field]: _taken, ...rest } = frame as unknown as Record<string, unknown>
        const checked = checkFrame(rest, frame.seq)
        expect(checked.ok, `${frame.kind} without ${field}`).toBe(false)
        if (!checked.ok && field !== 'kind') expect(checked.problem).toContain(`"${field}"`)
      }
    }
  })
  it.each([
    [null, 'it is no object'],
    [[], 'it is no object'],
    [{ seq: 0, at: 0, kind: 'spoken' }, 'there is no kind of frame "spoken"'],
    [{ seq: 0, at: 0, kind: '__proto__' }, 'there is no kind of frame "__proto__"'],
    [{ seq: 1, at: 0, kind: 'sent', turn: 1, text: '' }, '"seq" must be 0, the number after the one before'],
    [
      { seq: 0, at: 0, kind: 'answered', turn: 1, attempt: 1, status: 200, headers: {}, steps: { head: 'soon' } },
      '"steps" must be the steps of an attempt, in milliseconds',
    ],
    [{ seq: 0, at: 'now', kind: 'sent', turn: 1, text: '' }, '"at" must be a number'],
    [{ seq: 0, at: 0, kind: 'sent', turn: -1, text: '' }, '"turn" must be a whole number from 0'],
    [
      { seq: 0, at: 0, kind: 'ended', turn: 1, how: 'well', detail: '' },
      '"how" must be one of complete, cut, timeout, aborted',
    ],
    [
      { seq: 0, at: 0, kind: 'responded', turn: 1, status: 200, headers: { a: 1 } },
      '"headers" must be header names with texts',
    ],
  ])('%j: %s', (value, problem) => {
    expect(checkFrame(value, 0)).toEqual({ ok: false, problem })
  })
})
