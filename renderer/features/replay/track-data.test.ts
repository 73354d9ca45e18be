import { expect, test } from 'vitest'
import type { FrameBody } from '#shared/session/frame'
import { framesOf, logOf } from '../../state/frame-log.fixture'
import { createTrack, endOf, trackWidth } from './track-data'

const opened: FrameBody = { kind: 'opened', transport: 'websocket', request: { method: 'GET', path: '/', headers: {} } }
const sent = (turn: number): FrameBody => ({ kind: 'sent', turn, text: '{}' })
const event = (type: string): FrameBody => ({ kind: 'received', turn: 1, text: JSON.stringify({ type }), out: 0 })
const delta = event('response.output_text.delta')
const at =
  (...moments: number[]) =>
  (seq: number) =>
    moments[seq] ?? 0

test('events lie where they happened, or one beside the other', () => {
  const log = logOf(framesOf([opened, delta, delta, event('error')], at(0, 100, 900, 1000)))
  const over = (scale: 'time' | 'frames') => Object.fromEntries(createTrack(log, scale).ticks)
  expect(endOf(log)).toBe(1000)
  expect(over('time')).toEqual({ text: [100, 900], error: [trackWidth] })
  const third = trackWidth / 3
  expect(over('frames')).toEqual({ text: [third, 2 * third], error: [trackWidth] })
})

test('the longest silence is told over time, a pause of the client is none', () => {
  const log = logOf(framesOf([opened, sent(1), delta, delta, sent(2), delta], at(0, 0, 100, 800, 9900, 10_000)))
  expect(createTrack(log, 'time').silence).toEqual({ from: 10, to: 80, ms: 700 })
  expect(createTrack(log, 'frames').silence).toBeNull()
})

test('a long session has no more ticks than there is room for', () => {
  const many = Array.from({ length: 20_000 }, () => delta)
  const log = logOf(framesOf([opened, ...many]))
  for (const scale of ['time', 'frames'] as const) {
    const count = [...createTrack(log, scale).ticks.values()].flat().length
    expect(count).toBeGreaterThan(400)
    expect(count).toBeLessThanOrEqual(501)
  }
})

test('turns and further attempts have their beginning marked, failed attempts their length', () => {
  const request = { method: 'POST', url: 'http://x', headers: {}, body: '' }
  const attempt = (number: number): FrameBody => ({
    kind: 'attempted',
    turn: 1,
    attempt: number,
    provider: 'p',
    model: 'm',
    simulated: true,
    request,
  })
  const failure = {
    type: 'error',
    status: 429,
    code: null,
    message: null,
    description: null,
    param: null,
    preview: null,
    retryAfterSeconds: null,
  } as const
  const rejected: FrameBody = { kind: 'rejected', turn: 1, attempt: 1, failure }
  const log = logOf(
    framesOf([opened, sent(1), attempt(1), rejected, attempt(2), delta, sent(2)], at(0, 0, 100, 300, 300, 400, 1000)),
  )
  expect(createTrack(log, 'time')).toMatchObject({ failed: [{ from: 100, to: 300 }], begins: [300, 1000] })
})
