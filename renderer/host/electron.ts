import type { CommandName, Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import { decodeError, type Capabilities, type EncodedError, type Host } from '#shared/contract/host'

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: EncodedError }

/** What the preload script exposes: plain values only, because errors lose their fields at the world boundary. */
export type Bridge = {
  readonly capabilities: Capabilities
  call(name: string, params: unknown): Promise<Answer>
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): () => void
}

declare global {
  interface Window {
    readonly gatescope?: Bridge
  }
}

export function createElectronHost(bridge: Bridge): Host {
  return {
    capabilities: bridge.capabilities,
    async call<K extends CommandName>(name: K, params: Params<K>): Promise<Result<K>> {
      const answer = await bridge.call(name, params)
      if (!answer.ok) throw decodeError(answer.error)
      return answer.value as Result<K>
    },
    on: (event, listener) => bridge.on(event, listener),
  }
}
