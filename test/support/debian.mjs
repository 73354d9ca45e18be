// On a bare Debian with root rights (a container, a build machine) the tests install what they need themselves.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What Electron and a virtual screen need beyond a windowless system. */
const windowPackages = 'xvfb libgtk-3-0 libnss3 libasound2 libgbm1 libnotify4 libxss1 libxtst6'.split(' ')

export const canInstall = () => existsSync('/etc/debian_version') && process.getuid?.() === 0

/**
 * @param {readonly string[]} packages
 * @param {(line: string) => void} say
 */
export function installPackages(packages, say) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ]) {
    say(`apt-get ${args.join(' ')}`)
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env })
  }
}

/**
 * @param {string} executable
 * @param {(line: string) => void} say
 */
export function installWindowPackages(executable, say) {
  if (process.platform !== 'linux' || !canInstall()) return
  const hasScreen = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'] ?? hasCommand('Xvfb')
  if (!hasScreen || lacksLibraries(executable)) installPackages(windowPackages, say)
}

/** @param {string} name */
const hasCommand = (name) => spawnSync('which', [name], { stdio: 'ignore' }).status === 0

/** @param {string} executable */
const lacksLibraries = (executable) => execFileSync('ldd', [executable], { encoding: 'utf8' }).includes('not found')
