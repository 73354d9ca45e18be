// The whole bridge. It runs sandboxed in front of the window's own code, so it stays free of any other module.
import type { CommandName, Params, Result } from '#shared/contract/commands'
import type { Events } from '#shared/contract/events'
import type { Capabilities, EncodedError } from '#shared/contract/host'
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { CALL, EVENT } from './channels'

/** Errors cross the bridge as values: Electron would reduce a thrown one to its message. */
export type Reply<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: EncodedError }

export type Bridge = {
  readonly capabilities: Capabilities
  readonly call: <K extends CommandName>(name: K, params: Params<K>) => Promise<Reply<Result<K>>>
  readonly on: <E extends keyof Events>(event: E, listener: (payload: Events[E]) => void) => () => void
}

const bridge: Bridge = {
  capabilities: { frameless: false, openExternal: false },
  call: (name, params) => ipcRenderer.invoke(CALL, name, params),
  on(event, listener) {
    const receive = (_: IpcRendererEvent, name: string, payload: Parameters<typeof listener>[0]) => {
      if (name === event) listener(payload)
    }
    ipcRenderer.on(EVENT, receive)
    return () => void ipcRenderer.off(EVENT, receive)
  },
}

contextBridge.exposeInMainWorld('gatescope', bridge)
