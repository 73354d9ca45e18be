// The shell around the rules of a websocket session: two sockets, the recording, and the execution of effects.
import { isUtf8 } from 'node:buffer'
import { field, parseJson } from '#shared/json'
import { fitReason } from '#shared/open-responses/websocket/close-codes'
import {
  initialBridge,
  type BridgeEffect,
  type BridgeEvent,
  type BridgeState,
  type Flight,
} from '#shared/open-responses/websocket/state'
import { hasFacts, noFacts, readFacts, stepBridge } from '#shared/open-responses/websocket/step'
import type { PulseMoment } from '#shared/session/frame'
import type { Fault } from '#shared/fault/schema'
import { basisOf } from '../basis'
import type { Engine } from '../engine'
import type { Caller } from '../api/guard'
import type { Recording } from '../recording/recorder'
import { redactText } from '../recording/redact'
import { recordBasis } from '../routing/basis'
import { maxClientPayload, type ClientSocket } from './client-socket'
import type { Conversation } from './conversations'
import { Delivery } from './delivery'
import { LegPulse, type Liveness, type Pulsing } from './liveness'
import { keptText, textOf, typeOf, withoutSecrets } from './message-text'
import { decideTurn, rulesOf, turnToTarget } from './rules'
import { UpstreamSide } from './upstream-side'

/** A turn without a word for this long is worth a fact. */
const silenceMs = 20_000

export type SessionCall = {
  readonly engine: Engine
  readonly recording: Recording
  readonly client: ClientSocket
  readonly liveness: Liveness
  readonly conversation: Conversation
  /** Who opened the socket. */
  readonly caller: Caller
  /** What the handshake asked to go wrong, in every turn. */
  readonly faults: readonly Fault[]
}

export class BridgeSession implements Pulsing {
  readonly #call: SessionCall
  readonly #rules: ReturnType<typeof rulesOf>
  readonly #delivery: Delivery
  readonly #upstream: UpstreamSide
  readonly #clientPulse = new LegPulse()
  readonly #unwatch: () => void
  #state: BridgeState = initialBridge
  #queue: BridgeEvent[] = []
  #isHandling = false
  #closedBy: 'client' | 'gateway' = 'client'
  #arrived = 0
  #cancelDeadline: (() => void) | null = null

