// The one door between the window and everything else. A host (Electron, browser) supplies it; the window knows no more.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'

export interface Host {
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

/** The answer to a call as it travels: errors are values, because a thrown one loses its fields on the way. */
export type CallResult<R = unknown> =
  | { readonly ok: true; readonly value: R }
  | { readonly ok: false; readonly error: EncodedError }

/** What a desktop host puts in front of its window as `window.gatescope`. */
export type Bridge = {
  readonly call: <K extends CommandName>(name: K, params: Params<K>) => Promise<CallResult<Result<K>>>
  readonly on: <E extends keyof Events>(event: E, listener: (payload: Events[E]) => void) => () => void
}

export function encodeError(error: unknown): EncodedError {
  if (error instanceof HostError) return { code: error.code, message: error.message, details: error.details }
  return { code: 'internal', message: error instanceof Error ? error.message : String(error), details: null }
}

export const decodeError = (e: EncodedError): HostError => new HostError(e.code, e.message, e.details)
