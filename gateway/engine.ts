// What every request handler works with. Built once at start; only its lifecycle and its catalogue change while the gateway
// runs, the catalogue as a whole.
import type { SessionTarget } from '#shared/session/frame'
import type { Config } from './config/schema'
import type { Catalogue, Provider } from './config/catalogue'
import type { FaultSet } from './faults/fault-set'
import type { Ids } from './ids'
import type { Clock, Log } from './ports'
import type { Codec, ProviderAdapter, Target } from './providers/provider'
import type { Recorder } from './recording/recorder'
import type { Candidate, WireFormat } from './routing/candidates'
import type { Health } from './routing/health'
import type { Upstream } from './upstream/upstream'

export type Engine = {
  readonly settings: Config['gateway']
  /** Read anew for each request: another one may take its place. */
  readonly catalogue: Catalogue
  readonly adapters: ReadonlyMap<string, ProviderAdapter>
  readonly health: Health
  readonly recorder: Recorder
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  readonly network: Upstream
  readonly simulator: Upstream
  readonly faults: FaultSet
  /** null: the gateway runs without a token. */
  readonly token: string | null
  /** May become more while a request is under way. */
  readonly secrets: readonly string[]
  /** The one place this exchange goes to, when the console asked for it by name; null: routing decides. */
  readonly target: Provider | null
  /** The same as the console named it. */
  readonly sentTo: SessionTarget | null
  /** Whoever is cut off while the gateway stops was not cut off by the client. */
  readonly lifecycle: { stopping: boolean }
}

/** The far side of a provider: the network once it has a credential, the simulator until then. */
export const upstreamOf = (engine: Engine, provider: Provider): Upstream =>
  provider.mode === 'live' ? engine.network : engine.simulator

/** The wire format that reaches this model at this provider. */
export function codecOf({ adapters }: Pick<Engine, 'adapters'>, target: Pick<Target, 'provider' | 'model'>): Codec {
  const adapter = adapters.get(target.provider.adapter ?? '')
  if (!adapter) throw new Error(`routing let ${target.provider.id} through, which has no adapter`)
  return adapter.codecFor(target)
}

/** What routing has to know of it. */
export const formatOf =
  (engine: Pick<Engine, 'adapters'>) =>
  ({ provider, route }: Candidate): WireFormat => {
    const { unsupported, toolTypes, encodeHandshake } = codecOf(engine, { provider, model: route.model })
    return { unsupported, toolTypes, websocket: encodeHandshake !== null }
  }

/** What a call to this candidate needs; `bearer` is the client's own credential, for providers that pass it through. */
export const targetOf = ({ provider, route }: Candidate, bearer: string | null): Target => ({
  provider,
  model: route.model,
  apiKey: provider.passThrough ? bearer : provider.apiKey,
})
