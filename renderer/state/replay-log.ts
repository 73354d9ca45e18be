// The log that is shown while a session is replayed: the beginning of another log, the tape, as far as the playhead has come.
// Views read it like any log that grows. Texts stay with the tape; what they add up to is worked out here once more.
import type { Frame } from '#shared/session/frame'
import { applyFrame, settleInterrupted } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'
import { FrameLog } from './frame-log'

/** Marks are cheap to copy, but every list and axis then follows them before the window is painted. */
const mostMarks = 16_384
const slice = 64
/** While much is told at once, views that draw all of it wait: drawing costs more than telling. */
const drawnEvery = 8_192
/** About as many frames as one read brings: the next are on their way while these are told. */
const ahead = 4_096

export class ReplayLog extends FrameLog {
  readonly #tape: FrameLog
  /** How many there will be on it. */
  readonly #frames: number
  readonly #summary: SessionSummary
  #session: SessionSummary
  /** The tape's version at which a text was not held. */
  #missing = -1
  readonly #leave: () => void

  constructor(tape: FrameLog, recorded: SessionSummary, frames: number) {
    // Called once for each painted frame already.
    super((callback) => callback())
    this.#tape = tape
    this.#frames = frames
    this.#summary = createSummary(recorded)
    this.#session = { ...this.#summary }
    this.#leave = tape.subscribe(this.refresh)
  }

  /** What comes next is being fetched; the tape tells its readers when it has come. */
  get isWaiting(): boolean {
    return this.#missing === this.#tape.version()
  }

  /** A copy for each time it has changed. */
  get session(): SessionSummary {
    return this.#session
  }

  /** What is listed and not told yet comes in its turn: fetched out of turn, it would push out what is about to be told. */
  override frame(seq: number): Frame | null {
    if (seq >= this.length) return null
    return seq < this.read ? this.#tape.frame(seq) : this.#tape.held(seq)
  }

  /** Goes on towards `end` for about as long as `budgetMs`; true when it has got there, texts and all. */
  advance(end: number, budgetMs: number, now: () => number = () => performance.now()): boolean {
    const until = now() + budgetMs
    if (this.length < end) this.copyMarks(this.#tape, Math.min(end, this.length + mostMarks))
    while (this.read < this.length && !this.isWaiting && now() < until) this.#readSlice()
    if (end - this.read > ahead) this.#tape.frame(this.read + ahead)
    const { frames } = this.#session
    if (this.read - frames >= drawnEvery || (this.read >= end && frames < this.read))
      this.#session = this.#copySession()
    return this.read >= end
  }

  close(): void {
    this.#leave()
  }

  #readSlice(): void {
    const frames: Frame[] = []
    const end = Math.min(this.length, this.read + slice)
    for (let seq = this.read; seq < end; seq += 1) {
      const frame = this.#tape.frame(seq)
      if (frame === null) {
        this.#missing = this.#tape.version()
        break
      }
      frames.push(frame)
      applyFrame(this.#summary, frame)
    }
    this.append(frames)
  }

  #copySession(): SessionSummary {
    const { frames } = this.#summary
    // What is played is on disk, and nobody can send on it.
    const session = { ...this.#summary, stored: frames, clientRequestId: null, attempts: [...this.#summary.attempts] }
    return frames === this.#frames ? settleInterrupted(session) : session
  }
}
