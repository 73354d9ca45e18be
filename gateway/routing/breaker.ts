// How well a provider does with one model, and the breaker over it (GATEWAY.md 3.6): a pure reducer. Sums decay over 10,
// 60 and 300 seconds, so their quotients are exponential averages and their totals are volumes.

export type HealthEvent = {
  /** Unix milliseconds. */
  readonly atMs: number
  readonly outcome: 'success' | 'neutral' | 'failure'
  readonly latencyMs?: number
  readonly tokensPerSecond?: number
}

type Sums = {
  readonly total: number
  readonly failed: number
  readonly latency: number
  readonly timed: number
  readonly speed: number
  readonly measured: number
}

/** One provider's model. A half-open breaker is an open one whose time has passed: no timer is needed for it. */
export type HealthState = {
  readonly atMs: number
  readonly short: Sums
  readonly middle: Sums
  readonly long: Sums
  /** Everything since the start; what an average rests on. */
  readonly observations: number
  /** null = closed. */
  readonly openUntilMs: number | null
  /** How long the breaker was opened for last; doubles while it cannot be closed. */
  readonly openMs: number
  readonly goodProbes: number
  readonly probesSinceMs: number
}

export type Breaker = { readonly phase: 'closed' | 'open' | 'half_open'; readonly untilMs: number | null }

const horizons = { short: 10_000, middle: 60_000, long: 300_000 } as const
const leastVolume = 8
const shareOfExpected = 0.1
const openRate = 0.5
const firstOpenMs = 30_000
const longestOpenMs = 900_000
const probesToClose = 5
const probeWindowMs = 20_000

const nothing: Sums = { total: 0, failed: 0, latency: 0, timed: 0, speed: 0, measured: 0 }

export const initialHealth: HealthState = {
  atMs: 0,
  short: nothing,
  middle: nothing,
  long: nothing,
  observations: 0,
  openUntilMs: null,
  openMs: 0,
  goodProbes: 0,
  probesSinceMs: 0,
}

export function breakerOf({ openUntilMs }: HealthState, nowMs: number): Breaker {
  if (openUntilMs === null) return { phase: 'closed', untilMs: null }
  return { phase: nowMs < openUntilMs ? 'open' : 'half_open', untilMs: openUntilMs }
}

export function stepHealth(state: HealthState, event: HealthEvent): HealthState {
  // How fast an answer came is known when it has ended, long after it counted as one.
  if (event.outcome === 'neutral') return event.tokensPerSecond === undefined ? state : observe(state, event)
  const observed = observe(state, event)
  switch (breakerOf(state, event.atMs).phase) {
    case 'closed':
      return shouldOpen(observed, event) ? open(observed, firstOpenMs) : observed
    case 'open':
      // An answer to a request that was under way when the breaker opened proves nothing new.
      return observed
    case 'half_open':
      return event.outcome === 'failure'
        ? open(observed, Math.min(longestOpenMs, state.openMs * 2))
        : countProbe(observed, event.atMs)
  }
}

/** Of the last five minutes; null before anything was seen. */
export const successRateOf = ({ long }: HealthState): number | null =>
  long.total > 0 ? 1 - long.failed / long.total : null

export const latencyOf = ({ middle }: HealthState): number | null => quotient(middle.latency, middle.timed)

/** The worst of the three averages: averages know no percentiles, and a slow spell shows in one of them. */
export function tailLatencyOf({ short, middle, long }: HealthState): number | null {
  const known = [short, middle, long].flatMap(({ latency, timed }) => quotient(latency, timed) ?? [])
  return known.length > 0 ? Math.max(...known) : null
}

export const tokensPerSecondOf = ({ middle }: HealthState): number | null => quotient(middle.speed, middle.measured)

const quotient = (sum: number, count: number): number | null => (count > 0 ? sum / count : null)

function observe(state: HealthState, event: HealthEvent): HealthState {
  const elapsed = Math.max(0, event.atMs - state.atMs)
  return {
    ...state,
    atMs: Math.max(state.atMs, event.atMs),
    observations: state.observations + (event.outcome === 'neutral' ? 0 : 1),
    short: add(state.short, elapsed / horizons.short, event),
    middle: add(state.middle, elapsed / horizons.middle, event),
    long: add(state.long, elapsed / horizons.long, event),
  }
}

function add(sums: Sums, age: number, { outcome, latencyMs, tokensPerSecond }: HealthEvent): Sums {
  const kept = Math.exp(-age)
  return {
    total: sums.total * kept + (outcome === 'neutral' ? 0 : 1),
    failed: sums.failed * kept + (outcome === 'failure' ? 1 : 0),
    latency: sums.latency * kept + (latencyMs ?? 0),
    timed: sums.timed * kept + (latencyMs === undefined ? 0 : 1),
    speed: sums.speed * kept + (tokensPerSecond ?? 0),
    measured: sums.measured * kept + (tokensPerSecond === undefined ? 0 : 1),
  }
}

function shouldOpen({ middle, long }: HealthState, { outcome }: HealthEvent): boolean {
  if (outcome !== 'failure') return false
  const expected = (long.total * horizons.middle) / horizons.long
  return middle.total >= Math.max(leastVolume, shareOfExpected * expected) && middle.failed / middle.total >= openRate
}

const open = (state: HealthState, openMs: number): HealthState => ({
  ...state,
  openUntilMs: state.atMs + openMs,
  openMs,
  goodProbes: 0,
})

/** Good probes count together only when they come within one window. Closing forgets the failures that opened it. */
function countProbe(state: HealthState, atMs: number): HealthState {
  const fresh = state.goodProbes === 0 || atMs - state.probesSinceMs > probeWindowMs
  const goodProbes = fresh ? 1 : state.goodProbes + 1
  if (goodProbes < probesToClose) return { ...state, goodProbes, probesSinceMs: fresh ? atMs : state.probesSinceMs }
  const { atMs: now, observations } = state
  return { ...initialHealth, atMs: now, observations }
}
