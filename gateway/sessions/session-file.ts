// One session's file. Appending: at most one write is in flight, whatever arrives meanwhile goes out with the next.
// Reading: whole lines from a byte offset, so a reader can follow a file that still grows.
import fs from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { SessionFormatError } from '#shared/session/jsonl'

export class SessionWriter {
  readonly #path: string
  readonly #failed: (error: Error) => void
  readonly #isNew: boolean
  #fd: number | null = null
  #pending = ''
  #waiting: (() => void)[] = []
  #busy = false
  #isBroken = false
  #idle: (() => void)[] = []
  #ended: ((bytes: number) => void) | null = null
  #bytes = 0

  /** `isNew` spares asking how long the file is. */
  constructor(path: string, failed: (error: Error) => void, isNew = false) {
    this.#path = path
    this.#failed = failed
    this.#isNew = isNew
  }

  /** True once something was not written; nothing more is then, so that the file stays whole up to there. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** How many are on disk. */
  get bytes(): number {
    return this.#bytes
  }

  /** Nothing more is written, also not what was handed over and waits; `done` comes when the file is closed. */
  abandon(done: () => void): void {
    this.#isBroken = true
    this.#pending = ''
    this.#waiting = []
    const ended = this.#ended
    this.#ended = (bytes) => {
      ended?.(bytes)
      done()
    }
    this.#pump()
  }

  /** Settles when nothing is being written. */
  idle(): Promise<void> {
    return this.#busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve()
  }

  append(text: string, written: () => void): void {
    if (this.#isBroken) return
    this.#pending += text
    this.#waiting.push(written)
    this.#pump()
  }

  /** Closes the file once everything is written; `done` gets its length in bytes. */
  end(done: (bytes: number) => void): void {
    this.#ended = done
    this.#pump()
  }

  #pump(): void {
    if (this.#busy) return
    if (this.#pending === '') {
      for (const resolve of this.#idle.splice(0)) resolve()
      if (this.#ended) this.#close(this.#ended)
      return
    }
    this.#busy = true
    if (this.#fd !== null) return this.#write(this.#fd)
    fs.open(this.#path, 'a', 0o600, (error, fd) => {
      if (error) return this.#fail(error)
      this.#fd = fd
      if (this.#isNew) return this.#write(fd)
      fs.fstat(fd, (unknown, stats) => {
        if (unknown) return this.#fail(unknown)
        this.#bytes = stats.size
        this.#write(fd)
      })
    })
  }

  #write(fd: number): void {
    const bytes = Buffer.from(this.#pending, 'utf8')
    const waiting = this.#waiting
    this.#pending = ''
    this.#waiting = []
    const next = (offset: number): void => {
      fs.write(fd, bytes, offset, bytes.length - offset, null, (error, count) => {
        if (error) return this.#fail(error)
        if (offset + count < bytes.length) return next(offset + count)
        this.#bytes += bytes.length
        this.#busy = false
        for (const written of waiting) written()
        this.#pump()
      })
    }
    next(0)
  }

  #close(done: (bytes: number) => void): void {
    this.#ended = null
    const fd = this.#fd
    this.#fd = null
    if (fd === null) return done(this.#bytes)
    fs.close(fd, () => done(this.#bytes))
  }

  /** A full disk must not stop the gateway: the rest counts as not stored, and half a line must not spoil the file. */
  #fail(error: Error): void {
    this.#isBroken = true
    this.#pending = ''
    this.#waiting = []
    this.#failed(error)
    const goOn = () => {
      this.#busy = false
      this.#pump()
    }
    if (this.#fd === null) goOn()
    else fs.ftruncate(this.#fd, this.#bytes, goOn)
  }
}

/** As much as `readLines` gives at once, where no line is longer. */
export const chunkBytes = 1 << 20

/** Nothing that is recorded makes a longer line: an event has at most 64 MiB, which JSON writes in twice as many or so. */
export const longestLine = 256 << 20

export type FileChunk = { readonly text: string; readonly next: number; readonly atEnd: boolean }

/**
 * Whole lines from byte `from`, about 1 MiB of them or one line if it is longer. A torn last line is left for later.
 * @throws SessionFormatError when a line is longer than `longest`: it is not read into memory
 */
export async function readLines(path: string, from: number, longest = longestLine): Promise<FileChunk> {
  const file = await open(path, 'r')
  try {
    // One byte more than there is shows that this is the end. Most files are small.
    const size = Math.max(1, Math.min(chunkBytes, (await file.stat()).size - from + 1))
    const first = await readPart(file, from, size)
    const end = first.lastIndexOf(10) + 1
    const atEnd = first.length < size
    if (end > 0 || atEnd) return { text: first.toString('utf8', 0, end), next: from + end, atEnd }
    const lineEnd = await findLineEnd(file, from, first.length, longest)
    if (lineEnd === null) return { text: '', next: from, atEnd: true }
    const line = await readPart(file, from, lineEnd - from)
    return { text: line.toString('utf8'), next: lineEnd, atEnd: false }
  } finally {
    await file.close()
  }
}

async function readPart(file: FileHandle, from: number, size: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(size)
  const { bytesRead } = await file.read(buffer, 0, size, from)
  return buffer.subarray(0, bytesRead)
}

/**
 * The byte after the line that begins at `from` and is longer than `known` bytes; null: it has no end yet.
 * @throws SessionFormatError when it is longer than `longest`
 */
export async function findLineEnd(
  file: FileHandle,
  from: number,
  known: number,
  longest: number,
): Promise<number | null> {
  const buffer = Buffer.allocUnsafe(chunkBytes)
  for (let at = from + known; at - from < longest;) {
    const { bytesRead } = await file.read(buffer, 0, chunkBytes, at)
    const found = buffer.subarray(0, bytesRead).indexOf(10)
    if (found >= 0) return at + found + 1
    if (bytesRead === 0) return null
    at += bytesRead
  }
  throw new SessionFormatError('broken_frame', `A line is longer than ${longest / 2 ** 20} MiB.`)
}

/** The whole lines of a file, a piece at a time: a session may be larger than memory. */
export async function* readSessionLines(path: string): AsyncGenerator<string> {
  for (let from = 0; ;) {
    const { text, next, atEnd } = await readLines(path, from)
    yield* text.split('\n').slice(0, -1)
    from = next
    if (atEnd) return
  }
}
