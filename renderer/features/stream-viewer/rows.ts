// Frames to rows, each frame once. A run of deltas is one row. A row is kept as its kind and its frames, six bytes or so, and
// becomes an object when somebody looks at it: a session of a million events has as many rows as it likes.
import { eventKind, isDelta, type EventKind } from '#shared/open-responses/events'
import { createOutlineDerivation, type FrameLog, type OutlineFold } from '../../state/frame-log'
import { createReads, type Read } from './reads'

export type EventRow = {
  readonly type: 'event'
  readonly key: string
  readonly seq: number
  /** Event type of a received stream event, else empty. */
  readonly name: string
  readonly at: number
  /** Milliseconds since the frame before; null at the start. */
  readonly wait: number | null
  /** Opens an output item: a hairline goes above it. */
  readonly opens: boolean
  /** Part of an opened run. */
  readonly child: boolean
  /** What the provider said. */
  readonly upstream: boolean
  readonly read: Read | null
}

export type RunRow = {
  readonly type: 'run'
  readonly key: string
  readonly seq: number
  readonly lastSeq: number
  readonly name: string
  readonly kind: EventKind
  readonly at: number
  readonly lastAt: number
  /** Of the first delta: milliseconds until it was handed on. */
  readonly out: number
  readonly wait: number | null
  /** null when its deltas came with more than one read. */
  readonly read: Read | null
  readonly count: number
  readonly open: boolean
}

export type SilenceRow = {
  readonly type: 'silence'
  readonly key: string
  readonly seq: number
  readonly ms: number
  readonly idle: boolean
  /** What came at the end of it. */
  readonly next: Read | null
}
export type TurnRow = {
  readonly type: 'turn'
  readonly key: string
  readonly seq: number
  readonly turn: number
  readonly at: number
}
export type Row = EventRow | RunRow | SilenceRow | TurnRow

/** Rows in the order of their frames, made when asked for. */
export type Rows = {
  readonly count: number
  readonly at: (index: number) => Row | undefined
  /** The first frame of a row, or the one behind a note; Infinity past the end. */
  readonly seqAt: (index: number) => number
}

type Run = { last: number; deltas: number }

const silence = 500

const kinds = ['event', 'child', 'run', 'silence', 'turn'] as const
type Kind = (typeof kinds)[number]
const codes = Object.fromEntries(kinds.map((kind, code) => [kind, code])) as Readonly<Record<Kind, number>>

export class RowList implements Rows {
  readonly #log: FrameLog
  readonly #readOf: (seq: number) => Read | null
  readonly #withUpstream: boolean
  #kinds = new Uint8Array(256)
  #seqs = new Uint32Array(256)
  #count = 0
  /** Of runs, by their first frame. The one that grows is `#run`: a map for every delta would cost more than all the rest. */
  readonly #runs = new Map<number, Run>()
  #run: Run & { readonly first: number } = { first: -1, last: -1, deltas: 0 }
  readonly #open = new Set<number>()

  constructor(log: FrameLog, withUpstream: boolean) {
    this.#log = log
    this.#withUpstream = withUpstream
    this.#readOf = createReads(log)
  }

  get count(): number {
    return this.#count
  }

