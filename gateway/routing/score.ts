// What a candidate is worth (GATEWAY.md 3.5): its weight, less for a provider on probation, less for one that was seen to
// fail or to be slow. Who was never seen counts as the best, so everyone gets a chance to be seen.
import type { ScoreFactors } from '#shared/open-responses/diagnostics'
import type { CandidateHealth } from '#shared/session/basis'
import type { Candidate } from './candidates'
import type { HealthOf } from './health'

export type Scored = {
  readonly candidate: Candidate
  readonly health: CandidateHealth
  readonly score: number
  readonly factors: ScoreFactors
}

const rolloutMultipliers: Readonly<Record<string, number>> = { beta: 0.05, alpha: 0.03 }
const derankedMultipliers: Readonly<Record<string, number>> = { 1: 1e-3, 2: 1e-6, 3: 1e-9 }

/** Shares of the documented default preset, less its load penalty: a local gateway measures no load. */
const shares = { success: 0.35, latency: 0.35, tail: 0.15, throughput: 0.1 }

export function scoreCandidates(candidates: readonly Candidate[], healthOf: HealthOf): readonly Scored[] {
  const rows = candidates.map((candidate) => ({ candidate, health: healthOf(candidate) }))
  const lowest = (read: (row: (typeof rows)[number]) => number | null) =>
    Math.min(...rows.flatMap((r) => read(r) ?? []))
  const best = {
    latency: lowest((r) => r.health.latencyMs),
    tail: lowest((r) => r.health.tailLatencyMs),
    speed: Math.max(...rows.flatMap((r) => r.health.tokensPerSecond ?? [])),
    price: lowest((r) => priceOf(r.candidate)),
  }
  return rows.map(({ candidate, health }) => {
    const factors: ScoreFactors = {
      successRate: health.successRate,
      latencyScore: ratio(best.latency, health.latencyMs),
      tailLatencyScore: ratio(best.tail, health.tailLatencyMs),
      throughputScore: ratio(health.tokensPerSecond, best.speed),
      priceScore: ratio(best.price, priceOf(candidate)),
      reliabilityObservations: health.observations,
      baseWeight: candidate.route.weight,
      rolloutMultiplier: rolloutMultiplier(candidate.provider.status),
      routingMultiplier: routingMultiplier(candidate),
    }
    const score = factors.baseWeight * factors.rolloutMultiplier * factors.routingMultiplier * qualityOf(factors)
    return { candidate, health, score, factors }
  })
}

/** What a million tokens in and a million out cost together. */
export function priceOf({ route: { pricing } }: Candidate): number | null {
  return pricing ? pricing.input_per_mtok + pricing.output_per_mtok : null
}

/** Null for what is not known; two zeros are equal. */
function ratio(small: number | null, large: number | null): number | null {
  if (small === null || large === null) return null
  return small === large ? 1 : small / large
}

function qualityOf({ successRate, latencyScore, tailLatencyScore, throughputScore }: ScoreFactors): number {
  const sum =
    shares.success * (successRate ?? 1) +
    shares.latency * (latencyScore ?? 1) +
    shares.tail * (tailLatencyScore ?? 1) +
    shares.throughput * (throughputScore ?? 1)
  return sum / (shares.success + shares.latency + shares.tail + shares.throughput)
}

const rolloutMultiplier = (status: string): number =>
  Object.hasOwn(rolloutMultipliers, status) ? (rolloutMultipliers[status] ?? 1) : 1

/** The documents write "Deranked L1 to L3"; the lowest of the statuses counts. */
function routingMultiplier({ provider, route }: Candidate): number {
  const statuses = [provider.routingStatus, route.routing_status, route.capability_status]
  const levels = statuses.flatMap((status) => /^deranked_(?:l|lvl|level_)?([123])$/.exec(status)?.[1] ?? [])
  return Math.min(1, ...levels.map((level) => derankedMultipliers[level] ?? 1))
}
