// What every request handler works with. Built once at start; only its lifecycle changes while the gateway runs.
import type { Config } from './config/schema'
import type { Catalogue, Provider } from './config/catalogue'
import type { Ids } from './ids'
import type { Clock, Log } from './ports'
import type { ProviderAdapter } from './providers/provider'
import type { Recorder } from './recording/recorder'
import type { Upstream } from './upstream/upstream'

export type Engine = {
  readonly settings: Config['gateway']
  readonly catalogue: Catalogue
  readonly adapters: ReadonlyMap<string, ProviderAdapter>
  readonly recorder: Recorder
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Log
  readonly network: Upstream
  readonly simulator: Upstream
  /** null: the gateway runs without a token. */
  readonly token: string | null
  readonly secrets: readonly string[]
  /** Whoever is cut off while the gateway stops was not cut off by the client. */
  readonly lifecycle: { stopping: boolean }
}

/** The far side of a provider: the network once it has a credential, the simulator until then. */
export const upstreamOf = (engine: Engine, provider: Provider): Upstream =>
  provider.mode === 'live' ? engine.network : engine.simulator

export function adapterOf(engine: Engine, provider: Provider): ProviderAdapter {
  const adapter = engine.adapters.get(provider.adapter ?? '')
  if (!adapter) throw new Error(`routing let ${provider.id} through, which has no adapter`)
  return adapter
}
