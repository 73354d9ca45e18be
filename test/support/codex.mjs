// Which Codex CLI the tests run: the program out of its npm package, which is far too large for a dependency. Looking never
// fetches; preparing may, and says what it does.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDir, fetchArchive } from '../../electron/tooling/npm-archive.mjs'

const source = {
  name: '@openai/codex',
  version: '0.169.0-linux-x64',
  integrity: 'sha512-o05NyAOCDygSPRo1yinzxvkRSdmsZyBD9E7mbpmjRanSfM8lypqWtQgEo4XfNkwhuCR2aFu8mlGOsQGFXVbVww==',
}
const program = 'package/vendor/x86_64-unknown-linux-musl/bin/codex'
const dir = join(cacheDir, `codex-${source.version}`)
const executable = join(dir, 'codex')
const platform = `${process.platform}-${process.arch}`

/** @returns {string | null} the program's path */
export const findCodex = () => (platform === 'linux-x64' && existsSync(executable) ? executable : null)

/**
 * @param {(line: string) => void} say
 * @returns {{ readonly codex: string } | { readonly reason: string }}
 */
export function prepareCodex(say) {
  if (platform !== 'linux-x64') return { reason: `it is pinned for linux-x64 only, this is ${platform}` }
  if (findCodex()) return { codex: executable }
  say(`Fetching ${source.name}@${source.version} for tests (170 MB, once)…`)
  try {
    fetchArchive(source, dir, unpack)
    return { codex: executable }
  } catch (error) {
    return { reason: `it could not be fetched: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/**
 * @param {string} file
 * @param {string} work
 */
function unpack(file, work) {
  const unpacked = join(work, 'codex')
  mkdirSync(unpacked)
  // The rest of the package (voice, a sandbox, a search tool) is not needed to talk to a gateway.
  execFileSync('tar', ['-xzf', file, '-C', work, program])
  renameSync(join(work, program), join(unpacked, 'codex'))
  return unpacked
}
