// The outline of a stretch of a session file: its marks in columns, and the places where its texts can be read.
import { open, type FileHandle } from 'node:fs/promises'
import type { Frame } from '#shared/session/frame'
import { parseFrame } from '#shared/session/jsonl'
import { createColumns, itemColumn, type Columns, type Mark, type Outline, type Place } from '#shared/session/outline'
import { isHeader, outlineLines } from './outline-lines'
import { chunkBytes, findLineEnd, longestLine } from './session-file'

/** Enough at once that asking again costs nothing, and not so much that a reader waits to see the first. */
const outlineBytes = 16 << 20
/** Read and outlined between two chances for everybody else. */
const pieceBytes = 4 << 20

/**
 * Whoever asks for a stretch will ask for the next: it is read while this one is on its way, so that neither side waits for the
 * other.
 */
export function createOutlineReader(): (path: string, from: number) => Promise<Outline> {
  let ahead: { readonly path: string; readonly from: number; readonly outline: Promise<Outline> } | null = null
  return async (path, from) => {
    const isRead = ahead?.path === path && ahead.from === from
    const outline = await (isRead && ahead ? ahead.outline : readOutline(path, from))
    ahead = outline.atEnd
      ? null
      : { path, from: outline.next, outline: afterwards(() => readOutline(path, outline.next)) }
    return outline
  }
}

/** Begins when what is under way has been answered. A failure is told to whoever asks for the result. */
function afterwards<T>(task: () => Promise<T>): Promise<T> {
  const result = new Promise<void>((resolve) => setImmediate(resolve)).then(task)
  result.catch(() => {})
  return result
}

/** About 16 MiB of lines from byte `from`, or one line if it is longer. A torn last line is left for later. */
export async function readOutline(path: string, from: number): Promise<Outline> {
  const file = await open(path, 'r')
  const outline = new OutlineBuilder(from)
  try {
    let buffer = Buffer.allocUnsafe(pieceBytes)
    for (let atEnd = false; ;) {
      const { lines, isWhole } = await readPiece(file, buffer, outline.next)
      atEnd = isWhole
      if (lines.length > 0) outline.add(lines)
      if (atEnd || outline.next - from >= outlineBytes) return outline.build(atEnd)
      if (lines.length > 0) continue
      const lineEnd = await findLineEnd(file, outline.next, buffer.length, longestLine)
      if (lineEnd === null) return outline.build(true)
      buffer = Buffer.allocUnsafe(lineEnd - outline.next + 1)
    }
  } finally {
    await file.close()
  }
}

async function readPiece(file: FileHandle, buffer: Buffer, from: number): Promise<{ lines: Buffer; isWhole: boolean }> {
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from)
  const end = buffer.subarray(0, bytesRead).lastIndexOf(10) + 1
  return { lines: buffer.subarray(0, end), isWhole: bytesRead < buffer.length }
}

class OutlineBuilder {
  next: number
  readonly #frames: Frame[] = []
  readonly #places: Place[] = []
  readonly #names = new Map<string, number>()
  /** Streams say the same again and again. */
  #last = { name: '', place: 0 }
  #columns: Columns = createColumns(8_192)
  #count = 0

  constructor(from: number) {
    this.next = from
  }

  add(lines: Buffer): void {
    for (let start = isHeader(lines, 0) ? lines.indexOf(10) + 1 : 0; start < lines.length;) {
      this.#places.push({ seq: seqAt(lines, start), from: this.next + start })
      start = chunkEnd(lines, start)
    }
    outlineLines(lines, { mark: this.#mark, frame: (frame) => this.#frames.push(frame) })
    this.next += lines.length
  }

  build(atEnd: boolean): Outline {
    const count = this.#count
    const packed = createColumns(count)
    copyColumns(packed, this.#columns, count)
    const columns = Buffer.from(packed.at.buffer).toString('base64')
    const names = [...this.#names.keys()]
    return { count, names, columns, frames: this.#frames, places: this.#places, next: this.next, atEnd }
  }

  #mark = ({ at, out, turn, item, name }: Mark): void => {
    if (this.#count === this.#columns.at.length) {
      const wider = createColumns(this.#count * 2)
      copyColumns(wider, this.#columns, this.#count)
      this.#columns = wider
    }
    const columns = this.#columns
    const index = this.#count
    columns.at[index] = at
    columns.out[index] = out
    columns.turn[index] = turn
    columns.item[index] = itemColumn(item)
    columns.name[index] = name === null ? 0 : this.#placeOf(name)
    this.#count += 1
  }

  #placeOf(name: string): number {
    if (this.#last.place > 0 && this.#last.name === name) return this.#last.place
    const place = this.#names.get(name) ?? this.#names.size + 1
    this.#names.set(name, place)
    this.#last = { name, place }
    return place
  }
}

function copyColumns(to: Columns, from: Columns, count: number): void {
  for (const key of ['at', 'out', 'turn', 'item', 'name'] as const) to[key].set(from[key].subarray(0, count))
}

/** Where a read that begins at `start` ends: it gives whole lines. */
function chunkEnd(lines: Buffer, start: number): number {
  if (start + chunkBytes >= lines.length) return lines.length
  const end = lines.lastIndexOf(10, start + chunkBytes - 1) + 1
  return end > start ? end : lines.indexOf(10, start) + 1
}

/** Every line begins with its number; one written by others is parsed. */
function seqAt(lines: Buffer, start: number): number {
  const written = /^\{"seq":(\d+),/.exec(lines.toString('latin1', start, start + 40))?.[1]
  return written === undefined
    ? parseFrame(lines.toString('utf8', start, lines.indexOf(10, start))).seq
    : Number(written)
}
