// What every routed call has in common: it is an exchange of its own, whatever throws in it is told as our bug, and an
// answer that is no success becomes the error envelope here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Engine } from '../engine'
import type { FailedAttempt } from '../exchange/attempts'
import { describeDebug } from './debug'
import type { Refusal } from './errors'
import { openExchange, type Exchange } from './exchange'
import { sendEnvelope, sendRefusal } from './http'
import { inBandHeaders, type RouteFacts } from './in-band'
import { passOn, type HostedRefusal } from './pass-on'
import type { Routed } from './routed'

/** An answer that is no success: ours, or one of a hosted gateway that is passed on as it is. */
export type Refused = {
  readonly refusal: Refusal
  readonly hosted?: HostedRefusal | null
  /** null: nothing was routed yet. */
  readonly facts: RouteFacts | null
}

export const before = (refusal: Refusal): Refused => ({ refusal, facts: null })

/** `serve` answers the client itself, and returns null, or says how it is to be refused. */
export async function runExchange(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  serve: (exchange: Exchange) => Promise<Refused | null>,
): Promise<void> {
  const exchange = openExchange(engine, request, response)
  try {
    const refused = await serve(exchange)
    if (refused) refuse(exchange, refused)
  } catch (error) {
    engine.log(`${exchange.recording.id}: ${(error as Error).stack ?? String(error)}`)
    const refusal = { code: 'pipeline_execution_error', description: 'Internal pipeline execution error.' } as const
    if (response.headersSent) response.destroy()
    else refuse(exchange, before(refusal))
  }
}

export function refused(
  { engine, startedAt }: Exchange,
  { wishes, decision, routedMs }: Routed,
  refusal: Refusal,
  failures: readonly FailedAttempt[],
): Refused {
  const { diagnostics } = decision
  const debug = describeDebug(wishes, failures, diagnostics)
  return {
    refusal: debug ? { ...refusal, extra: { ...refusal.extra, debug } } : refusal,
    facts: { diagnostics, routedMs, failures, served: null, elapsedMs: engine.clock.monotonic() - startedAt },
  }
}

function refuse({ engine, response, recording, signal, turn }: Exchange, { refusal, facts, hosted }: Refused): void {
  if (signal.reason === 'client' || signal.reason === 'shutdown') return
  const answering = {
    generationId: recording.id,
    profile: engine.settings.profile,
    ...(facts ? { headers: inBandHeaders(recording.id, facts) } : {}),
  }
  const text = hosted
    ? sendEnvelope(response, passOn(hosted, recording.id), answering)
    : sendRefusal(response, refusal, answering)
  const headers = { 'content-type': 'application/json' }
  recording.record({ kind: 'responded', turn, status: response.statusCode, headers })
  recording.record({ kind: 'received', turn, text, out: 0 })
}
