import type { ChaosProgress } from '#shared/chaos/grid'
import type { SessionLabels } from '#shared/contract/sessions'
import type { SessionSummary } from '#shared/session/summary'

/** What a host tells its window. Batched by the gateway: at most a few dozen a second, whatever the stream does. */
export type Events = {
  'sessions.changed': { readonly sessions: readonly SessionSummary[] }
  /** Deleted, or forgotten to stay within the limits. What is brought back is told as changed. */
  'sessions.removed': { readonly ids: readonly string[] }
  /** What these sessions are called now; one that has nothing left is told as blank. */
  'labels.changed': { readonly labels: SessionLabels }
  /** How far a run of the chaos grid is. The last one of a run is not `running` any more. */
  'chaos.progress': ChaosProgress
  /** What providers or models there are, or how they are reached, is not as it was. */
  'catalogue.changed': Readonly<Record<string, never>>
  /** Only hosts with a connection of their own (a browser) ever say `false`. */
  'host.connected': { readonly connected: boolean }
}

/** Those the gateway tells of; the others are about the connection to it. */
export const gatewayEvents = [
  'sessions.changed',
  'sessions.removed',
  'labels.changed',
  'chaos.progress',
  'catalogue.changed',
] as const satisfies (keyof Events)[]
export type GatewayEvent = (typeof gatewayEvents)[number]
