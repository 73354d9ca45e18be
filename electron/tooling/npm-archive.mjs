// Archives from the package registry that tests run on but that are too large to be dependencies: each is asked for by
// `npm pack`, held against a pinned hash, and kept where a fresh install clears it away.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** @typedef {{ readonly name: string, readonly version: string, readonly integrity: string }} ArchiveSource */

export const cacheDir = fileURLToPath(new URL('../../node_modules/.cache/gatescope', import.meta.url))
const FETCH_LIMIT_MS = 10 * 60_000

/**
 * @param {ArchiveSource} source
 * @param {string} dir the folder that is to be
 * @param {(file: string, work: string) => string} unpack returns the folder that becomes `dir`
 * @throws {Error} when the registry cannot be reached or sent other bytes than expected
 */
export function fetchArchive(source, dir, unpack) {
  mkdirSync(cacheDir, { recursive: true })
  const work = mkdtempSync(join(cacheDir, 'fetch-'))
  try {
    // Renamed into place at the very end: an interrupted fetch leaves nothing that looks complete.
    renameSync(unpack(download(source, work), work), dir)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * @param {ArchiveSource} source
 * @param {string} work
 */
function download(source, work) {
  const wanted = `${source.name}@${source.version}`
  const output = execFileSync('npm', ['pack', wanted, '--silent', '--fetch-retries=1', '--pack-destination', work], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: FETCH_LIMIT_MS,
  })
  const file = join(work, output.trim().split('\n').at(-1) ?? '')
  const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  if (integrity !== source.integrity) throw new Error(`${wanted} has integrity ${integrity}, not ${source.integrity}`)
  return file
}
