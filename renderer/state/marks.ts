// The marks of a session's frames in columns that grow by half again when they are full: twenty bytes a frame, and no object.
import { createColumns, itemColumn, type Columns, type Mark, type Outline } from '#shared/session/outline'

export type Marks = {
  readonly length: number
  /** Longer than `length`; replaced when it grows. */
  readonly columns: Columns
  /** `isStream`: what is received now are the events of a stream. */
  readonly add: (mark: Mark, isStream: boolean) => void
  /** Streamed frames of an outline, column by column: from `from` up to, not with, `to`. */
  readonly addRun: (outline: Columns, names: readonly string[], from: number, to: number, isStream: boolean) => void
  readonly nameAt: (seq: number) => string
}

/** In the column of names: not received, received as a whole body, and from there on the events by name. */
const body = 1
const firstName = 2
const lastCode = 0xffff

export function createMarks(): Marks {
  const names: string[] = []
  const codes = new Map<string, number>()
  let length = 0
  let capacity = 1024
  let columns = createColumns(capacity)

  function makeRoom(count: number): void {
    if (length + count <= capacity) return
    capacity = Math.ceil(Math.max(capacity * 1.5, length + count))
    const wider = createColumns(capacity)
    for (const key of ['at', 'out', 'turn', 'item', 'name'] as const) wider[key].set(columns[key])
    columns = wider
  }

  function codeOf(name: string): number {
    const known = codes.get(name)
    if (known !== undefined) return known
    // A provider that names every event anew runs out of codes: the rest share the last.
    if (firstName + names.length > lastCode) return lastCode
    codes.set(name, firstName + names.length)
    return firstName + names.push(name) - 1
  }

  return {
    get length() {
      return length
    },
    get columns() {
      return columns
    },
    add({ at, out, turn, item, name }, isStream) {
      makeRoom(1)
      columns.at[length] = at
      columns.out[length] = out
      columns.turn[length] = turn
      columns.item[length] = itemColumn(item)
      columns.name[length] = name === null ? 0 : isStream ? codeOf(name) : body
      length += 1
    },
    addRun(outline, names, from, to, isStream) {
      makeRoom(to - from)
      for (const key of ['at', 'out', 'turn', 'item'] as const)
        columns[key].set(outline[key].subarray(from, to), length)
      const known = names.map((name) => (isStream ? codeOf(name) : body))
      for (let i = from; i < to; i += 1) columns.name[length + i - from] = known[(outline.name[i] ?? 1) - 1] ?? body
      length += to - from
    },
    nameAt: (seq) => names[(columns.name[seq] ?? 0) - firstName] ?? '',
  }
}

/** An outline's columns as they were sent. */
export function decodeColumns({ count, columns }: Pick<Outline, 'count' | 'columns'>): Columns {
  const text = atob(columns)
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i += 1) bytes[i] = text.charCodeAt(i)
  return createColumns(count, bytes.buffer)
}
