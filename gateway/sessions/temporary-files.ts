// Files that are on their way to or from a window. They live in a folder of their own, which is emptied when a gateway starts and
// when it stops: nothing of a session stays behind where nobody looks for it.
import { mkdirSync, rmSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import path from 'node:path'

/** A MiB of a file, and a multiple of three: base64 of the pieces is base64 of the file. */
const pieceBytes = 3 << 18
const writeLength = 256 << 10

export type FilePiece = { readonly base64: string; readonly next: number; readonly atEnd: boolean }

export class TemporaryFiles {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.clear()
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Names come from our own side or are checked where they come in. */
  pathOf(name: string): string {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    return path.join(this.#folder, name)
  }

  /** Returns the length in bytes. A file that could not be written whole is not there. */
  async write(name: string, texts: AsyncIterable<string>): Promise<number> {
    const file = this.pathOf(name)
    const handle = await open(file, 'wx', 0o600)
    try {
      let pending = ''
      let bytes = 0
      const flush = async () => {
        bytes += (await handle.write(pending)).bytesWritten
        pending = ''
      }
      for await (const text of texts) {
        pending += text
        if (pending.length >= writeLength) await flush()
      }
      await flush()
      return bytes
    } catch (error) {
      await rm(file, { force: true })
      throw error
    } finally {
      await handle.close()
    }
  }

  async read(name: string, from: number): Promise<FilePiece> {
    const handle = await open(this.pathOf(name), 'r')
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes, from)
      const next = from + bytesRead
      const { size } = await handle.stat()
      return { base64: buffer.toString('base64', 0, bytesRead), next, atEnd: next >= size }
    } finally {
      await handle.close()
    }
  }

  /** False when the file does not end at `from`. */
  async append(name: string, bytes: Uint8Array, from: number): Promise<boolean> {
    const handle = await open(this.pathOf(name), 'a', 0o600)
    try {
      if ((await handle.stat()).size !== from) return false
      await handle.writeFile(bytes)
      return true
    } finally {
      await handle.close()
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true })
  }
}
