import type { CommandName, Params, Result } from '#shared/contract/commands'
import { decodeError, type Bridge, type Host } from '#shared/contract/host'

declare global {
  interface Window {
    readonly gatescope?: Bridge
  }
}

export function createElectronHost(bridge: Bridge): Host {
  return {
    async call<K extends CommandName>(name: K, params: Params<K>): Promise<Result<K>> {
      const answer = await bridge.call(name, params)
      if (!answer.ok) throw decodeError(answer.error)
      return answer.value
    },
    on: (event, listener) => bridge.on(event, listener),
  }
}
