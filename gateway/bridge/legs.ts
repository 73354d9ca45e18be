// The upstream half of a session: a websocket where the provider has one for the model, else a leg over SSE where the
// configuration allows it. Both sides of the choice are the same port.
import type { UpstreamHead } from '#shared/session/frame'
import { codecOf, targetOf, upstreamOf, type Engine } from '../engine'
import type { RequestFaults } from '../faults/fault-set'
import { recordable, redactText } from '../recording/redact'
import type { UpstreamRecord } from '../exchange/upstream-record'
import type { Candidate } from '../routing/candidates'
import type { DispatchContext, SocketSink, UpstreamRequest, UpstreamSocket } from '../upstream/upstream'
import type { Conversation } from './conversations'
import { SseLeg } from './sse-leg'

export type LegCall = {
  readonly candidate: Candidate
  /** The client's own credential, for providers that pass it through. */
  readonly bearer: string | null
  /** What goes wrong in the attempt that is made now: a leg over SSE lives longer than the one that opened it. */
  readonly now: () => { readonly attempt: number; readonly faults: RequestFaults | null }
  readonly conversation: Conversation
  /** A leg over SSE tells each request when it is sent; its head depends on the turn. */
  readonly attempted: (head: UpstreamHead) => void
  readonly record: UpstreamRecord
}

/** The head of the handshake; null when turns go over SSE, or cannot go at all. */
export function handshakeHead(engine: Engine, { candidate, bearer }: LegCall): Omit<UpstreamRequest, 'body'> | null {
  const target = targetOf(candidate, bearer)
  const hasSocket = candidate.route.endpoints.includes('responses.ws')
  return hasSocket ? (codecOf(engine, target).encodeHandshake?.(target) ?? null) : null
}

/** Null: the provider has no websocket, and nothing else is allowed. */
export function openLeg(engine: Engine, call: LegCall, sink: SocketSink): UpstreamSocket | null {
  const { provider, route } = call.candidate
  const context = (): DispatchContext => {
    const { attempt, faults } = call.now()
    return {
      provider: provider.id,
      model: route.model,
      scenario: null,
      attempt,
      timeoutMs: engine.settings.attempt_timeout_ms,
      ...(faults ? { faults } : {}),
    }
  }
  const upstream = upstreamOf(engine, provider)
  const handshake = handshakeHead(engine, call)
  if (handshake) return upstream.connect(handshake, context(), sink)
  if (!engine.settings.websocket_bridge) return null
  const target = targetOf(call.candidate, call.bearer)
  const { profile } = engine.settings
  return new SseLeg(
    {
      upstream,
      codec: codecOf(engine, target),
      target,
      context,
      conversation: call.conversation,
      forgetsFailed: profile === 'open-responses',
      decoding: () => ({
        generationId: engine.ids.generation(),
        model: route.model,
        createdAt: Math.floor(engine.clock.now() / 1000),
        reasoning: profile === 'documented' ? 'text' : 'summary',
      }),
      clean: (text) => redactText(text, engine.secrets),
      report: (error) => engine.log(`${provider.id}: ${(error as Error).stack ?? String(error)}`),
      record: call.record,
      attempted: ({ url, headers, body }) => call.attempted(recordable('POST', url, headers, body)),
    },
    sink,
  )
}
