// What the gateway remembers of its candidates: one health state for each provider and provider's model (GATEWAY.md 3.6).
// Routing reads a snapshot of it, so a decision stays a function of its inputs.
import type { CandidateHealth } from '#shared/session/basis'
import type { Clock } from '../ports'
import {
  breakerOf,
  initialHealth,
  latencyOf,
  stepHealth,
  successRateOf,
  tailLatencyOf,
  tokensPerSecondOf,
  type HealthEvent,
  type HealthState,
} from './breaker'
import type { Candidate } from './candidates'

export type HealthOf = (candidate: Candidate) => CandidateHealth

export type Health = {
  readonly record: (candidate: Candidate, event: Omit<HealthEvent, 'atMs'>) => void
  /** Everyone's health at this moment; what is recorded later does not change it. */
  readonly snapshot: () => HealthOf
  /** Of everything this provider was asked for, by its own names for the models. */
  readonly ofProvider: (provider: string) => readonly (readonly [model: string, health: CandidateHealth])[]
  /** Asked again right before an attempt: the breaker may have opened since the plan was made. */
  readonly isOpen: (candidate: Candidate) => boolean
}

/** The same health with the breakers of these providers open, whatever happened. */
export function withOpen(healthOf: HealthOf, open: ReadonlySet<string>): HealthOf {
  if (open.size === 0) return healthOf
  return (candidate) =>
    open.has(candidate.provider.id) ? { ...healthOf(candidate), breaker: 'open', untilMs: null } : healthOf(candidate)
}

export function createHealth(clock: Clock): Health {
  const states = new Map<string, HealthState>()
  const describe = (state: HealthState, nowMs: number): CandidateHealth => {
    const { phase, untilMs } = breakerOf(state, nowMs)
    return {
      breaker: phase,
      untilMs,
      successRate: successRateOf(state),
      latencyMs: latencyOf(state),
      tailLatencyMs: tailLatencyOf(state),
      tokensPerSecond: tokensPerSecondOf(state),
      observations: state.observations,
    }
  }
  return {
    record: (candidate, event) => {
      const key = healthKey(candidate)
      states.set(key, stepHealth(states.get(key) ?? initialHealth, { ...event, atMs: clock.now() }))
    },
    snapshot: () => {
      const seen = new Map(states)
      const nowMs = clock.now()
      // Gates, scores and order all ask; one decision describes a candidate once.
      const described = new Map<string, CandidateHealth>()
      return (candidate) => {
        const key = healthKey(candidate)
        const known = described.get(key) ?? describe(seen.get(key) ?? initialHealth, nowMs)
        described.set(key, known)
        return known
      }
    },
    ofProvider: (provider) => {
      const start = `${provider}\n`
      return [...states].flatMap(([key, state]) =>
        key.startsWith(start) ? [[key.slice(start.length), describe(state, clock.now())] as const] : [],
      )
    },
    isOpen: (candidate) => breakerOf(states.get(healthKey(candidate)) ?? initialHealth, clock.now()).phase === 'open',
  }
}

export const unobserved: CandidateHealth = {
  breaker: 'closed',
  untilMs: null,
  successRate: null,
  latencyMs: null,
  tailLatencyMs: null,
  tokensPerSecond: null,
  observations: 0,
}

/** Providers name models as they like, so the pair needs a separator no name has. */
export const healthKey = ({ provider, route }: Candidate): string => `${provider.id}\n${route.model}`

/** Where the client brings the credential, its being refused or out of funds says nothing about the provider. */
const clientStatuses: ReadonlySet<number> = new Set([401, 402])
const failureStatuses: ReadonlySet<number> = new Set([401, 402, 404])

/**
 * What an attempt's end says about the provider; `null` is a thrown error (refused, reset, timed out). An attempt the
 * client broke off is `neutral` and none of this function's business.
 */
export function outcomeOf({ provider }: Candidate, status: number | null): HealthEvent['outcome'] {
  if (status === null || status >= 500) return 'failure'
  if (status >= 200 && status < 300) return 'success'
  if (provider.passThrough && clientStatuses.has(status)) return 'neutral'
  return failureStatuses.has(status) ? 'failure' : 'neutral'
}
