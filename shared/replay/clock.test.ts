import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countDue,
  createClock,
  nextIn,
  pause,
  play,
  readClock,
  readSpeed,
  seekFrame,
  seekTime,
  setSpeed,
  speeds,
  stepBy,
  timeAt,
  waitFor,
  type ReplayClock,
} from './clock'

/** Moments as a recording has them: to the microsecond, in order, often several of one moment. */
const times = fc
  .array(
    fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 5_000_000 }).map((us) => us / 1000),
    ),
    { maxLength: 60 },
  )
  .map((gaps) => {
    let at = 0
    return gaps.map((gap) => (at = Math.round((at + gap) * 1000) / 1000))
  })
const speed = fc.oneof(fc.constantFrom(...speeds), fc.double({ min: 0.1, max: 1000, noNaN: true }))
const now = fc.double({ min: 0, max: 1e7, noNaN: true })

const playing = (rate: number, since: number): ReplayClock => play(createClock(rate), since)

describe('what is due', () => {
  it('is what happened up to the moment, at any speed', () => {
    fc.assert(
      fc.property(
        times,
        fc.constantFrom(0.1, 0.5, 1, 2, 10),
        now,
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (tape, rate, start, passed) => {
          const { shown, time } = readClock(playing(rate, start), start + passed, tape)
          for (const [i, at] of tape.entries()) expect(i < shown).toBe(at <= time + 0.001)
          expect(time).toBeLessThanOrEqual(tape.at(-1) ?? 0)
        },
      ),
    )
  })
  it('has come when the wait for it is over, and not a moment before', () => {
    fc.assert(
      fc.property(times, speed, now, (tape, rate, start) => {
        let clock = playing(rate, start)
        let at = start
        let shown = readClock(clock, at, tape).shown
        while (shown < tape.length) {
          const wait = nextIn(clock, at, tape)
          if (wait > 1) expect(readClock(clock, at + wait - 1, tape).shown).toBe(shown)
          at += wait
          const next = readClock(clock, at, tape).shown
          expect(next).toBeGreaterThan(shown)
          shown = next
          clock = setSpeed(clock, at, tape, rate)
        }
        expect(nextIn(clock, at, tape)).toBe(Number.POSITIVE_INFINITY)
      }),
    )
  })
  it('is everything at once without a limit of speed', () => {
    const tape = [0, 5, 5, 60_000]
    expect(readClock(playing(Number.POSITIVE_INFINITY, 7), 7, tape)).toEqual({ time: 60_000, shown: 4 })
    expect(waitFor(playing(Number.POSITIVE_INFINITY, 7), 7, 1e9)).toBe(0)
  })
  it('never becomes less while it plays, whatever the speed is set to', () => {
    fc.assert(
      fc.property(times, fc.array(fc.tuple(speed, fc.double({ min: 0, max: 1e4, noNaN: true }))), (tape, moves) => {
        let clock = playing(1, 0)
        let at = 0
        let before = readClock(clock, at, tape)
        for (const [rate, passed] of moves) {
          at += passed
          const here = readClock(clock, at, tape)
          clock = setSpeed(clock, at, tape, rate)
          expect(here.shown).toBeGreaterThanOrEqual(before.shown)
          expect(here.time).toBeGreaterThanOrEqual(before.time)
          if (rate < Number.POSITIVE_INFINITY) expect(readClock(clock, at, tape)).toEqual(here)
          before = here
        }
      }),
    )
  })
  it('is not undone by a clock that goes back', () => {
    const clock = seekTime(playing(1, 100), 100, [0, 10, 20], 10)
    expect(readClock(clock, 50, [0, 10, 20])).toEqual({ time: 10, shown: 2 })
  })
})

