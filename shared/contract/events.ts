import type { SessionSummary } from '#shared/session/summary'

/** What a host tells its window. Batched by the gateway: at most a few dozen a second, whatever the stream does. */
export type Events = {
  'sessions.changed': { readonly sessions: readonly SessionSummary[] }
  /** Only hosts with a connection of their own (a browser) ever say `false`. */
  'host.connected': { readonly connected: boolean }
}
