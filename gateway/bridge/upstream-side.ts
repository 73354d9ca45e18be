// The upstream side of a session's shell: the plan of the turn, the one leg that is open, and the record of attempts.
import type { BridgeEffect, BridgeEvent, Flight } from '#shared/open-responses/websocket/state'
import type { AttemptSteps, UpstreamHead } from '#shared/session/frame'
import { codecOf, type Engine } from '../engine'
import { createUpstreamRecord, type UpstreamRecord } from '../exchange/upstream-record'
import type { RequestFaults } from '../faults/fault-set'
import type { Recording } from '../recording/recorder'
import { recordable, redactText } from '../recording/redact'
import type { Candidate } from '../routing/candidates'
import { maxRefusalBytes, type UpstreamSocket } from '../upstream/upstream'
import type { Conversation } from './conversations'
import { handshakeHead, openLeg, type LegCall } from './legs'
import { LegPulse } from './liveness'
import { withModel } from './message-text'

/** Providers end a connection after an hour, also in the middle of a turn: an idle one is given up a little before. */
const rotateAfterMs = 55 * 60_000
const rotateJitterMs = 3 * 60_000

type Effect<T extends BridgeEffect['type']> = Extract<BridgeEffect, { type: T }>
type Attempt = { readonly turn: number; readonly attempt: number }

const keptSteps: AttemptSteps = { kept: true, lookup: null, connect: null, tls: null, head: null }

type Leg = {
  readonly candidate: Candidate
  readonly pulse: LegPulse
  socket: UpstreamSocket | null
  /** Of its dial, for the turn it was dialled for; null where it is no connection. */
  steps: AttemptSteps | null
  /** Monotonic milliseconds after which the leg is no longer used for a new turn. */
  rotateAt: number
}

export type UpstreamSideCall = {
  readonly engine: Engine
  readonly recording: Recording
  readonly conversation: Conversation
  /** The client's own credential, for providers that pass it through. */
  readonly bearer: string | null
  readonly handle: (event: BridgeEvent) => void
  readonly message: (bytes: Uint8Array) => void
  /** The client is not taking what it has: a new leg has to wait as the old one did. */
  readonly isPaused: () => boolean
}

export class UpstreamSide {
  readonly #call: UpstreamSideCall
  readonly #upstream: UpstreamRecord
  #plan: readonly Candidate[] = []
  #faults: RequestFaults | null = null
  #candidate: Candidate | null = null
  #leg: Leg | null = null
  #cancelDial: (() => void) | null = null
  #now: Attempt = { turn: 0, attempt: 0 }
  #isRecorded = false
  #isAnswered = false

  constructor(call: UpstreamSideCall) {
    this.#call = call
    this.#upstream = createUpstreamRecord(call.recording, () => this.#now)
  }

  /** True when the leg that is open may serve the turn: a conversation stays where it is kept. */
  plan(plan: readonly Candidate[], faults: RequestFaults): boolean {
    this.#faults = faults
    const open = this.#leg?.candidate
    const same = open && plan.find((c) => c.provider.id === open.provider.id && c.route.model === open.route.model)
    this.#plan = same ? [same, ...plan.filter((c) => c !== same)] : plan
    return same !== undefined
  }

  dial({ turn, attempt, candidate: place, afterMs }: Effect<'dial'>, payload: string): void {
    if (afterMs > 0) {
      this.#cancelDial = this.#call.engine.clock.after(afterMs, () => this.#dial({ turn, attempt }, place, payload))
    } else this.#dial({ turn, attempt }, place, payload)
  }

  send({ turn, attempt, payload }: Effect<'send'>): void {
    const { handle, engine } = this.#call
    const leg = this.#leg
    if (!leg?.socket) return
    this.#begin({ turn, attempt })
    const body = withModel(payload, leg.candidate.route.model)
    this.#recordHandshake(leg.candidate, () => body)
    try {
      // Closing already: the close is on its way, and the turn as good as not sent.
      if (!leg.socket.send(body)) this.#lose(leg, 1006, 'closing')
    } catch (error) {
      engine.log(`${this.#call.recording.id}: ${leg.candidate.provider.id}: ${(error as Error).message}`)
      handle({ type: 'send_failed' })
    }
  }

