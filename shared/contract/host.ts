// The one door between the window and everything else. A host (Electron, browser) supplies it; the window knows no more.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'

/** What this host can do. The window asks for a capability, never for a platform. */
export type Capabilities = {
  /** The window draws over the title bar and must leave room for the system's buttons. */
  readonly frameless: boolean
  readonly openExternal: boolean
}

export interface Host {
  readonly capabilities: Capabilities
  /** @throws HostError with a stable code */
  call<K extends CommandName>(name: K, params: Params<K>): Promise<Result<K>>
  /** Returns the unsubscribe function. */
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void
}

export class HostError extends Error {
  readonly code: string
  readonly details: unknown
  constructor(code: string, message: string, details: unknown = null) {
    super(message)
    this.name = 'HostError'
    this.code = code
    this.details = details
  }
}

/** How an error crosses a process border. */
export type EncodedError = { readonly code: string; readonly message: string; readonly details: unknown }

export function encodeError(error: unknown): EncodedError {
  if (error instanceof HostError) return { code: error.code, message: error.message, details: error.details }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), details: null }
}

export const decodeError = (e: EncodedError): HostError => new HostError(e.code, e.message, e.details)
