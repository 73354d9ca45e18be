// The frames of one session as far as the window knows them, outside Zustand: of every frame its mark, in columns that only
// grow; of the texts those that were looked at last. The others are on disk and are fetched by range. However fast frames
// come, readers hear of them once per painted frame.
import { useSyncExternalStore } from 'react'
import { countWhile } from '#shared/count-while'
import { isStreamed } from '#shared/session/jsonl'
import { itemOf, markOf, neverOut, type Mark, type Outline } from '#shared/session/outline'
import type { Frame } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'
import { createMarks, decodeColumns, type Marks } from './marks'

/** Calls back before the next paint, or after a while in a window that does not paint. */
export type Schedule = (callback: () => void) => void

const slowest = 500

export const schedulePaint: Schedule = (callback) => {
  let called = false
  const once = () => {
    if (called) return
    called = true
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    callback()
  }
  const frame = requestAnimationFrame(once)
  const timer = setTimeout(once, slowest)
}

/** Bytes of a session file, as a read gave them. */
export type Range = { readonly from: number; readonly next: number }

/** Frames that one read can bring back. `frames` is null while their texts are not held, and may have holes while they come. */
type Chunk = {
  readonly first: number
  readonly from: number
  next: number
  frames: (Frame | undefined)[] | null
  size: number
  used: number
  isAsked: boolean
}

const chunkBytes = 1 << 20
const drawnEvery = 8_192
/** Characters of text: with everything around them some 20 MB. */
const mostHeld = 12 << 20

/** Something worked out of a log, frame by frame. Each frame is applied once, whoever asks. */
export type Fold<T> = { readonly value: T; readonly apply: (frame: Frame) => void }

/** The same of the marks alone: it needs no text, so it is there as soon as the outline is. */
export type OutlineFold<T> = { readonly value: T; readonly apply: (seq: number) => void }

const textFolds: (() => Fold<unknown>)[] = []

export class FrameLog {
  readonly #schedule: Schedule
  readonly #ask: (from: number) => void
  readonly #marks: Marks = createMarks()
  readonly #whole = new Map<number, Frame>()
  readonly #chunks: Chunk[] = []
  readonly #listeners = new Set<() => void>()
  readonly #folds = textFolds.map((create) => create())
  #isStream = false
  #read = 0
  #held = 0
  #tick = 0
  #version = 0
  #isScheduled = false

  /** `ask` is to bring the frames from a byte on, by `restore`. */
  constructor(schedule: Schedule = schedulePaint, ask: (from: number) => void = () => {}) {
    this.#schedule = schedule
    this.#ask = ask
  }

  /** Frames known, by their marks. */
  get length(): number {
    return this.#marks.length
  }

  /** Frames whose texts were read once, from the first on: as far as folds of texts have come. */
  get read(): number {
    return this.#read
  }

