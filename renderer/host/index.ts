// Picks the host this window runs in. The same bundle serves Electron and a browser.
import type { Entry } from './access'
import { createElectronHost } from './electron'
import { createWebHost } from './web'

async function pickHost(): Promise<Entry> {
  const scene = new URLSearchParams(location.search).get('fake')
  if (import.meta.env.DEV && scene !== null) {
    const { createFakeHost } = await import('./fake')
    return { host: createFakeHost(scene), access: null }
  }
  if (window.gatescope) return { host: createElectronHost(window.gatescope), access: null }
  return createWebHost()
}

export const { host, access } = await pickHost()
