// Whether the far ends of sockets are still there. Pings go out on every leg all the time, in turns and between them: they
// keep middleboxes from closing an idle connection, and two that stay unanswered prove a leg dead. One timer serves every
// session of the gateway; an idle socket costs none.
import type { Clock } from '../ports'

const shortestBeatMs = 20_000
const longestBeatMs = 25_000
/** After the machine slept there is no reason to wait for two beats. */
const wakeLimitMs = 5_000
const missedLimit = 2

/** One leg's sign of life. */
export class LegPulse {
  /** When the far side last answered a ping; null before the first answer. */
  pongAt: number | null = null
  #missed = 0
  #isAsked = false

  pong(now: number): void {
    this.pongAt = now
    this.heard()
  }

  /** Anything that arrives is a sign of life too. */
  heard(): void {
    this.#missed = 0
    this.#isAsked = false
  }

  /** Sends one more ping; false when the last two stayed unanswered. */
  beat(ping: () => void): boolean {
    if (this.#missed >= missedLimit) return false
    this.#missed += 1
    ping()
    return true
  }

  ask(ping: () => void): void {
    this.#isAsked = true
    ping()
  }

  get isAwaited(): boolean {
    return this.#isAsked
  }
}

/** What has legs to be looked after. */
export type Pulsing = {
  readonly beat: () => void
  /** Asks every leg for a sign of life, now. */
  readonly ask: () => void
  /** Ends every leg that was asked and has given none. */
  readonly endSilent: () => void
}

export type Liveness = {
  readonly watch: (session: Pulsing) => () => void
  /** For a machine that comes back from sleep: what does not answer within five seconds is gone. */
  readonly check: () => void
  readonly close: () => void
}

export function createLiveness(clock: Clock, random: () => number = Math.random): Liveness {
  const sessions = new Set<Pulsing>()
  let cancelBeat: (() => void) | null = null
  let cancelCheck: (() => void) | null = null
  const schedule = () => {
    cancelBeat = clock.after(shortestBeatMs + random() * (longestBeatMs - shortestBeatMs), () => {
      for (const session of sessions) session.beat()
      schedule()
    })
  }
  const stop = () => {
    cancelBeat?.()
    cancelBeat = null
  }
  return {
    watch: (session) => {
      sessions.add(session)
      if (!cancelBeat) schedule()
      return () => {
        sessions.delete(session)
        if (sessions.size === 0) stop()
      }
    },
    check: () => {
      cancelCheck?.()
      for (const session of sessions) session.ask()
      cancelCheck = clock.after(wakeLimitMs, () => {
        cancelCheck = null
        for (const session of sessions) session.endSilent()
      })
    },
    close: () => {
      stop()
      cancelCheck?.()
      cancelCheck = null
    },
  }
}