  /** The first message that belongs to a turn is the provider's answer to this attempt. */
  answered({ turn, attempt }: Flight): void {
    // Nobody was asked: the leg has the answer by itself.
    if (!this.#isRecorded || this.#isAnswered || this.#now.turn !== turn || this.#now.attempt !== attempt) return
    this.#isAnswered = true
    const leg = this.#leg
    const steps = leg?.steps ?? null
    if (leg && steps) leg.steps = keptSteps
    this.#call.recording.record({
      kind: 'answered',
      turn,
      attempt,
      status: 200,
      headers: {},
      ...(steps && { steps }),
    })
  }

  reject({ turn, attempt, status, code, message }: Effect<'reject'>): void {
    const { recording, engine } = this.#call
    const candidate = this.#candidate
    const words =
      code === null && candidate
        ? codecOf(engine, { provider: candidate.provider, model: candidate.route.model }).decodeError(
            status ?? 502,
            message,
          )
        : { code, message, description: null, param: null }
    const type = status === null ? 'retryable_error' : 'upstream_non_2xx'
    const failure = { type, status, ...words, preview: null, retryAfterSeconds: null } as const
    recording.record({ kind: 'rejected', turn, attempt, failure })
    engine.log(
      `${recording.id}: ${candidate?.provider.id}: attempt ${attempt} failed: ${status ?? code ?? 'no answer'}`,
    )
  }

  hangUp(code: number, reason: string): void {
    this.#cancelDial?.()
    this.#cancelDial = null
    const leg = this.#leg
    this.#leg = null
    leg?.socket?.close(code, reason)
  }

  terminate(): void {
    this.#leg?.socket?.terminate()
  }

  pause(): void {
    this.#leg?.socket?.pause()
  }

  resume(): void {
    this.#leg?.socket?.resume()
  }

  /** False when the leg is dead; it has been ended then. */
  beat(): boolean {
    const leg = this.#leg
    if (!leg?.socket || leg.pulse.beat(leg.socket.ping)) return true
    leg.socket.terminate()
    return false
  }

  ask(): void {
    const leg = this.#leg
    if (leg?.socket) leg.pulse.ask(leg.socket.ping)
  }

  get isAwaited(): boolean {
    return this.#leg?.pulse.isAwaited ?? false
  }

  get pongAt(): number | null {
    return this.#leg?.pulse.pongAt ?? null
  }

  get isAged(): boolean {
    return this.#leg !== null && this.#call.engine.clock.monotonic() >= this.#leg.rotateAt
  }

  #dial(now: Attempt, place: number, payload: string): void {
    const { engine, handle } = this.#call
    const { clock } = engine
    const candidate = this.#plan[place]
    if (!candidate) return handle({ type: 'upstream_refused', status: null, body: 'There is no provider to try.' })
    this.#begin(now)
    this.#candidate = candidate
    const leg: Leg = {
      candidate,
      pulse: new LegPulse(),
      socket: null,
      steps: null,
      rotateAt: clock.monotonic() + rotateAfterMs - Math.random() * rotateJitterMs,
    }
    this.#leg = leg
    const call = this.#legCall(candidate)
    this.#recordHandshake(candidate, () => withModel(payload, candidate.route.model))
    leg.socket = openLeg(engine, call, this.#sinkOf(leg))
    if (!leg.socket) this.#refused(leg, null, `${candidate.provider.id} has no websocket.`)
  }

  /** A leg that was given up may still speak; nobody listens. */
  #sinkOf(leg: Leg) {
    const { engine, handle, message, isPaused } = this.#call
    const isCurrent = () => leg === this.#leg
    return {
      opened: (steps: AttemptSteps | null = null) => {
        if (!isCurrent()) return
        leg.steps = steps
        // A ping before the opening went nowhere.
        leg.pulse.heard()
        if (isPaused()) leg.socket?.pause()
        handle({ type: 'upstream_opened' })
      },
      refused: (status: number | null, body: string) => this.#refused(leg, status, body),
      message: (bytes: Uint8Array) => {
        leg.pulse.heard()
        if (isCurrent()) message(bytes)
      },
      pong: () => leg.pulse.pong(engine.clock.monotonic()),
      failed: (failure: Omit<Extract<BridgeEvent, { type: 'upstream_failed' }>, 'type'>) => {
        if (isCurrent()) handle({ type: 'upstream_failed', ...failure })
      },
      errored: (why: string) => {
        if (!isCurrent()) return
        this.#leg = null
        handle({ type: 'upstream_errored', message: why })
      },
      closed: (code: number, reason: string) => this.#lose(leg, code, reason),
    }
  }

  #lose(leg: Leg, code: number, reason: string): void {
    if (leg !== this.#leg) return
    this.#leg = null
    this.#call.handle({ type: 'upstream_closed', code, reason })
  }

  #refused(leg: Leg, status: number | null, text: string): void {
    if (leg !== this.#leg) return
    this.#leg = null
    // Before anything is cut out of it: half a key is no longer found.
    const body = redactText(text, this.#call.engine.secrets)
    // Without a status the words are ours.
    if (status !== null) this.#upstream.rejected(body, body.length >= maxRefusalBytes, null)
    this.#call.handle({ type: 'upstream_refused', status, body })
  }

  #legCall(candidate: Candidate): LegCall {
    return {
      candidate,
      bearer: this.#call.bearer,
      now: () => ({ attempt: this.#now.attempt, faults: this.#faults }),
      conversation: this.#call.conversation,
      attempted: (head) => this.#record(candidate, head),
      record: this.#upstream,
    }
  }

  #begin(now: Attempt): void {
    if (this.#now.turn === now.turn && this.#now.attempt === now.attempt) return
    this.#now = now
    this.#isRecorded = false
    this.#isAnswered = false
  }

  #recordHandshake(candidate: Candidate, payload: () => string): void {
    if (this.#isRecorded) return
    const handshake = handshakeHead(this.#call.engine, this.#legCall(candidate))
    if (handshake) this.#record(candidate, recordable('GET', handshake.url, handshake.headers, payload()))
  }

  /** An attempt begins with its dial, or with its message when the leg is open already; it is recorded once. */
  #record({ provider, route }: Candidate, request: UpstreamHead): void {
    if (this.#isRecorded) return
    this.#isRecorded = true
    this.#call.recording.record({
      kind: 'attempted',
      ...this.#now,
      provider: provider.id,
      model: route.model,
      simulated: provider.mode === 'simulated',
      request,
    })
  }
}
