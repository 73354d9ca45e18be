// A recorded websocket session played to a client: its n-th message gets what the n-th message got, as long after it. The
// socket closes as it closed, or breaks where it broke; a client that left by itself is left to do so again.
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { eventType, isTerminal } from '#shared/open-responses/events'
import { fitReason, isSendable } from '#shared/open-responses/websocket/close-codes'
import { errorEvent } from '#shared/open-responses/websocket/create-message'
import { documentedRules } from '#shared/open-responses/websocket/state'
import { createClock, play, waitFor, type ReplayClock } from '#shared/replay/clock'
import type { Frame } from '#shared/session/frame'
import { Delivery } from '../bridge/delivery'
import type { Refusal } from '../api/errors'
import type { Clock } from '../ports'
import { findMismatch, type Asked } from './mismatch'
import type { Alarm, Player } from './play-frames'

type Received = Extract<Frame, { kind: 'received' }>

export type SocketReplayOptions = {
  readonly speed: number
  readonly asked: Asked
  readonly clock: Clock
  readonly alarm: Alarm
  /** That of the client: what is due together leaves together, and a break is one without a farewell. */
  readonly socket: Pick<Socket, 'cork' | 'uncork' | 'destroySoon'>
  /** Answers the handshake as it was answered: with a status of its own, or with 101 and then a socket. */
  readonly refuse: (status: number, body: string) => void
  readonly accept: (headers: Readonly<Record<string, string>>) => WebSocket | null
}

/** Answers to messages that a client has not sent yet, while another turn goes on. */
const mostParked = 1_000

export class SocketReplay implements Player {
  readonly #options: SocketReplayOptions
  /** When the client's messages came, by turn; turn 0 is the handshake. */
  readonly #arrivals: number[]
  /** When they came in the recording. */
  readonly #sent: number[] = [0]
  readonly #parked: Received[] = []
  /** Turns that have begun here, and have no terminal event yet. */
  readonly #open = new Set<number>()
  readonly #replay: ReplayClock
  #client: WebSocket | null = null
  #delivery: Delivery | null = null
  #refused: number | null = null
  #isOver = false
  #isCorked = false
  /** The handshake has its answer. */
  isAnswered = false
  refusal: Refusal | null = null

  constructor(options: SocketReplayOptions) {
    this.#options = options
    this.#replay = createClock(options.speed)
    this.#arrivals = [options.clock.monotonic()]
  }

  dueIn = (frame: Frame): number => {
    if (this.#delivery?.isPaused) return Number.POSITIVE_INFINITY
    if (frame.kind === 'closed') return this.#dueAfter(this.#sent.length - 1, frame.at)
    if (frame.kind !== 'received') return 0
    const isAside = this.#arrivals[frame.turn] === undefined && this.#open.size > 0
    return isAside && this.#parked.length < mostParked ? 0 : this.#dueAfter(frame.turn, frame.at + frame.out)
  }

  take = (frame: Frame): void => {
    this.refusal = findMismatch(frame, this.#options.asked)
    if (this.refusal) return this.#options.alarm.stop()
    switch (frame.kind) {
      case 'opened':
      case 'routed':
      case 'attempted':
      case 'rejected':
      case 'answered':
      case 'upstream':
      case 'pulse':
        return
      case 'sent':
        this.#sent.push(frame.at)
        // What was not recorded here may not tell of its handshake.
        return this.isAnswered ? undefined : this.#accept({})
      case 'responded':
        if (frame.status === 101) this.#accept(frame.headers)
        else this.#refused = frame.status
        return
      case 'received':
        if (this.#refused !== null) return this.#refuse(this.#refused, frame.text)
        if (this.#arrivals[frame.turn] === undefined) this.#parked.push(frame)
        else this.#deliver(frame)
        return
      case 'ended':
        if (frame.how === 'complete') this.#open.delete(frame.turn)
        return
      case 'closed':
        return this.#close(frame)
    }
  }

  flush = (): void => {
    if (this.#isCorked) this.#options.socket.uncork()
    this.#isCorked = false
  }

  /** The tape is at its end. A client that is still there is told so whenever it asks for more. */
  end(): void {
    this.#isOver = true
    if (!this.isAnswered) return this.#refuse(this.#refused ?? 502, '')
    for (let turn = this.#sent.length; turn < this.#arrivals.length; turn += 1) this.#exhaust()
  }

  /** How long after the message of this turn, which may have to come first. */
  #dueAfter(turn: number, at: number): number {
    const arrived = this.#arrivals[turn]
    if (arrived === undefined) return Number.POSITIVE_INFINITY
    const replay = { ...play(this.#replay, arrived), time: this.#sent[turn] ?? 0 }
    return waitFor(replay, this.#options.clock.monotonic(), at)
  }

  #accept(headers: Readonly<Record<string, string>>): void {
    const { alarm, accept } = this.#options
    this.isAnswered = true
    const client = accept(headers)
    if (!client) return alarm.stop()
    this.#client = client
    this.#delivery = new Delivery(client, {
      paused: () => {},
      resumed: alarm.ring,
      overflowed: () => client.terminate(),
      failed: () => client.terminate(),
    })
    client.on('message', this.#hear)
    client.on('error', () => client.terminate())
    client.on('close', alarm.stop)
  }

  #refuse(status: number, text: string): void {
    this.isAnswered = true
    this.#options.refuse(status, text)
    this.#options.alarm.stop()
  }

  #hear = (): void => {
    const turn = this.#arrivals.length
    this.#arrivals.push(this.#options.clock.monotonic())
    if (this.#isOver) return this.#exhaust()
    this.#open.add(turn)
    const parked = this.#parked.filter((frame) => frame.turn === turn)
    for (const frame of parked) this.#parked.splice(this.#parked.indexOf(frame), 1)
    for (const frame of parked) this.#deliver(frame)
    this.flush()
    this.#options.alarm.ring()
  }

  #deliver({ turn, text }: Received): void {
    if (isTerminal(eventType(text))) this.#open.delete(turn)
    if (!this.#isCorked) this.#options.socket.cork()
    this.#isCorked = true
    this.#delivery?.send(Buffer.from(text, 'utf8'), false)
  }

  #exhaust(): void {
    const message = `The recorded session has ${this.#sent.length - 1} messages, and all of them are played.`
    const told = { status: 410, type: 'invalid_request_error', code: 'replay_exhausted', message }
    this.#delivery?.send(Buffer.from(JSON.stringify(errorEvent(documentedRules, told)), 'utf8'), true)
  }

  #close({ by, code, reason }: Extract<Frame, { kind: 'closed' }>): void {
    const client = this.#client
    if (!client || (by === 'client' && this.#open.size === 0)) return
    this.flush()
    // Paused, the answer to the close would never be read.
    client.resume()
    if (by !== 'client' && code !== null && isSendable(code)) client.close(code, fitReason(reason))
    else this.#options.socket.destroySoon()
  }
}
