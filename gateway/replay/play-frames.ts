// Plays recorded frames as they fall due: one loop and one timer, whatever the tape holds. What it costs to hold a session
// back is a piece of its file.
import type { Frame } from '#shared/session/frame'
import type { Clock } from '../ports'

export type Player = {
  /** Milliseconds that the next frame still has to wait; Infinity: until somebody rings. */
  readonly dueIn: (frame: Frame) => number
  /** It is due. Frames come in their order, each once. */
  readonly take: (frame: Frame) => void
  /** Nothing more is due for now. */
  readonly flush: () => void
}

/** Resolves at the end of the tape, or when the alarm was stopped. */
export async function playFrames(
  pieces: AsyncIterable<{ readonly frames: readonly Frame[] }>,
  player: Player,
  alarm: Alarm,
): Promise<void> {
  for await (const { frames } of pieces) {
    for (const frame of frames) {
      for (let ms = player.dueIn(frame); ms > 0; ms = player.dueIn(frame)) {
        player.flush()
        await alarm.wait(ms)
        if (alarm.isStopped) return
      }
      player.take(frame)
      if (alarm.isStopped) return player.flush()
    }
    player.flush()
  }
}

/** Timers take no more than this; a longer wait is one of several. */
const longestMs = 1 << 30

/** Wakes whoever waits: when the time has come, or sooner when something happened. */
export class Alarm {
  readonly #clock: Clock
  #wake: (() => void) | null = null
  #hasRung = false
  #isStopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  ring = (): void => {
    this.#hasRung = true
    this.#wake?.()
  }

  stop = (): void => {
    this.#isStopped = true
    this.ring()
  }

  /** Ringing while nobody waits is not lost. */
  async wait(ms: number): Promise<void> {
    if (!this.#hasRung) {
      await new Promise<void>((resolve) => {
        const cancel = this.#clock.after(Math.min(ms, longestMs), resolve)
        this.#wake = () => {
          cancel()
          resolve()
        }
      })
      this.#wake = null
    }
    this.#hasRung = false
  }
}
