// npm start: the desktop window where there can be one, else the same console in a browser, after one line that says why.
// Plain JavaScript, because it runs before anything is built.
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const sources = ['shared', 'gateway', 'renderer', 'electron', 'cli', 'vite.config.ts', 'package.json']
const built = ['main.cjs', 'preload.cjs', 'cli.js', 'renderer/index.html'].map((file) => join('dist', file))
/** A window that ends this soon, and not with 0, never opened. */
const STARTED_AFTER_MS = 5_000

let stopped = false

/** @param {string} line */
const say = (line) => console.error(line)

/**
 * @param {string} path
 * @returns {number} when the newest file in it was changed
 */
function newestChange(path) {
  const stats = statSync(join(projectDir, path))
  if (!stats.isDirectory()) return stats.mtimeMs
  return Math.max(...readdirSync(join(projectDir, path)).map((name) => newestChange(join(path, name))))
}

function isBuilt() {
  try {
    return Math.min(...built.map(newestChange)) > Math.max(...sources.map(newestChange))
  } catch {
    return false
  }
}

/** @returns {boolean} */
function build() {
  say('Building Gatescope…')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: projectDir,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  return status === 0
}

/**
 * Ends with the child, and ends it when asked to end.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
function run(command, args) {
  const child = spawn(command, args, { cwd: projectDir, stdio: 'inherit' })
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
  const forward = signals.map((signal) => ({
    signal,
    listener: () => {
      stopped = true
      child.kill(signal)
    },
  }))
  for (const { signal, listener } of forward) process.on(signal, listener)
  return new Promise((resolve) => {
    child.once('error', () => resolve(1))
    child.once('close', (code) => resolve(code ?? 1))
  }).finally(() => {
    for (const { signal, listener } of forward) process.off(signal, listener)
  })
}

/**
 * Asked in a process of its own: the hosts know nothing of each other.
 * @returns {{ command: string[] } | { reason: string }}
 */
function findWindow() {
  const script = join(projectDir, 'electron/tooling/find-window.mjs')
  const { stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  return stdout ? JSON.parse(stdout) : { reason: 'Electron is not installed' }
}

/** @returns {Promise<string | null>} null when a window was open until its end, else why there was none */
async function openWindow() {
  const found = findWindow()
  if ('reason' in found) return found.reason
  const [executable = '', ...args] = found.command
  const started = Date.now()
  const code = await run(executable, [...args, ...process.argv.slice(2)])
  if (code !== 0 && !stopped && Date.now() - started < STARTED_AFTER_MS)
    return `Electron ended at once with code ${code}`
  process.exitCode = code
  return null
}

if (!isBuilt() && !build()) process.exit(1)
const reason = await openWindow()
if (reason) {
  say(`No desktop window: ${reason}. Serving the console for a browser instead.`)
  process.exitCode = await run(process.execPath, [join(projectDir, 'dist/cli.js'), 'serve', ...process.argv.slice(2)])
}