  seqAt = (index: number): number => (index < this.#count ? (this.#seqs[index] ?? 0) : Number.POSITIVE_INFINITY)

  at = (index: number): Row | undefined => {
    const kind = index < this.#count ? kinds[this.#kinds[index] ?? 0] : undefined
    const seq = this.#seqs[index] ?? 0
    switch (kind) {
      case undefined:
        return undefined
      case 'event':
      case 'child':
        return eventRow(this.#log, seq, this.#readOf(seq), kind === 'child', this.waitOf(seq))
      case 'run':
        return this.#runRow(seq)
      case 'silence':
        return this.#silenceRow(seq)
      case 'turn':
        return { type: 'turn', key: `turn-${seq}`, seq, turn: this.#log.turn(seq), at: this.#log.at(seq) }
    }
  }

  push(kind: Kind, seq: number): void {
    if (this.#count === this.#kinds.length) this.#resize(this.#count * 2)
    this.#kinds[this.#count] = codes[kind]
    this.#seqs[this.#count] = seq
    this.#count += 1
    if (kind !== 'run') return
    this.#run = { first: seq, last: seq, deltas: 1 }
    this.#runs.set(seq, this.#run)
  }

  /** What the provider said for this delta goes into the run with it. */
  extend(seq: number): void {
    const grown = this.#run
    const from = grown.last + 1
    while (this.#withUpstream && this.#log.isUpstream(this.#seqs[this.#count - 1] ?? 0)) this.#count -= 1
    grown.last = seq
    grown.deltas += 1
    if (this.#open.size === 0 || !this.isOpen(grown.first)) return
    for (let child = from; child <= seq; child += 1) if (this.#isShown(child)) this.push('child', child)
  }

  /** Milliseconds since the frame before, of those that are shown. */
  waitOf = (seq: number): number | null => {
    let before = seq - 1
    while (before > 0 && !this.#isShown(before)) before -= 1
    return before === seq - 1 ? this.#log.wait(seq) : this.#log.at(seq) - this.#log.at(before)
  }

  #isShown = (seq: number): boolean => this.#withUpstream || !this.#log.isUpstream(seq)

  /** The deltas of the run that begins with this frame are rows of their own. */
  isOpen = (seq: number): boolean => this.#open.has(seq)

  /** Opens or closes the run at a row, in place. */
  toggle(index: number): void {
    const seq = this.#seqs[index] ?? 0
    const { last, deltas } = this.#runs.get(seq) ?? { last: seq, deltas: 1 }
    const count = this.#withUpstream ? last - seq + 1 : deltas
    if (count < 2) return
    const end = this.#count
    if (this.#open.delete(seq)) {
      this.#kinds.copyWithin(index + 1, index + 1 + count, end)
      this.#seqs.copyWithin(index + 1, index + 1 + count, end)
      this.#count = end - count
      return
    }
    if (end + count > this.#kinds.length) this.#resize((end + count) * 2)
    this.#open.add(seq)
    this.#kinds.copyWithin(index + 1 + count, index + 1, end)
    this.#seqs.copyWithin(index + 1 + count, index + 1, end)
    this.#kinds.fill(codes.child, index + 1, index + 1 + count)
    let place = index
    for (let child = seq; child <= last; child += 1) if (this.#isShown(child)) this.#seqs[(place += 1)] = child
    this.#count = end + count
  }

  #resize(capacity: number): void {
    const [kindsBefore, seqsBefore] = [this.#kinds, this.#seqs]
    this.#kinds = new Uint8Array(capacity)
    this.#seqs = new Uint32Array(capacity)
    this.#kinds.set(kindsBefore)
    this.#seqs.set(seqsBefore)
  }

  #runRow(seq: number): RunRow {
    const log = this.#log
    const { last: lastSeq, deltas } = this.#runs.get(seq) ?? { last: seq, deltas: 1 }
    const name = log.name(seq)
    const read = this.#readOf(seq)
    return {
      type: 'run',
      key: `run-${seq}`,
      seq,
      lastSeq,
      name,
      kind: eventKind(name),
      at: log.at(seq),
      lastAt: log.at(lastSeq),
      out: log.out(seq),
      wait: this.waitOf(seq),
      read: read !== null && read.last >= lastSeq ? read : null,
      count: deltas,
      open: this.isOpen(seq),
    }
  }

  #silenceRow(seq: number): SilenceRow {
    const log = this.#log
    const idle = (isSocket(log) && log.whole(seq)?.kind === 'sent') || log.whole(seq - 1)?.kind === 'ended'
    return { type: 'silence', key: `silence-${seq}`, seq, ms: this.waitOf(seq) ?? 0, idle, next: this.#readOf(seq) }
  }
}

const isSocket = (log: FrameLog): boolean => {
  const opened = log.whole(0)
  return opened?.kind === 'opened' && opened.transport === 'websocket'
}

export const readRows = createOutlineDerivation<RowList>((log) => createRowFold(log, true))
/** Without what providers said in their own words. */
export const readClientRows = createOutlineDerivation<RowList>((log) => createRowFold(log, false))

function createRowFold(log: FrameLog, withUpstream: boolean): OutlineFold<RowList> {
  const value = new RowList(log, withUpstream)
  let turn = 0
  let run: number | null = null

  function apply(seq: number): void {
    if (!withUpstream && log.isUpstream(seq)) return
    if (run !== null && log.isAlike(run, seq) && (value.waitOf(seq) ?? 0) <= silence) return value.extend(seq)
    if ((value.waitOf(seq) ?? 0) > silence) {
      value.push('silence', seq)
      run = null
    }
    if (log.turn(seq) !== turn && log.whole(seq)?.kind === 'sent' && isSocket(log)) {
      turn = log.turn(seq)
      value.push('turn', seq)
    }
    run = addRow(seq)
  }

  /** Returns the run that may go on with the next frame. */
  function addRow(seq: number): number | null {
    const name = log.name(seq)
    if (!log.isEvent(seq) || !isDelta(name)) {
      value.push('event', seq)
      return log.isUpstream(seq) ? run : null
    }
    value.push('run', seq)
    return seq
  }

  return { value, apply }
}

export const eventRow = (
  log: FrameLog,
  seq: number,
  read: Read | null,
  child: boolean,
  wait = log.wait(seq),
): EventRow => {
  const name = log.name(seq)
  return {
    type: 'event',
    key: String(seq),
    seq,
    name,
    at: log.at(seq),
    wait,
    opens: name === 'response.output_item.added',
    child,
    upstream: log.isUpstream(seq),
    read,
  }
}
