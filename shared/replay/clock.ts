// The replay clock: which frames of a session are due at a given moment. Pure: a clock is a value, `now` is the caller's own
// monotonic time in milliseconds, and whoever plays asks `waitFor` or `nextIn` how long its one timer has to run.
//
//   let clock = play(createClock(), performance.now())
//   const { time, shown } = readClock(clock, performance.now(), log)   // frames 0 … shown - 1 are out
//   const ms = nextIn(clock, performance.now(), log)                   // Infinity: set no timer, nothing will come
import { countWhile } from '#shared/count-while'

/** When the frames of a session happened, in order: an array of moments, a column of them, or a frame log. */
export type Times = { readonly length: number; readonly at: (index: number) => number | undefined }

export type ReplayClock = {
  /** 0.1 to Infinity; 1 is as it happened. */
  readonly speed: number
  /** Where it stood when it was last touched: milliseconds of the session, and frames that were out. */
  readonly time: number
  readonly shown: number
  /** The caller's time of that touch; null: it stands still. */
  readonly since: number | null
}

/** Several frames may share one moment, so a position is not a time alone. */
export type Position = { readonly time: number; readonly shown: number }

export const slowest = 0.1

/** What a control for speed offers. */
export const speeds: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 50, Number.POSITIVE_INFINITY]

/** Moments are recorded to the microsecond; what is nearer than that is the same one. */
const same = 0.001

/** Stands at the beginning. */
export const createClock = (speed = 1): ReplayClock => ({ speed: clamp(speed), time: 0, shown: 0, since: null })

/** Where it is at `now`: never behind its last position, never beyond the last frame. */
export function readClock(clock: ReplayClock, now: number, times: Times): Position {
  if (clock.since === null) return { time: clock.time, shown: clock.shown }
  const time = Math.min(timeAt(clock, now), Math.max(endOf(times), clock.time))
  return { time, shown: Math.max(clock.shown, countDue(times, time)) }
}

/** The session's time at `now`, for a player that reads frames one after another and knows no end; Infinity at that speed. */
export function timeAt({ speed, time, since }: ReplayClock, now: number): number {
  if (since === null) return time
  return speed === Number.POSITIVE_INFINITY ? speed : time + Math.max(0, now - since) * speed
}

/** The caller's milliseconds until session time `at`: 0 when it has come, Infinity while the clock stands still before it. */
export function waitFor(clock: ReplayClock, now: number, at: number): number {
  const left = at - timeAt(clock, now)
  if (left <= same) return 0
  return clock.since === null ? Number.POSITIVE_INFINITY : left / clock.speed
}

/** The caller's milliseconds until the next frame that is not out; Infinity when none will come by itself. */
export function nextIn(clock: ReplayClock, now: number, times: Times): number {
  const { shown } = readClock(clock, now, times)
  if (clock.since === null || shown >= times.length) return Number.POSITIVE_INFINITY
  return waitFor(clock, now, times.at(shown) ?? 0)
}

/** How many frames happened up to session time `time`. */
export const countDue = (times: Times, time: number): number =>
  countWhile(times.length, (index) => (times.at(index) ?? Number.POSITIVE_INFINITY) <= time + same)

/** Goes on from where it stands. */
export const play = (clock: ReplayClock, now: number): ReplayClock =>
  clock.since === null ? { ...clock, since: now } : clock

export const pause = (clock: ReplayClock, now: number, times: Times): ReplayClock => ({
  ...clock,
  ...readClock(clock, now, times),
  since: null,
})

/** Goes on from the same position. */
export const setSpeed = (clock: ReplayClock, now: number, times: Times, speed: number): ReplayClock => ({
  ...moveTo(clock, now, readClock(clock, now, times)),
  speed: clamp(speed),
})

/** To a moment: everything that happened up to it is out, also what shares it. Plays on if it was playing. */
export function seekTime(clock: ReplayClock, now: number, times: Times, time: number): ReplayClock {
  const within = Math.min(Math.max(0, time), endOf(times))
  return moveTo(clock, now, { time: within, shown: countDue(times, within) })
}

/** To a frame: exactly `shown` frames are out, the last of them just now. Plays on if it was playing. */
export function seekFrame(clock: ReplayClock, now: number, times: Times, shown: number): ReplayClock {
  const within = Math.min(Math.max(0, Math.trunc(shown)), times.length)
  return moveTo(clock, now, { time: within === 0 ? 0 : (times.at(within - 1) ?? 0), shown: within })
}

/** `by` frames on, or back, and stands still there. */
export const stepBy = (clock: ReplayClock, now: number, times: Times, by: number): ReplayClock => ({
  ...seekFrame(clock, now, times, readClock(clock, now, times).shown + by),
  since: null,
})

/** `0.1` to any number, or `max`; null: it is none. */
export function readSpeed(text: string): number | null {
  if (/^(max|inf(inity)?|∞)$/i.test(text)) return Number.POSITIVE_INFINITY
  const speed = /^\d*\.?\d+x?$/i.test(text) ? Number.parseFloat(text) : Number.NaN
  return speed >= slowest ? speed : null
}

const moveTo = (clock: ReplayClock, now: number, position: Position): ReplayClock => ({
  ...clock,
  ...position,
  since: clock.since === null ? null : now,
})

const clamp = (speed: number): number => (speed >= slowest ? speed : slowest)

const endOf = (times: Times): number => (times.length === 0 ? 0 : (times.at(times.length - 1) ?? 0))
