// The order in which candidates are attempted (GATEWAY.md 3.2, 3.5). Listed providers first; the rest by a draw weighted
// with the score, whose seed is the request's id, so the same request always gets the same plan. A preset sorts instead.
import { healthKey } from './health'
import { isListed, normaliseId, type Priority } from './hints'
import { priceOf, type Scored } from './score'

export type OrderInput = {
  readonly order: readonly string[]
  readonly priority: Priority
  readonly seed: string
}

/** How much of the traffic tries a provider whose breaker is half open. */
const probeShare = 0.05

/**
 * A half-open candidate takes part as a probe now and then; otherwise it comes last, where it serves only when all others
 * have failed. So it is never the reason a request fails, and a lone provider is asked at once.
 */
export function orderCandidates(scored: readonly Scored[], input: OrderInput): readonly Scored[] {
  const isReady = ({ candidate, health }: Scored) =>
    health.breaker !== 'half_open' || createRandom(`${input.seed} ${healthKey(candidate)}`)() < probeShare
  const ready = scored.filter(isReady)
  return [
    ...arrange(ready, input),
    ...arrange(
      scored.filter((s) => !ready.includes(s)),
      input,
    ),
  ]
}

function arrange(scored: readonly Scored[], { order, priority, seed }: OrderInput): Scored[] {
  const listed = order.flatMap((id) => scored.filter(({ candidate }) => normaliseId(candidate.provider.id) === id))
  const rest = scored.filter(({ candidate }) => !isListed(order, candidate.provider.id))
  const others = priority === 'default' ? drawByScore(rest, createRandom(seed)) : sortBy(rest, keys[priority])
  return [...new Set(listed), ...others]
}

function drawByScore(scored: readonly Scored[], random: () => number): Scored[] {
  const left = [...scored]
  const drawn: Scored[] = []
  while (left.length > 0) {
    const total = left.reduce((sum, s) => sum + s.score, 0)
    let ticket = random() * total
    // Rounding can leave a rest of the ticket: -1, which is the last one.
    drawn.push(
      ...left.splice(
        left.findIndex((s) => (ticket -= s.score) < 0),
        1,
      ),
    )
  }
  return drawn
}

type Key = (scored: Scored) => number | null

/** Smaller is better. */
const keys: Readonly<Record<Exclude<Priority, 'default'>, Key>> = {
  cheap: ({ candidate }) => priceOf(candidate),
  fast: ({ health }) => health.latencyMs,
  nitro: ({ health }) => (health.tokensPerSecond === null ? null : -health.tokensPerSecond),
}

/** A provider on probation stays behind the others. Who was never seen stands in the middle; weights break ties. */
function sortBy(scored: readonly Scored[], keyOf: Key): Scored[] {
  const known = scored.flatMap((s) => keyOf(s) ?? [])
  const middle = known.reduce((sum, key) => sum + key, 0) / Math.max(1, known.length)
  const standing = ({ factors }: Scored) => factors.rolloutMultiplier * factors.routingMultiplier
  return [...scored].sort(
    (a, b) =>
      standing(b) - standing(a) ||
      (keyOf(a) ?? middle) - (keyOf(b) ?? middle) ||
      b.factors.baseWeight - a.factors.baseWeight,
  )
}

/** mulberry32 over an FNV-1a hash: small, fast and the same on every machine. */
export function createRandom(seed: string): () => number {
  let state = 0x811c9dc5
  for (let i = 0; i < seed.length; i += 1) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
