import fc from 'fast-check'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Frame, FrameBody } from '#shared/session/frame'
import { applyFrame } from '#shared/session/apply-frame'
import { createSummary } from '#shared/session/summary'
import { openLog, recordedLog } from './frame-log'
import { framesOf } from './frame-log.fixture'
import * as replay from './replay'
import { findShown, selectSession, store } from './store'

const opened: FrameBody = { kind: 'opened', transport: 'websocket', request: { method: 'GET', path: '/', headers: {} } }
const turn = (number: number): FrameBody[] => [
  { kind: 'sent', turn: number, text: '{}' },
  { kind: 'received', turn: number, text: '{"type":"response.output_text.delta"}', out: 0 },
  { kind: 'received', turn: number, text: '{"type":"response.completed"}', out: 0 },
]
const frames = framesOf(
  [opened, ...turn(1), ...turn(2), ...turn(3), { kind: 'closed', by: 'client', code: 1000, reason: '' }],
  (seq) => seq * 100,
)
const last = frames.at(-1) as Frame

let now = 0
let painted: FrameRequestCallback[] = []
/** Lets `ms` pass, and the window paint at their end. */
const pass = (ms: number): void => {
  now += ms
  for (const callback of painted.splice(0)) callback(now)
}
const shown = () => store.getState().replay

beforeEach(() => {
  painted = []
  vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => painted.push(callback))
  vi.stubGlobal('cancelAnimationFrame', () => (painted = []))
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const session = frames.reduce(applyFrame, createSummary({ id: 'G-1', startedAt: 1_000 }))
  recordedLog('G-1').append(frames)
  store.setState({ sessions: [{ ...session, stored: frames.length }], screen: 'live' })
  selectSession('G-1')
})

afterEach(() => {
  replay.leaveReplay()
  replay.chooseSpeed(1)
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

it('plays frames when they are due, at the speed it is told, and stops at the end', () => {
  replay.startReplay()
  expect(shown()?.shown).toBe(1)
  pass(250)
  expect(shown()).toMatchObject({ shown: 3, time: 250 })
  replay.chooseSpeed(2)
  pass(100)
  expect(shown()).toMatchObject({ shown: 5, time: 450 })
  pass(10_000)
  expect(shown()).toMatchObject({ shown: frames.length, time: last.at })
  expect(shown()?.clock.since).toBeNull()
  expect(painted).toHaveLength(0)
  replay.togglePlay()
  expect(shown()).toMatchObject({ shown: 1, time: 0 })
})

it('shows the session as at the playhead, and as it was recorded once it is left', () => {
  replay.startReplay()
  pass(100)
  expect(findShown(store.getState())).toMatchObject({ verdict: 'streaming', turns: 1, frames: 2 })
  expect(openLog('G-1').length).toBe(2)
  replay.leaveReplay()
  expect(findShown(store.getState())).toMatchObject({ verdict: 'complete', turns: 3 })
  expect(openLog('G-1')).toBe(recordedLog('G-1'))
})

it('stands still while it is paused, and steps by frames and by turns', () => {
  replay.startReplay()
  pass(100)
  replay.togglePlay()
  pass(5_000)
  expect(shown()).toMatchObject({ shown: 2, time: 100 })
  replay.step(1)
  expect(shown()?.shown).toBe(3)
  replay.step(-2)
  expect(shown()?.shown).toBe(1)
  replay.stepTurn(1)
  replay.stepTurn(1)
  expect(shown()).toMatchObject({ shown: 5, session: { turns: 2 } })
  replay.stepTurn(-1)
  expect(shown()).toMatchObject({ shown: 2, session: { turns: 1 } })
})

it('shows the same wherever it was before', () => {
  const move = fc.oneof(
    fc.integer({ min: -50, max: last.at + 50 }).map((time) => () => replay.seekToTime(time)),
    fc.integer({ min: 0, max: frames.length }).map((count) => () => replay.seekToFrame(count)),
    fc.integer({ min: -3, max: 3 }).map((by) => () => replay.step(by)),
    fc.constantFrom(1 as const, -1 as const).map((by) => () => replay.stepTurn(by)),
  )
  fc.assert(
    fc.property(fc.array(move, { maxLength: 8 }), (moves) => {
      replay.startReplay()
      replay.togglePlay()
      for (const go of moves) go()
      const count = shown()?.shown ?? 0
      const log = openLog('G-1')
      expect([log.length, log.read]).toEqual([count, count])
      const told = frames.slice(0, count).reduce(applyFrame, createSummary({ id: 'G-1', startedAt: 1_000 }))
      expect(shown()?.session).toEqual({ ...told, stored: count })
    }),
  )
})

it('is over when another session or screen is chosen', () => {
  replay.startReplay()
  store.setState({ screen: 'compose' })
  expect(shown()).toBeNull()
  store.setState({ screen: 'live' })
  replay.startReplay()
  selectSession(null)
  expect(shown()).toBeNull()
})

it('does not begin for a session that still runs', () => {
  store.setState(({ sessions }) => ({ sessions: sessions.map((session) => ({ ...session, closed: false })) }))
  replay.startReplay()
  expect(shown()).toBeNull()
})

it('lets go of a selected frame that has not happened yet', () => {
  replay.startReplay()
  replay.seekToFrame(6)
  store.setState({ selectedSeq: 4 })
  replay.seekToFrame(5)
  expect(store.getState().selectedSeq).toBe(4)
  replay.seekToFrame(4)
  expect(store.getState().selectedSeq).toBeNull()
})
