// What the gateway takes from outside. Everything impure enters here, so tests can give a virtual clock and counted ids.

export type Clock = {
  /** Unix time in milliseconds. */
  readonly now: () => number
  /** Milliseconds with fractions, never going back. */
  readonly monotonic: () => number
  /** Calls `run` once after `ms`; the result cancels it. */
  readonly after: (ms: number, run: () => void) => () => void
}

export type Log = (line: string) => void

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
