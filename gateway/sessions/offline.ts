// Formats without a gateway, for the command line. Exporting only reads, and does not mind who records; importing writes, and so
// takes the data folder as a gateway would.
import type { ImportResult } from '#shared/contract/formats'
import type { PortableSession } from '#shared/formats/portable'
import { writeSessions, type PortableFormat } from '#shared/formats/write'
import { isGateway } from '../client/probe'
import { claimDataDir, DataDirInUseError, releaseDataDir } from '../config/data-dir'
import type { Log } from '../ports'
import { GatewayStartError } from '../start-error'
import { findSession, type SessionSource } from './browse'
import { importFile } from './import-file'
import { importTarget, openSession } from './portable'
import { SessionStore } from './store'

export type OfflineExport = {
  readonly dataDir: string
  /** Ids in the data folder, or files. */
  readonly sessions: readonly string[]
  readonly format: PortableFormat
  readonly version: string
}

/** All are looked for before anything is written. @throws HostError `session_not_found` */
export async function exportOffline({
  dataDir,
  sessions,
  format,
  version,
}: OfflineExport): Promise<AsyncGenerator<string>> {
  const sources = await Promise.all(sessions.map((session) => findSession(dataDir, session)))
  return writeSessions(format, openAll(sources), version)
}

async function* openAll(sources: readonly SessionSource[]): AsyncGenerator<PortableSession> {
  for (const source of sources) yield await openSession(source)
}

/** @throws GatewayStartError `data_dir_in_use`; HostError `invalid_file` */
export async function importOffline(dataDir: string, file: string, log: Log): Promise<ImportResult> {
  try {
    await claimDataDir(dataDir, isGateway)
  } catch (error) {
    if (!(error instanceof DataDirInUseError)) throw error
    const rest = 'Import the file in its console, or stop it first.'
    throw new GatewayStartError('data_dir_in_use', `${error.message} ${rest}`)
  }
  try {
    const store = new SessionStore(dataDir, log)
    try {
      return await importFile(file, file, importTarget(store))
    } finally {
      await store.shutDown()
    }
  } finally {
    releaseDataDir(dataDir)
  }
}
