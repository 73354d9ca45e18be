// `gatescope import`: the sessions of a file into the library (CLI.md). Their ids go to stdout; what was not taken over, and why,
// to stderr.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import { defaultDataDir, importOffline } from '../gateway/index'
import { orUsageError, parseFlags, UsageError } from './usage'

const help = `gatescope import FILE: the sessions of a file into the library

  FILE             a session file (JSON Lines), or a HAR file of Gatescope, a browser or a proxy
  --json           print one JSON object with ids and skipped
  --data-dir DIR   the data folder to import into; no gateway may be running on it

A session that is there already is not taken over twice. Of other people's HAR files, only exchanges of the Responses API are.
The exit code is 1 when there was something to import and nothing of it could be.
`

export async function importSessions(args: string[]): Promise<number> {
  const { values, positionals } = parseFlags(args, {
    json: { type: 'boolean' },
    'data-dir': { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  })
  if (values.help) {
    process.stdout.write(help)
    return 0
  }
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) throw new UsageError('Say which file to import: import FILE.')
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const dataDir = path.resolve(values['data-dir'] ?? defaultDataDir(process.env, process.platform))
  const note = (line: string): void => void process.stderr.write(`${line}\n`)
  try {
    const { ids, skipped } = await orUsageError(importOffline(dataDir, file, note))
    if (values.json) process.stdout.write(`${JSON.stringify({ ids, skipped })}\n`)
    else {
      for (const { what, why } of skipped) note(`${what}: ${why}`)
      for (const id of ids) process.stdout.write(`${id}\n`)
    }
    return ids.length > 0 || skipped.every(({ knownAs }) => knownAs !== undefined) ? 0 : 1
  } catch (error) {
    if (error instanceof HostError && error.code === 'invalid_file') throw new UsageError(error.message)
    throw error
  }
}
