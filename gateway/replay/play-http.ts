// A recorded HTTP exchange played to a client: its status, headers and bytes at the moments they came, counted from the
// moment the request was whole. Nothing is sent anywhere and nothing is recorded.
import type { ServerResponse } from 'node:http'
import { eventType, isTerminal } from '#shared/open-responses/events'
import { createClock, play, waitFor, type ReplayClock } from '#shared/replay/clock'
import type { Frame, Headers } from '#shared/session/frame'
import { isEventStream } from '#shared/session/stream'
import type { Refusal } from '../api/errors'
import type { Clock } from '../ports'
import { replayHeader } from './address'
import { findMismatch, type Asked } from './mismatch'
import type { Alarm, Player } from './play-frames'
import { playable } from './playable'

export type HttpReplayOptions = {
  readonly id: string
  readonly speed: number
  readonly asked: Asked
  readonly clock: Clock
  readonly alarm: Alarm
  readonly response: ServerResponse
}

export class HttpReplay implements Player {
  readonly #options: HttpReplayOptions
  #replay: ReplayClock
  #hasHead = false
  #isStream = false
  #pending = ''
  #isWhole = false
  /** Every stream of that profile ends in a mark that is no event, and is not recorded as one. */
  #hasDone = false
  refusal: Refusal | null = null

  constructor(options: HttpReplayOptions) {
    this.#options = options
    this.#replay = play(createClock(options.speed), options.clock.monotonic())
  }

  dueIn = (frame: Frame): number => {
    const { response, clock } = this.#options
    if (response.writableNeedDrain) return Number.POSITIVE_INFINITY
    if (frame.kind === 'opened' || frame.kind === 'sent') return 0
    return waitFor(this.#replay, clock.monotonic(), frame.kind === 'received' ? frame.at + frame.out : frame.at)
  }

  take = (frame: Frame): void => {
    const { asked, alarm, clock } = this.#options
    this.refusal = findMismatch(frame, asked)
    if (this.refusal) return alarm.stop()
    switch (frame.kind) {
      case 'opened':
      case 'attempted':
      case 'rejected':
      case 'answered':
      case 'upstream':
      case 'pulse':
        return
      case 'sent':
        this.#replay = { ...this.#replay, time: frame.at, since: clock.monotonic() }
        return
      case 'routed':
        this.#hasDone = frame.basis?.profile === 'open-responses'
        return
      case 'responded':
        return this.#head(frame.status, frame.headers)
      case 'received':
        this.#pending += frame.text
        this.#isWhole ||= !this.#isStream || isTerminal(eventType(frame.text))
        return this.#isStream ? undefined : alarm.stop()
      case 'ended':
        // What follows an end of another kind is what the client was told of it.
        this.#isWhole ||= frame.how === 'complete'
        return frame.how === 'complete' ? alarm.stop() : undefined
      case 'closed':
        return alarm.stop()
    }
  }

  flush = (): void => {
    if (this.#pending === '' || !this.#isStream) return
    this.#options.response.write(this.#pending)
    this.#pending = ''
  }

  /** The tape is at its end: so is the answer, or it breaks off where it was cut. */
  end(): void {
    const { response } = this.#options
    // What was said before the cut still leaves.
    if (!this.#isWhole || !this.#hasHead) response.socket?.destroySoon()
    else if (this.#isStream) response.end(this.#hasDone ? 'data: [DONE]\n\n' : '')
    else response.end(this.#pending)
  }

  #head(status: number, headers: Headers): void {
    const { response, id } = this.#options
    // What was not recorded here may say anything.
    this.#hasHead = status >= 200 && status <= 599
    if (!this.#hasHead) return
    this.#isStream = isEventStream(headers)
    response.statusCode = status
    for (const [name, value] of playable(headers)) response.setHeader(name, value)
    response.setHeader(replayHeader, id)
    // A whole body goes out with its head, and so with its length.
    if (this.#isStream) response.flushHeaders()
  }
}
