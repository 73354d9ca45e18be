// What a decision made by the running engine rests on: its catalogue, its settings, and the health of its providers with
// the breakers that faults hold open.
import { formatOf, type Engine } from './engine'
import type { RequestFaults } from './faults/fault-set'
import { openBreakers } from './faults/refusals'
import type { RoutingBasis } from './routing/basis'
import { withOpen } from './routing/health'

type Deciding = Pick<Engine, 'settings' | 'catalogue' | 'adapters' | 'health'>

/** Ask once a request: asking uses up the faults that hold a breaker open. */
export const basisOf = (
  engine: Deciding,
  { seed, isOurs, faults }: { readonly seed: string; readonly isOurs: boolean; readonly faults: RequestFaults },
): RoutingBasis => ({
  catalogue: engine.catalogue,
  profile: engine.settings.profile,
  websocketBridge: engine.settings.websocket_bridge,
  seed,
  bearer: isOurs ? 'gateway' : 'client',
  healthOf: withOpen(engine.health.snapshot(), openBreakers(faults)),
  formatOf: formatOf(engine),
})
