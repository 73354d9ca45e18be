// Packs the built app: node electron/tooling/pack.mjs [electron-builder arguments]. Where Electron itself cannot be
// fetched, a Linux package can still be made and tried with the stand-in, and says that this is what it is.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fetchOwnElectron, findOwnElectron, overrideName, ownVersion } from './own-electron.mjs'
import { explainNoStandIn, fetchStandIn } from './stand-in.mjs'

const builder = fileURLToPath(import.meta.resolve('electron-builder/cli.js'))

/**
 * @param {string} dir
 * @param {string} version
 */
const electronOptions = (dir, version) => [`-c.electronDist=${dir}`, `-c.electronVersion=${version}`]

/** @param {readonly string[]} args */
const runBuilder = (args) => spawnSync(process.execPath, [builder, ...args], { stdio: 'inherit' }).status ?? 1

/**
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function pack(args) {
  const own = findOwnElectron() ?? (await fetchOwnElectron(console.log))
  if (own?.origin === overrideName) return runBuilder([...args, ...electronOptions(own.dir, own.version)])
  if (own) return runBuilder(args)
  const reason = explainNoStandIn()
  if (reason) {
    console.error(`Electron ${ownVersion} could not be fetched, and ${reason}.`)
    return 1
  }
  return packWithStandIn(args)
}

/** @param {readonly string[]} args */
function packWithStandIn(args) {
  const { dir, version } = fetchStandIn(console.log)
  console.log(
    `Electron ${ownVersion} could not be fetched: packing with Electron ${version}, to try and never to release.`,
  )
  const bare = mkdtempSync(join(tmpdir(), 'gatescope-electron-'))
  try {
    cpSync(dir, bare, { recursive: true })
    rmSync(join(bare, 'resources', 'app'), { recursive: true })
    return runBuilder([...args, ...electronOptions(bare, version)])
  } finally {
    rmSync(bare, { recursive: true, force: true })
  }
}

process.exitCode = await pack(process.argv.slice(2))