  /** Runs one client socket until it closes. */
  constructor(call: SessionCall) {
    const { engine, recording, client, liveness, conversation, caller } = call
    this.#call = call
    const { profile, websocket_bridge: websocketBridge } = engine.settings
    this.#rules = rulesOf({ profile, websocketBridge })
    this.#delivery = new Delivery(client, {
      paused: () => {
        this.#upstream.pause()
        this.#pulse('slow_client')
      },
      resumed: () => this.#upstream.resume(),
      overflowed: () => this.handle({ type: 'client_too_slow' }),
      failed: () => this.#closeClient(1011, 'gateway_send_failed'),
    })
    this.#upstream = new UpstreamSide({
      engine,
      bearer: caller.bearer,
      recording,
      conversation,
      handle: (event) => this.handle(event),
      isPaused: () => this.#delivery.isPaused,
      message: (bytes) => this.#fromUpstream(bytes),
    })
    recording.record({
      kind: 'responded',
      turn: 0,
      status: 101,
      headers: { upgrade: 'websocket', 'x-generation-id': recording.id, 'x-request-id': recording.id },
    })
    client.on('message', (data, isBinary) => this.#fromClient(data as Buffer, isBinary))
    client.on('pong', () => this.#clientPulse.pong(engine.clock.monotonic()))
    client.beforeTooLarge = () => this.handle({ type: 'message_too_large', limitMiB: maxClientPayload >> 20 })
    client.on('error', (error) => {
      engine.log(`${recording.id}: client socket: ${error.message}`)
      this.#closeClient(1011, 'client_error')
    })
    client.on('close', (code, reason) => this.#clientClosed(code, String(reason)))
    this.#unwatch = liveness.watch(this)
  }

  /** One event after another: what an effect causes waits until that step is done. */
  handle(event: BridgeEvent): void {
    this.#queue.push(event)
    if (this.#isHandling) return
    this.#isHandling = true
    try {
      for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#step(next)
    } catch (error) {
      // A message that breaks its own session must not end everybody else's.
      const { engine, recording } = this.#call
      engine.log(`${recording.id}: ${(error as Error).stack ?? String(error)}`)
      this.#queue = []
      this.#closeClient(1011, 'internal_error')
    } finally {
      this.#isHandling = false
    }
  }

  beat(): void {
    const { client, engine } = this.#call
    // A paused socket is not read: its pongs wait behind what the client has not taken.
    if (!this.#delivery.isPaused) {
      if (!this.#clientPulse.beat(() => this.#ping())) {
        this.#pulse('dead_client')
        return client.terminate()
      }
      if (!this.#upstream.beat()) this.#pulse('dead_upstream')
    }
    if (this.#upstream.isAged) this.handle({ type: 'leg_aged' })
    const { flight } = this.#state
    if (flight && engine.clock.monotonic() - this.#arrived >= silenceMs) this.#pulse('silence')
  }

  ask(): void {
    if (this.#delivery.isPaused) return
    this.#clientPulse.ask(() => this.#ping())
    this.#upstream.ask()
  }

  endSilent(): void {
    if (this.#clientPulse.isAwaited) {
      this.#pulse('dead_client')
      this.#call.client.terminate()
    } else if (this.#upstream.isAwaited) {
      this.#pulse('dead_upstream')
      this.#upstream.terminate()
    }
  }

  #step(event: BridgeEvent): void {
    const before = this.#state.flight
    const { state, effects } = stepBridge(this.#rules, this.#state, event)
    this.#state = state
    if (before?.turn !== state.flight?.turn) {
      this.#setDeadline(state.flight !== null)
      if (before && effects.some((effect) => effect.type === 'reply' && effect.turn === before.turn))
        this.#forgetContinued(before)
    }
    for (const effect of effects) this.#execute(effect)
  }

  /** Not by the attempt that failed: the next provider of the turn still has to read it. */
  #forgetContinued({ payload }: Flight): void {
    if (this.#call.engine.settings.profile !== 'open-responses') return
    const previous = field(parseJson(payload), 'previous_response_id')
    if (typeof previous === 'string') this.#call.conversation.forget(previous)
  }

  #execute(effect: BridgeEffect): void {
    const { recording, engine } = this.#call
    switch (effect.type) {
      case 'reply': {
        const text = redactText(JSON.stringify(effect.error), engine.secrets)
        return this.#deliver(effect.turn, Buffer.from(text, 'utf8'), engine.clock.monotonic(), true)
      }
      case 'route':
        return this.#route(effect.turn, effect.model)
      case 'dial':
        return this.#upstream.dial(effect, this.#state.flight?.payload ?? '')
      case 'send':
        return this.#upstream.send(effect)
      case 'forward':
        return this.#deliver(effect.turn, effect.message as Uint8Array, this.#arrived)
      case 'reject':
        return this.#upstream.reject(effect)
      case 'hang_up':
        return this.#upstream.hangUp(effect.code, effect.reason)
      case 'settle': {
        const { turn, how, detail } = effect
        return recording.record({ kind: 'ended', turn, how, detail })
      }
      case 'close_client':
        return this.#closeClient(effect.code, effect.reason)
    }
  }

  #fromClient(data: Buffer, isBinary: boolean): void {
    this.#clientPulse.heard()
    // The library checks text; what comes as binary has to prove that it is text.
    const text = isBinary && !isUtf8(data) ? '' : data.toString('utf8')
    this.#call.recording.record({ kind: 'sent', turn: this.#state.turns + 1, text: keptText(text) })
    this.handle({ type: 'client_message', text })
  }

  #fromUpstream(bytes: Uint8Array): void {
    const { client, engine } = this.#call
    if (client.readyState > 1) return
    this.#arrived = engine.clock.monotonic()
    const eventType = typeOf(bytes)
    const facts = hasFacts(eventType, this.#state) ? readFacts(eventType, textOf(bytes)) : noFacts
    if (this.#state.flight) this.#upstream.answered(this.#state.flight)
    this.handle({ type: 'upstream_event', eventType, facts, message: withoutSecrets(bytes, eventType, engine.secrets) })
  }

  #route(turn: number, model: string): void {
    const { engine, recording, caller } = this.#call
    const faults = engine.faults.forRequest({ seed: recording.id, model }, this.#call.faults)
    const basis = basisOf(engine, { seed: recording.id, isOurs: caller.isOurs, faults })
    const decided = engine.target ? turnToTarget(engine.target, model) : decideTurn(basis, model)
    const { diagnostics } = decided
    const rest = engine.target ? {} : { basis: recordBasis(basis, model, diagnostics.model) }
    recording.record({ kind: 'routed', turn, diagnostics, ...rest })
    if (!decided.ok) return this.handle({ type: 'unroutable', ...decided.refusal })
    const keepsLeg = this.#upstream.plan(decided.plan, faults)
    this.handle({ type: 'routed', candidates: decided.plan.length, keepsLeg })
  }

  /** Writes to the client, then records. */
  #deliver(turn: number, bytes: Uint8Array, at: number, isOwn = false): void {
    if (this.#delivery.send(bytes, isOwn)) this.#call.recording.received(turn, [bytes], at)
  }

  #setDeadline(isFlying: boolean): void {
    this.#cancelDeadline?.()
    this.#cancelDeadline = null
    if (!isFlying) return
    const { clock, settings } = this.#call.engine
    const ms = settings.total_timeout_ms
    this.#arrived = clock.monotonic()
    this.#cancelDeadline = clock.after(ms, () => this.handle({ type: 'turn_expired', ms }))
  }

  #ping(): void {
    if (this.#call.client.readyState === 1) this.#call.client.ping()
  }

  #pulse(moment: PulseMoment): void {
    const { engine, recording } = this.#call
    const now = engine.clock.monotonic()
    const since = (at: number | null) => (at === null ? null : Math.round(now - at))
    recording.record({
      kind: 'pulse',
      turn: this.#state.flight?.turn ?? this.#state.turns,
      moment,
      clientPongMs: since(this.#clientPulse.pongAt),
      upstreamPongMs: since(this.#upstream.pongAt),
      silentMs: Math.round(now - this.#arrived),
      bufferedBytes: this.#delivery.bufferedBytes,
    })
  }

  #closeClient(code: number, reason: string): void {
    const { client } = this.#call
    this.#closedBy = 'gateway'
    // Paused, the answer to the close would never be read.
    client.resume()
    client.close(code, fitReason(reason))
  }

  #clientClosed(code: number, reason: string): void {
    const { engine, recording } = this.#call
    this.#unwatch()
    const by = engine.lifecycle.stopping ? 'gateway' : 'client'
    this.handle({ type: 'client_closed', by })
    this.#call.conversation.clear()
    recording.record({ kind: 'closed', by: by === 'gateway' ? by : this.#closedBy, code, reason })
  }
}
