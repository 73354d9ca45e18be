// The whole bridge. It runs sandboxed in front of the window's own code, so it stays free of any other module.
import type { Bridge } from '#shared/contract/host'
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { CALL, EVENT } from './channels'

const bridge: Bridge = {
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
