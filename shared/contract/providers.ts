// What the console is told of providers and may change of them. A key goes one way, from the window to the gateway: nothing
// here carries one back.
import * as z from 'zod'
import type { CandidateHealth } from '#shared/session/basis'

const provider = z.string().min(1)

/** What a provider may be switched to. Without a key, `live` leaves it out of every route. */
export const providerModes = ['live', 'simulated', 'off'] as const
export type ProviderMode = (typeof providerModes)[number]

export const providerParams = z.strictObject({ provider })
export const modeParams = z.strictObject({ provider, mode: z.enum(providerModes) })
export const keyParams = z.strictObject({
  provider,
  /** The one that was on screen when the key was typed: another one does not get it. */
  origin: z.string().max(2048),
  key: z.string().max(4096),
  /** Beyond the end of this gateway, where its host keeps keys. */
  keep: z.boolean(),
})

/**
 * Where keys outlive the gateway. `keychain`: under the protection of the system. `plain`: in a file that whoever reads the
 * user's files can read. `session`: nowhere.
 */
export type KeyStorage = {
  readonly kind: 'keychain' | 'plain' | 'session'
  /** What the system calls it. */
  readonly name: string | null
}

/** Who brought the key: the configuration or a variable it names, or somebody in the console. */
export type KeySource = 'environment' | 'configuration' | 'kept' | 'session'

export type ModelHealth = Pick<
  CandidateHealth,
  'breaker' | 'untilMs' | 'successRate' | 'latencyMs' | 'observations'
> & {
  /** The provider's own name for it. */
  readonly model: string
}

export type ProviderRow = {
  readonly id: string
  readonly label: string
  /** null: the gateway has no adapter for it. */
  readonly adapter: string | null
  readonly baseUrl: string
  /** What a key would be bound to; null: it has no address that could get one. */
  readonly origin: string | null
  /** Where its API is documented. */
  readonly docs: string | null
  readonly credential: 'key' | 'pass-through' | 'none'
  /** null: there is none. */
  readonly key: KeySource | null
  /** The environment variable that is read for it at start. */
  readonly variable: string | null
  /** A key was given, for another origin than the provider has now: it is not used. */
  readonly strayKeyOrigin: string | null
  /** `none`: live, and without a key. */
  readonly mode: ProviderMode | 'none'
  readonly modes: readonly ProviderMode[]
  /** Of every model it was asked for since the gateway started. */
  readonly health: readonly ModelHealth[]
}

export type ProviderList = {
  readonly providers: readonly ProviderRow[]
  readonly storage: KeyStorage
  /** The gateway was started to simulate: no provider goes live. */
  readonly simulate: boolean
}

export type GivenKeyResult = {
  readonly source: KeySource
  /** Why it is held for as long as the gateway runs, and no longer, although it was to be kept. */
  readonly notKept: string | null
}

/**
 * `accepted`: the provider answered as it answers to a good key. `refused`: it does not take this one. `undecided`: it
 * answered otherwise, which says nothing about the key. `not_tested`: nobody was asked.
 */
export type KeyTest = {
  readonly outcome: 'accepted' | 'refused' | 'undecided' | 'unreachable' | 'not_tested'
  readonly status: number | null
  /** Until the whole answer. */
  readonly ms: number | null
  readonly message: string
}
