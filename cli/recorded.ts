// The session somebody names on the command line: by its id in the data folder, or by its file.
import path from 'node:path'
import { HostError } from '#shared/contract/host'
import { defaultDataDir, findSession, type SessionSource } from '../gateway/index'
import { UsageError } from './usage'

/** @throws UsageError when there is none */
export async function findRecorded(idOrFile: string, dataDir: string | undefined): Promise<SessionSource> {
  try {
    return await findSession(path.resolve(dataDir ?? defaultDataDir(process.env, process.platform)), idOrFile)
  } catch (error) {
    throw error instanceof HostError ? new UsageError(error.message) : error
  }
}