describe('a clock that stands still', () => {
  it('stays where it was, and waits for nothing', () => {
    const tape = [0, 10, 20]
    const clock = pause(playing(2, 0), 6, tape)
    expect(readClock(clock, 1e9, tape)).toEqual({ time: 12, shown: 2 })
    expect(nextIn(clock, 1e9, tape)).toBe(Number.POSITIVE_INFINITY)
    expect(waitFor(clock, 1e9, 20)).toBe(Number.POSITIVE_INFINITY)
    expect(waitFor(clock, 1e9, 12)).toBe(0)
    expect(nextIn(play(clock, 500), 500, tape)).toBe(4)
  })
  it('stands at the beginning until it is played', () => {
    expect(readClock(createClock(), 99, [0, 1])).toEqual({ time: 0, shown: 0 })
    expect(readClock(play(createClock(), 99), 99, [0, 1])).toEqual({ time: 0, shown: 1 })
  })
  it('is not played twice', () => {
    const clock = playing(1, 10)
    expect(play(clock, 50)).toBe(clock)
  })
  it('pauses at the end when it was without a limit of speed', () => {
    const tape = [0, 30]
    expect(pause(playing(Number.POSITIVE_INFINITY, 0), 1, tape)).toMatchObject({ time: 30, shown: 2 })
  })
})

describe('moving it', () => {
  it('to a frame shows exactly those before it, also of one moment', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: -5, max: 70 }), (tape, to) => {
        const { shown } = seekFrame(createClock(), 0, tape, to)
        expect(shown).toBe(Math.min(Math.max(0, to), tape.length))
      }),
    )
    expect(readClock(seekFrame(createClock(), 0, [0, 5, 5, 5], 2), 9, [0, 5, 5, 5])).toEqual({ time: 5, shown: 2 })
  })
  it('a step on and a step back come to the same frame', () => {
    fc.assert(
      fc.property(times, fc.nat(60), (tape, from) => {
        fc.pre(from < tape.length)
        const clock = seekFrame(createClock(), 0, tape, from)
        expect(stepBy(stepBy(clock, 0, tape, 1), 0, tape, -1)).toEqual(clock)
      }),
    )
  })
  it('a step stops a clock that was playing', () => {
    expect(stepBy(playing(1, 0), 12, [0, 10, 20], 1)).toMatchObject({ time: 20, shown: 3, since: null })
  })
  it('to a time shows all that happened up to it, within the session', () => {
    const tape = [0, 10, 10, 20]
    expect(seekTime(createClock(), 0, tape, 10)).toMatchObject({ time: 10, shown: 3 })
    expect(seekTime(createClock(), 0, tape, -3)).toMatchObject({ time: 0, shown: 1 })
    expect(seekTime(createClock(), 0, tape, 1e9)).toMatchObject({ time: 20, shown: 4 })
  })
  it('plays on when it was playing', () => {
    const tape = [0, 10, 20]
    const clock = seekTime(playing(1, 0), 500, tape, 5)
    expect(readClock(clock, 506, tape)).toEqual({ time: 11, shown: 2 })
  })
  it('shows what shares the moment of a frame once it plays on', () => {
    const tape = [0, 5, 5, 6]
    expect(readClock(play(seekFrame(createClock(), 0, tape, 2), 0), 0, tape).shown).toBe(3)
  })
})

describe('a session without frames', () => {
  it('is at its end from the beginning', () => {
    expect(readClock(playing(1, 0), 50, [])).toEqual({ time: 0, shown: 0 })
    expect(nextIn(playing(1, 0), 50, [])).toBe(Number.POSITIVE_INFINITY)
    expect(stepBy(createClock(), 0, [], 1)).toEqual(createClock())
  })
})

it('counts what happened up to a time', () => {
  expect([-1, 0, 4.9999, 5, 9].map((time) => countDue([0, 5, 5, 9], time))).toEqual([0, 1, 3, 3, 4])
})

it('tells the time to whoever reads frames one after another', () => {
  expect(timeAt(playing(0.5, 100), 110)).toBe(5)
  expect(timeAt(createClock(), 110)).toBe(0)
})

describe('a speed in words', () => {
  it.each([
    ['1', 1],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['2x', 2],
    ['max', Number.POSITIVE_INFINITY],
    ['∞', Number.POSITIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['0.05', null],
    ['0', null],
    ['-1', null],
    ['fast', null],
    ['', null],
    ['1e3', null],
  ])('%s', (text, wanted) => expect(readSpeed(text)).toBe(wanted))
  it('is never slower than a tenth', () => {
    expect(createClock(0).speed).toBe(0.1)
    expect(setSpeed(createClock(), 0, [], Number.NaN).speed).toBe(0.1)
  })
})