  at = (seq: number): number => this.#marks.columns.at[seq] ?? 0
  out = (seq: number): number => this.#marks.columns.out[seq] ?? 0
  turn = (seq: number): number => this.#marks.columns.turn[seq] ?? 0
  /** The output item of an event, or -1. */
  item = (seq: number): number => itemOf(this.#marks.columns, seq)
  isReceived = (seq: number): boolean => (this.#marks.columns.name[seq] ?? 0) > 0 && !this.isUpstream(seq)
  /** What a provider said in its own words. */
  isUpstream = (seq: number): boolean => this.out(seq) === neverOut
  /** A frame that came as one of a stream. */
  isEvent = (seq: number): boolean => (this.#marks.columns.name[seq] ?? 0) > 1 && !this.isUpstream(seq)
  /** The type of a stream event; '' for every other frame. */
  name = (seq: number): string => this.#marks.nameAt(seq)

  /** Two events of one name in one output item: what a run is made of. */
  isAlike(seq: number, other: number): boolean {
    const { name, item, out } = this.#marks.columns
    return name[seq] === name[other] && item[seq] === item[other] && out[other] !== neverOut
  }

  /** Milliseconds since the frame before; null for the first. */
  wait(seq: number): number | null {
    return seq > 0 && seq < this.length ? this.at(seq) - this.at(seq - 1) : null
  }

  /** A frame that is neither `received` nor `upstream`: those are always here. */
  whole = (seq: number): Frame | null => this.#whole.get(seq) ?? null

  /** null when its text is not here. */
  held(seq: number): Frame | null {
    const whole = this.#whole.get(seq)
    if (whole) return whole
    const chunk = this.#chunkOf(seq)
    if (!chunk) return null
    chunk.used = this.#tick += 1
    return chunk.frames?.[seq - chunk.first] ?? null
  }

  /** As `held`; a text that is not here is fetched, and readers hear of it. */
  frame(seq: number): Frame | null {
    const held = this.held(seq)
    if (held) return held
    const chunk = this.#chunkOf(seq)
    if (chunk && !chunk.isAsked && seq < this.length) {
      chunk.isAsked = true
      queueMicrotask(() => this.#ask(chunk.from))
    }
    return null
  }

  /** The frames that are neither `received` nor `upstream`, in order. */
  wholes = (): IterableIterator<Frame> => this.#whole.values()

  /** Marks of another log's frames, from where this one ends up to `end`. */
  copyMarks(from: FrameLog, end: number): void {
    for (let seq = this.length; seq < Math.min(end, from.length); seq += 1) {
      const isWhole = from.#marks.columns.name[seq] === 0
      const name = isWhole ? null : from.name(seq)
      const mark = { seq, at: from.at(seq), name, turn: from.turn(seq), item: from.item(seq), out: from.out(seq) }
      this.#addMark(mark, from.whole(seq))
    }
    this.refresh()
  }

  /** Marks of frames that are not read yet. */
  addOutline(outline: Outline): void {
    const base = outline.places[0]?.seq ?? 0
    if (base > this.length) return
    const columns = decodeColumns(outline)
    const end = base + outline.count
    const addRun = (to: number) => {
      if (to > this.length) this.#marks.addRun(columns, outline.names, this.length - base, to - base, this.#isStream)
    }
    for (const frame of outline.frames) {
      addRun(frame.seq)
      if (frame.seq === this.length) this.#addMark(markOf(frame), frame)
    }
    addRun(end)
    for (const { seq, from } of outline.places) {
      const last = this.#chunks.at(-1)
      if (!last || (seq > last.first && from > last.from)) this.#openChunk(seq, { from, next: from })
    }
    const last = this.#chunks.at(-1)
    if (last) last.next = Math.max(last.next, outline.next)
    if (outline.count > 0) this.refresh()
  }

  /** Frames of one read, in order. What was read before is passed over. */
  append(frames: readonly Frame[], range: Range = { from: 0, next: 0 }): void {
    const first = frames[0]
    if (!first) return
    const last = this.#chunks.at(-1)
    if (first.seq >= this.length) {
      if (last && range.next - last.from <= chunkBytes) last.next = Math.max(last.next, range.next)
      else if (!last || last.from !== range.from) this.#openChunk(first.seq, range)
    }
    const known = this.length
    for (const frame of frames) {
      if (frame.seq >= this.length) this.#addMark(markOf(frame), frame)
      this.#hold(frame)
      if (frame.seq !== this.#read) continue
      this.#read += 1
      for (const fold of this.#folds) fold.apply(frame)
    }
    this.#release()
    // Texts of frames that are listed already change little: drawing them all anew would cost more than reading them.
    if (this.length > known || this.#read === this.length || this.#read % drawnEvery < frames.length) this.refresh()
  }

  /** Frames that were asked for; what is held already stays the same object. */
  restore(from: number, frames: readonly Frame[]): void {
    for (const frame of frames) this.#hold(frame)
    this.settle(from)
    this.#release()
    this.refresh()
  }

  /** What was asked for came, or will not come: it may be asked for again. */
  settle(from: number): void {
    for (const chunk of this.#chunks) if (chunk.from === from) chunk.isAsked = false
  }

  /** For a reader that changed how frames are grouped: everybody looks again. */
  refresh = (): void => {
    if (this.#isScheduled) return
    this.#isScheduled = true
    this.#schedule(() => {
      this.#isScheduled = false
      this.#version += 1
      for (const listener of this.#listeners) listener()
      this.#release()
    })
  }

  version = (): number => this.#version

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  valueOf<T>(create: () => Fold<T>): T {
    return this.#folds[textFolds.indexOf(create)]?.value as T
  }

  #addMark(mark: Mark, frame: Frame | null): void {
    if (frame && !isStreamed(frame)) {
      this.#whole.set(mark.seq, frame)
      this.#isStream = streamsAfter(this.#isStream, frame)
    }
    this.#marks.add(mark, this.#isStream)
  }

  #openChunk(first: number, { from, next }: Range): void {
    this.#chunks.push({ first, from, next, frames: null, size: 0, used: (this.#tick += 1), isAsked: false })
  }

  #chunkOf(seq: number): Chunk | undefined {
    return this.#chunks[countWhile(this.#chunks.length, (index) => (this.#chunks[index]?.first ?? 0) <= seq) - 1]
  }

  #hold(frame: Frame): void {
    if (!isStreamed(frame)) return
    const chunk = this.#chunkOf(frame.seq)
    if (!chunk) return
    chunk.used = this.#tick += 1
    chunk.frames ??= []
    if (chunk.frames[frame.seq - chunk.first]) return
    chunk.frames[frame.seq - chunk.first] = frame
    chunk.size += frame.text.length
    this.#held += frame.text.length
  }

  /** Lets go of the texts that nobody looked at for longest. */
  #release(): void {
    while (this.#held > mostHeld) {
      const held = this.#chunks.filter((chunk) => chunk.frames !== null)
      if (held.length < 2) return
      const oldest = held.reduce((a, b) => (b.used < a.used ? b : a))
      this.#held -= oldest.size
      oldest.frames = null
      oldest.size = 0
    }
  }
}

const logs = new Map<string, FrameLog>()

let load: (id: string, from: number) => void = () => {}

/** Who brings texts that are not held. */
export function setLoader(loader: typeof load): void {
  load = loader
}

/** What was recorded of a session. */
export function recordedLog(id: string): FrameLog {
  const log = logs.get(id) ?? new FrameLog(schedulePaint, (from) => load(id, from))
  logs.set(id, log)
  return log
}

let stage: { readonly id: string; readonly log: FrameLog } | null = null

/** Puts a log in the place of what was recorded; null takes it away. Whoever does so has its session drawn anew. */
export function putOnStage(id: string, log: FrameLog | null): void {
  stage = log && { id, log }
}

/** What is shown of a session: all that was recorded, or in a replay as much as has come. */
export const openLog = (id: string): FrameLog => (stage?.id === id ? stage.log : recordedLog(id))

/** Forgets every log but these: what nobody looks at is on disk anyway. */
export function keepLogs(ids: ReadonlySet<string>): void {
  for (const id of logs.keys()) if (!ids.has(id)) logs.delete(id)
}

/**
 * Binds a fold to the logs made from now on. It sees every frame with its text once, when that is read, and must keep
 * neither: the text may be gone before anybody asks for the value.
 */
export function createDerivation<T>(create: () => Fold<T>): (log: FrameLog) => T {
  textFolds.push(create)
  return (log) => log.valueOf(create)
}

/** Binds a fold of marks to logs: reading catches up with the log, at the cost of the new frames only. */
export function createOutlineDerivation<T>(create: (log: FrameLog) => OutlineFold<T>): (log: FrameLog) => T {
  const folds = new WeakMap<FrameLog, { readonly fold: OutlineFold<T>; applied: number }>()
  return (log) => {
    const entry = folds.get(log) ?? { fold: create(log), applied: 0 }
    folds.set(log, entry)
    for (; entry.applied < log.length; entry.applied += 1) entry.fold.apply(entry.applied)
    return entry.fold.value
  }
}

/** Renders again when the log has grown. The number is a key for memos: the log itself keeps its identity. */
export const useVersion = (log: FrameLog): number => useSyncExternalStore(log.subscribe, log.version)
