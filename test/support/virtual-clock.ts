// A clock that stands still until a test moves it: timers run in the order they are due, at exactly their moment.
import type { Clock } from '../../gateway/ports'

export type VirtualClock = Clock & {
  /** Moves time forward and runs what becomes due on the way. */
  readonly advance: (ms: number) => void
  /** Timers that are set and have not run. */
  readonly waiting: () => number
}

type Timer = { readonly due: number; readonly run: () => void }

export function createVirtualClock(startAt: number = Date.UTC(2026, 0, 1)): VirtualClock {
  let elapsed = 0
  let timers: Timer[] = []
  const next = (until: number): Timer | undefined =>
    timers.filter((t) => t.due <= until).reduce<Timer | undefined>((a, b) => (a && a.due <= b.due ? a : b), undefined)
  return {
    now: () => startAt + Math.floor(elapsed),
    monotonic: () => elapsed,
    after: (ms, run) => {
      const timer = { due: elapsed + ms, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((t) => t !== timer)
      }
    },
    advance: (ms) => {
      const until = elapsed + ms
      for (let timer = next(until); timer; timer = next(until)) {
        const { due, run } = timer
        timers = timers.filter((t) => t !== timer)
        elapsed = Math.max(elapsed, due)
        run()
      }
      elapsed = until
    },
    waiting: () => timers.length,
  }
}
