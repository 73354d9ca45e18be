// models.json in the data folder: what each provider said it has when it was last asked. Prices and limits are not kept:
// they come from where they come from for every other model, and may be known better tomorrow.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import type { Log } from '../ports'

const fileSchema = z.record(
  z.string(),
  z.array(z.strictObject({ model: z.string().min(1), name: z.string().optional() })),
)

/** By provider id. */
export type FoundModels = Readonly<z.output<typeof fileSchema>>
export type FoundModel = FoundModels[string][number]

const fileOf = (dataDir: string): string => path.join(dataDir, 'models.json')

/** Nothing when there is no file, or one that is not ours; only the latter is worth a word. */
export function readFoundModels(dataDir: string, log: Log): FoundModels {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(fileOf(dataDir), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log(`${fileOf(dataDir)} cannot be read and is left alone; ask the providers for their models again`)
    return {}
  }
}

/** All or nothing: a gateway stopped in the middle leaves the old list. */
export function writeFoundModels(dataDir: string, found: FoundModels): void {
  const unfinished = `${fileOf(dataDir)}.part`
  writeFileSync(unfinished, `${JSON.stringify(found)}\n`, { mode: 0o600 })
  renameSync(unfinished, fileOf(dataDir))
}
