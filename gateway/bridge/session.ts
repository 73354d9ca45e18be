// The shell around the websocket state machine: two sockets, the recording, and the execution of effects.
import type { IncomingMessage } from 'node:http'
import type { WebSocket } from 'ws'
import { eventType } from '#shared/open-responses/events'
import { codecOf, formatOf, targetOf, upstreamOf, type Engine } from '../engine'
import type { Recording } from '../recording/recorder'
import { redactHeaders, redactText, redactUrl } from '../recording/redact'
import type { Candidate } from '../routing/candidates'
import { route } from '../routing/route'
import type { UpstreamSocket } from '../upstream/upstream'
import { initialBridge, stepBridge, type BridgeEffect, type BridgeEvent, type BridgeState } from './session-state'

const pauseAbove = 1 << 20
const resumeBelow = 256 << 10

/** Runs one client socket until it closes. `request` is the upgrade request. */
export function runSession(engine: Engine, recording: Recording, client: WebSocket, request: IncomingMessage): void {
  const session = new BridgeSession(engine, recording, client)
  recording.record({
    kind: 'responded',
    turn: 0,
    status: 101,
    headers: { upgrade: 'websocket', 'x-generation-id': recording.id },
  })
  client.on('message', (data) => session.handle({ type: 'client_message', text: (data as Buffer).toString('utf8') }))
  client.on('error', (error) => engine.log(`${recording.id}: client socket: ${error.message}`))
  client.on('close', (code, reason) => session.clientClosed(code, String(reason)))
  request.socket.setNoDelay(true)
}

class BridgeSession {
  readonly #engine: Engine
  readonly #recording: Recording
  readonly #client: WebSocket
  #state: BridgeState = initialBridge
  #candidate: Candidate | null = null
  #leg: UpstreamSocket | null = null
  #awaitsFirst = false
  #isPaused = false
  #arrived = 0

  constructor(engine: Engine, recording: Recording, client: WebSocket) {
    this.#engine = engine
    this.#recording = recording
    this.#client = client
  }

  handle(event: BridgeEvent): void {
    if (event.type === 'client_message') {
      this.#recording.record({ kind: 'sent', turn: this.#state.turns + 1, text: event.text })
    }
    const { state, effects } = stepBridge(this.#state, event)
    this.#state = state
    try {
      for (const effect of effects) this.#execute(effect)
    } catch (error) {
      // A message that breaks its own session must not end everybody else's.
      this.#engine.log(`${this.#recording.id}: ${(error as Error).stack ?? String(error)}`)
      this.#client.close(1011, 'internal_error')
    }
  }

  clientClosed(code: number, reason: string): void {
    const by = this.#engine.lifecycle.stopping ? 'gateway' : 'client'
    this.handle({ type: 'client_closed', by })
    this.#recording.record({ kind: 'closed', by, code, reason })
  }

  #execute(effect: BridgeEffect): void {
    switch (effect.type) {
      case 'reply': {
        this.#arrived = this.#engine.clock.monotonic()
        return this.#deliver(effect.turn, redactText(JSON.stringify(effect.error), this.#engine.secrets))
      }
      case 'route':
        return this.#route(effect.turn, effect.model)
      case 'dial':
        return this.#dial()
      case 'send':
        return this.#send(effect.turn, effect.payload)
      case 'forward': {
        this.#deliver(effect.turn, effect.text)
        if (effect.terminal) {
          const detail = 'The terminal event was delivered.'
          this.#recording.record({ kind: 'ended', turn: effect.turn, how: 'complete', detail })
        }
        return
      }
      case 'hang_up':
        this.#leg?.close(effect.code, effect.reason)
        return
      case 'abandon': {
        const { turn, how, detail } = effect
        return this.#recording.record({ kind: 'ended', turn, how, detail })
      }
    }
  }

  #route(turn: number, model: string): void {
    const { catalogue, health, settings } = this.#engine
    const decision = route({
      catalogue,
      model,
      endpoint: 'responses.ws',
      seed: this.#recording.id,
      profile: settings.profile,
      healthOf: health.snapshot(),
      formatOf: formatOf(this.#engine),
    })
    this.#recording.record({ kind: 'routed', turn, diagnostics: decision.diagnostics })
    const candidate = decision.plan[0]
    if (candidate) {
      this.#candidate = candidate
      return this.handle({ type: 'routed' })
    }
    const unpriced = decision.diagnostics.enablement.dropped.some((d) => d.reason === 'pricing_missing')
    const message = unpriced
      ? 'pricing_unavailable: Pricing is unavailable for this OpenAI model on /v1/responses/ws.'
      : 'openai_provider_unavailable: Model is not routable to OpenAI on /v1/responses/ws.'
    this.handle({ type: 'unroutable', status: unpriced ? 503 : 400, code: 'openai_routing_failed', message })
  }

