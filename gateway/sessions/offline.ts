// Formats without a gateway, for the command line. Exporting only reads, and does not mind who records; importing writes, and so
// takes the data folder as a gateway would.
import type { ExportResult, ImportResult } from '#shared/contract/formats'
import { writeSessions, type PortableFormat } from '#shared/formats/write'
import type { RedactionRules } from '#shared/redaction/rules'
import { isGateway } from '../client/probe'
import { claimDataDir, DataDirInUseError, releaseDataDir } from '../config/data-dir'
import { prepareExport } from '../formats/prepare'
import type { Log } from '../ports'
import { GatewayStartError } from '../start-error'
import { findSession } from './browse'
import { importFile } from './import-file'
import { importTarget, openSession } from './portable'
import { SessionStore } from './store'

export type OfflineExport = {
  readonly dataDir: string
  /** Ids in the data folder, or files. */
  readonly sessions: readonly string[]
  readonly format: PortableFormat
  readonly redact: RedactionRules
  readonly version: string
}

/** `texts` is null while something is not explained. */
export type OfflineExported = Pick<ExportResult, 'counts' | 'blocked'> & {
  readonly texts: AsyncGenerator<string> | null
}

/** All are looked for before anything is written. @throws HostError `session_not_found`, `invalid_pattern` */
export async function exportOffline(options: OfflineExport): Promise<OfflineExported> {
  const { dataDir, format, redact, version } = options
  const sources = await Promise.all(options.sessions.map((session) => findSession(dataDir, session)))
  const { sessions, counts, blocked, options: told } = await prepareExport(sources, openSession, version, redact)
  return { counts, blocked, texts: blocked.length > 0 ? null : writeSessions(format, sessions, told) }
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
