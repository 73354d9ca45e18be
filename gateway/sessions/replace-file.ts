// Files that are written whole, and folders whose entries must outlive a power cut.
import { open, readdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'

const enough = 1 << 18

/** What is still being written. No session has such a name, so what a crash leaves of one is never listed. */
export const unfinished = '.new'

/**
 * A crash leaves the old file or the new one. Written in pieces: a long file holds up nobody. Only what cannot be had again
 * waits for the disk: other files are written to it as well, and would wait too.
 */
export async function replaceFile(file: string, lines: Iterable<string>, isPrecious: boolean): Promise<void> {
  const draft = file + unfinished
  try {
    const handle = await open(draft, 'w', 0o600)
    try {
      let text = ''
      for (const line of lines) {
        text += line
        if (text.length < enough) continue
        await handle.write(text)
        text = ''
      }
      await handle.write(text)
      if (isPrecious) await handle.datasync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** What a crash left of files that were being written. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(unfinished)) await rm(path.join(folder, name), { force: true })
  }
}

/** What was renamed or deleted in a folder stays so. Where folders cannot be opened (Windows), the system sees to it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  await handle?.sync().catch(() => {})
  await handle?.close()
}
