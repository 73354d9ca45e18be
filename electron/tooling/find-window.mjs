// Says how a desktop window can be opened here: one line of JSON, { command } or { reason }. Fetches Electron when it is
// missing.
import { fileURLToPath } from 'node:url'
import { fetchOwnElectron, findOwnElectron, ownVersion } from './own-electron.mjs'

/** @typedef {{ readonly command: readonly string[] } | { readonly reason: string }} WindowAnswer */

const projectDir = fileURLToPath(new URL('../..', import.meta.url))

// Chromium refuses to run sandboxed as root. Nobody is given this flag who did not choose to be root.
const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** @returns {Promise<WindowAnswer>} */
async function findWindow() {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return { reason: 'there is no display' }
  }
  const electron = findOwnElectron() ?? (await fetchOwnElectron(console.error))
  if (!electron) return { reason: `Electron ${ownVersion} could not be fetched` }
  return { command: [electron.executable, projectDir, ...asRoot] }
}

console.log(JSON.stringify(await findWindow()))
