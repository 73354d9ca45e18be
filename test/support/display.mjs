// A screen for windows. Where there is none, a virtual one is started on a free display number and ended afterwards.
import { spawn } from 'node:child_process'

/** @typedef {{ readonly name: string, readonly close: () => void }} Display */

const needsDisplay = process.platform === 'linux'
const present = () => process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']

/**
 * Sets DISPLAY for this process and its children.
 * @returns {Promise<Display>}
 * @throws {Error} when there is no screen and no Xvfb
 */
export async function openDisplay() {
  const name = present()
  if (name ?? !needsDisplay) return { name: name ?? process.platform, close() {} }
  return startXvfb()
}

/** @returns {Promise<Display>} */
function startXvfb() {
  return new Promise((resolve, reject) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    })
    server.once('error', (error) => reject(new Error(`no display, and Xvfb could not be started: ${error.message}`)))
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${String(code)} before it had a display`)))
    server.stdio[3]?.once('data', (/** @type {Buffer} */ number) => {
      const name = `:${number.toString('utf8').trim()}`
      process.env['DISPLAY'] = name
      resolve({
        name: `${name} (Xvfb)`,
        close() {
          delete process.env['DISPLAY']
          server.kill()
        },
      })
    })
  })
}
