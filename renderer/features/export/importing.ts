// Files on their way in: uploaded in pieces, one after another, and read by the gateway.
import { useStore as useZustand } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Result } from '#shared/contract/commands'
import { HostError } from '#shared/contract/host'
import { host } from '../../host/index'
import { selectSession, store } from '../../state/store'

export type ImportedFile = {
  readonly name: string
  readonly bytes: number
  readonly uploaded: number
  readonly state: 'waiting' | 'uploading' | 'reading' | 'done' | 'failed'
  readonly result: Result<'sessions.import'> | null
  readonly error: string | null
}

export const importing = createStore<{ readonly files: readonly ImportedFile[] }>(() => ({ files: [] }))
export const useImporting = <T>(select: (state: { readonly files: readonly ImportedFile[] }) => T): T =>
  useZustand(importing, select)

/** A multiple of three, so that the pieces' base64 is that of the file. */
const pieceBytes = 3 << 18

let run = 0

/** Whatever was under way is given up. */
export async function importFiles(files: readonly File[]): Promise<void> {
  run += 1
  const own = run
  importing.setState({
    files: files.map(({ name, size }) => ({
      name,
      bytes: size,
      uploaded: 0,
      state: 'waiting',
      result: null,
      error: null,
    })),
  })
  for (const [index, file] of files.entries()) {
    const note = (change: Partial<ImportedFile>) => {
      if (own === run)
        importing.setState((now) => ({ files: now.files.map((one, i) => (i === index ? { ...one, ...change } : one)) }))
    }
    try {
      const result = await importFile(file, () => own === run, note)
      if (result === null) return
      note({ state: 'done', result })
    } catch (error) {
      note({ state: 'failed', error: sayError(error) })
    }
  }
}

/** Null: nobody waits for it any more. */
async function importFile(
  file: File,
  isWanted: () => boolean,
  note: (change: Partial<ImportedFile>) => void,
): Promise<Result<'sessions.import'> | null> {
  const uploadId = crypto.randomUUID()
  note({ state: 'uploading' })
  for (let from = 0; from < file.size || from === 0; from += pieceBytes) {
    const bytes = new Uint8Array(await file.slice(from, from + pieceBytes).arrayBuffer())
    await host.call('import.write', { uploadId, base64: toBase64(bytes), from })
    if (!isWanted()) return null
    note({ uploaded: Math.min(file.size, from + bytes.length) })
  }
  note({ state: 'reading' })
  const result = await host.call('sessions.import', { uploadId, name: file.name })
  return isWanted() ? result : null
}

/** In slices: a call takes only so many arguments. */
function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768))
  return btoa(text)
}

const sayError = (error: unknown): string => {
  if (!(error instanceof HostError)) return error instanceof Error ? error.message : String(error)
  if (error.code === 'upload_gap') return 'A piece of it was lost on the way. Import it again.'
  return error.message
}

export function showImported(id: string): void {
  store.setState({ screen: 'live', filter: '' })
  selectSession(id)
}
