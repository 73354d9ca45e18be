// The Electron the product is made for: the binary of the `electron` package, or the folder a developer names.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** @typedef {{ readonly dir: string, readonly executable: string, readonly version: string, readonly origin: string }} Electron */

const packageDir = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
/** The electron package's own variable for a folder to use instead of its binary. */
export const overrideName = 'ELECTRON_OVERRIDE_DIST_PATH'
const FETCH_LIMIT_MS = 10 * 60_000

/** @type {string} */
export const ownVersion = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')).version

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const executables = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * @param {string} dir a folder as Electron's own archives unpack to
 * @param {string} origin
 * @returns {Electron | null}
 */
export function describeElectron(dir, origin) {
  const executable = join(dir, executables[process.platform] ?? 'electron')
  if (!existsSync(executable)) return null
  const versionFile = join(dir, 'version')
  const version = existsSync(versionFile) ? readFileSync(versionFile, 'utf8').trim().replace(/^v/, '') : 'unknown'
  return { dir, executable, version, origin }
}

/** @returns {Electron | null} */
export function findOwnElectron() {
  const override = process.env[overrideName]
  if (override) return describeElectron(override, overrideName)
  return describeElectron(join(packageDir, 'dist'), 'the electron package')
}

/**
 * The electron package has no install step of its own: its binary is fetched when it is first wanted.
 * @param {(line: string) => void} say
 * @returns {Promise<Electron | null>} null when it cannot be had from here
 */
export async function fetchOwnElectron(say) {
  if (process.env[overrideName]) return findOwnElectron()
  say(`Fetching Electron ${ownVersion} (once)…`)
  await new Promise((resolve) => {
    const installer = spawn(process.execPath, [join(packageDir, 'install.js')], {
      stdio: 'ignore',
      timeout: FETCH_LIMIT_MS,
    })
    installer.once('error', resolve)
    installer.once('close', resolve)
  })
  return findOwnElectron()
}