  #dial(): void {
    const candidate = this.#candidate
    if (!candidate) return
    const { provider, route } = candidate
    const handshake = this.#handshake({ provider, route })
    if (!handshake)
      return this.handle({ type: 'upstream_refused', status: null, body: `${provider.id} has no websocket.` })
    const context = {
      provider: provider.id,
      model: route.model,
      scenario: null,
      attempt: 1,
      timeoutMs: this.#engine.settings.attempt_timeout_ms,
      faults: this.#engine.faults.forRequest({ seed: this.#recording.id, model: this.#state.model ?? '' }),
    }
    const leg: UpstreamSocket = upstreamOf(this.#engine, provider).connect(handshake, context, {
      opened: () => this.#fromLeg(leg, { type: 'upstream_opened' }),
      refused: (status, body) => this.#refused(leg, status, body),
      message: (text) => {
        this.#arrived = this.#engine.clock.monotonic()
        this.#fromLeg(leg, { type: 'upstream_message', text, eventType: eventType(text) })
      },
      closed: (code) => this.#fromLeg(leg, { type: 'upstream_closed', code }),
    })
    this.#leg = leg
  }

  #handshake(candidate: Candidate) {
    const target = targetOf(candidate, null)
    return codecOf(this.#engine, target).encodeHandshake?.(target)
  }

  /** A leg that was given up may still speak; nobody listens. */
  #fromLeg(leg: UpstreamSocket, event: BridgeEvent): void {
    if (leg !== this.#leg || this.#client.readyState > 1) return
    if (this.#awaitsFirst && event.type === 'upstream_message' && this.#state.flight) {
      this.#awaitsFirst = false
      this.#recording.record({ kind: 'answered', turn: this.#state.flight.turn, attempt: 1, status: 200, headers: {} })
    }
    if (event.type === 'upstream_closed') this.#leg = null
    this.handle(event)
  }

  #refused(leg: UpstreamSocket, status: number | null, text: string): void {
    // Before anything is cut out of it: half a key is no longer found.
    const body = redactText(text, this.#engine.secrets)
    if (this.#candidate && this.#state.flight) {
      const { provider, route } = this.#candidate
      const { turn, payload } = this.#state.flight
      this.#recordAttempt(this.#candidate, turn, withModel(payload, route.model))
      const error = codecOf(this.#engine, { provider, model: route.model }).decodeError(status ?? 502, body)
      const failure = { type: 'upstream_non_2xx', status, ...error, preview: null, retryAfterSeconds: null } as const
      this.#recording.record({ kind: 'rejected', turn, attempt: 1, failure })
      this.#engine.log(
        `${this.#recording.id}: ${provider.id} refused the websocket for ${route.model}: ${status ?? 'no answer'}`,
      )
    }
    this.#fromLeg(leg, { type: 'upstream_refused', status, body })
  }

  #send(turn: number, payload: string): void {
    if (!this.#candidate || !this.#leg) return
    const body = withModel(payload, this.#candidate.route.model)
    this.#recordAttempt(this.#candidate, turn, body)
    this.#awaitsFirst = true
    this.#leg.send(body)
  }

  #recordAttempt({ provider, route }: Candidate, turn: number, body: string): void {
    const handshake = this.#handshake({ provider, route })
    this.#recording.record({
      kind: 'attempted',
      turn,
      attempt: 1,
      provider: provider.id,
      model: route.model,
      simulated: provider.mode === 'simulated',
      request: {
        method: 'GET',
        url: redactUrl(handshake?.url ?? ''),
        headers: redactHeaders(handshake?.headers ?? {}),
        body,
      },
    })
  }

  /**
   * Writes to the client, then records. A client that does not read pauses the upstream, and is not read itself: its
   * messages have answers too, and those would fill memory.
   */
  #deliver(turn: number, text: string): void {
    if (this.#client.readyState !== 1) return
    const bytes = Buffer.from(text, 'utf8')
    this.#client.send(bytes, { binary: false }, this.#resumeIfDrained)
    this.#recording.received(turn, [bytes], this.#arrived)
    if (this.#isPaused || this.#client.bufferedAmount <= pauseAbove) return
    this.#isPaused = true
    this.#leg?.pause()
    this.#client.pause()
  }

  #resumeIfDrained = (): void => {
    if (!this.#isPaused || this.#client.bufferedAmount > resumeBelow) return
    this.#isPaused = false
    this.#leg?.resume()
    this.#client.resume()
  }
}

/** The provider may know the model by another name than the one after `openai/`. */
function withModel(payload: string, model: string): string {
  const request = JSON.parse(payload) as Record<string, unknown>
  return request['model'] === model ? payload : JSON.stringify({ ...request, model })
}
