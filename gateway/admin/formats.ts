// The commands that carry sessions out and in, over files of the data folder that last as long as the gateway runs.
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import type { GatewayStatus, Handlers } from '#shared/contract/commands'
import type { ImportResult } from '#shared/contract/formats'
import { HostError } from '#shared/contract/host'
import { fileName, writeSessions } from '#shared/formats/write'
import { prepareExport } from '../formats/prepare'
import { importFile, type ImportTarget } from '../sessions/import-file'
import { importTarget, openStored } from '../sessions/portable'
import type { SessionStore } from '../sessions/store'
import { TemporaryFiles } from '../sessions/temporary-files'

export type FormatsContext = {
  readonly store: SessionStore
  readonly files: ReturnType<typeof openTemporaryFiles>
  readonly status: () => GatewayStatus
}

type FormatHandlers = Pick<Handlers, 'session.export' | 'export.read' | 'import.write' | 'sessions.import'>

/** A window prepares one after another and fetches the last; whoever is still fetching an earlier one is not cut off at once. */
const mostExports = 4

export function openTemporaryFiles(dataDir: string) {
  const exports = new TemporaryFiles(path.join(dataDir, 'exports'))
  const imports = new TemporaryFiles(path.join(dataDir, 'imports'))
  const clear = () => {
    exports.clear()
    imports.clear()
  }
  return { exports, imports, clear }
}

export function createFormatHandlers({ store, files, status }: FormatsContext): FormatHandlers {
  const { exports, imports } = files
  const written: string[] = []
  const target = importTarget(store)
  // Two imports at once would both find an id free.
  let importing: Promise<unknown> = Promise.resolve()
  return {
    'session.export': async ({ ids, format, redact }) => {
      const open = (id: string) => openStored(store, id)
      const { sessions, options, ...found } = await prepareExport(ids, open, status().version, redact)
      const name = fileName(format, ids)
      if (found.blocked.length > 0) return { exportId: null, name, bytes: 0, ...found }
      const exportId = randomUUID()
      const bytes = await exports.write(exportId, writeSessions(format, sessions, options))
      written.push(exportId)
      for (const old of written.splice(0, written.length - mostExports)) await exports.remove(old)
      return { exportId, name, bytes, ...found }
    },
    'export.read': async ({ exportId, from }) => {
      if (!written.includes(exportId)) throw new HostError('not_found', `There is no export ${exportId}.`)
      return exports.read(exportId, from)
    },
    'import.write': async ({ uploadId, base64, from }) => {
      const isNext = await imports.append(uploadId, Buffer.from(base64, 'base64'), from)
      if (!isNext) throw new HostError('upload_gap', `Byte ${from} is not where the upload ${uploadId} ends.`)
      return null
    },
    'sessions.import': ({ uploadId, name }) => {
      const imported = importing.then(() => importUpload(imports, uploadId, name, target))
      importing = imported.catch(() => {})
      return imported
    },
  }
}

async function importUpload(
  imports: TemporaryFiles,
  uploadId: string,
  name: string,
  target: ImportTarget,
): Promise<ImportResult> {
  try {
    return await importFile(imports.pathOf(uploadId), name, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new HostError('not_found', `There is no upload ${uploadId}.`)
  } finally {
    await imports.remove(uploadId)
  }
}
