// The outline of a session: for every frame what a list, a time axis and a count need, and no text. Twenty bytes a frame, so
// that a session of a million events is on screen long before its texts are read. Columns, not objects: they travel as they
// are kept.
import { eventType, outputIndex } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'

/** One frame of an outline. */
export type Mark = {
  readonly seq: number
  readonly at: number
  /** What a `received` frame says it is, '' when it does not say or is `upstream`; null for every other kind. */
  readonly name: string | null
  /** 0 where a frame belongs to no turn. */
  readonly turn: number
  /** The `output_index` it tells, or -1. */
  readonly item: number
  /** Of a `received` frame; `neverOut` of an `upstream` one, else 0. */
  readonly out: number
}

/** What the provider said never left for the client. */
export const neverOut = -1

/** A stretch of a session file. `places` are seq and byte at which a read of about a MiB begins. */
export type Outline = {
  readonly count: number
  readonly names: readonly string[]
  /** Little-endian, one column after another, in base64. */
  readonly columns: string
  /** The frames that are neither `received` nor `upstream`, whole: they are few, and what a viewer asks of them is everything. */
  readonly frames: readonly Frame[]
  readonly places: readonly Place[]
  readonly next: number
  readonly atEnd: boolean
}

export type Place = { readonly seq: number; readonly from: number }

export type Columns = {
  readonly at: Float64Array
  readonly out: Float32Array
  readonly turn: Uint32Array
  /** `noItem` where there is none. */
  readonly item: Uint16Array
  /** 0 for a frame that is whole, else 1 + its place among the names. */
  readonly name: Uint16Array
}

const bytesPerFrame = 20
const noItem = 0xffff

export const itemOf = (columns: Columns, index: number): number => {
  const item = columns.item[index] ?? noItem
  return item === noItem ? -1 : item
}

export const itemColumn = (item: number): number => (item < 0 ? noItem : Math.min(item, noItem - 1))

/** Columns for `count` frames over one stretch of memory; the widest come first, so that each begins where it may. */
export function createColumns(
  count: number,
  buffer: ArrayBufferLike = new ArrayBuffer(count * bytesPerFrame),
): Columns {
  return {
    at: new Float64Array(buffer, 0, count),
    out: new Float32Array(buffer, count * 8, count),
    turn: new Uint32Array(buffer, count * 12, count),
    item: new Uint16Array(buffer, count * 16, count),
    name: new Uint16Array(buffer, count * 18, count),
  }
}

export function markOf(frame: Frame): Mark {
  const { seq, at } = frame
  const turn = 'turn' in frame ? frame.turn : 0
  if (frame.kind === 'upstream') return { seq, at, name: '', turn, item: -1, out: neverOut }
  if (frame.kind !== 'received') return { seq, at, name: null, turn, item: -1, out: 0 }
  const item = outputIndex(frame.text)
  return { seq, at, name: eventType(frame.text), turn, item: item === null ? -1 : Number(item), out: frame.out }
}
