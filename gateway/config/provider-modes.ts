// providers.json in the data folder: which providers were switched otherwise than the configuration has them. A provider
// that was taken off the network must not be back on it after a restart.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { providerModes, type ProviderMode } from '#shared/contract/providers'
import type { Log } from '../ports'

const fileSchema = z.record(z.string(), z.enum(providerModes))

/** By provider id. */
export type SwitchedModes = ReadonlyMap<string, ProviderMode>

const fileOf = (dataDir: string): string => path.join(dataDir, 'providers.json')

/** Nothing when there is no file, or one that is not ours; only the latter is worth a word. */
export function readModes(dataDir: string, log: Log): SwitchedModes {
  try {
    return new Map(Object.entries(fileSchema.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')))))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log(`${fileOf(dataDir)} cannot be read and is left alone; providers are as the configuration has them`)
    return new Map()
  }
}

/** All or nothing: a gateway stopped in the middle leaves the old file. */
export function writeModes(dataDir: string, modes: SwitchedModes): void {
  const unfinished = `${fileOf(dataDir)}.part`
  writeFileSync(unfinished, `${JSON.stringify(Object.fromEntries(modes))}\n`, { mode: 0o600 })
  renameSync(unfinished, fileOf(dataDir))
}
