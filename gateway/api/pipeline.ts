// What every routed call has in common: it is an exchange of its own, whatever throws in it is told as our bug, and an
// answer that is no success becomes the error envelope here.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Engine } from '../engine'
import type { FailedAttempt } from '../exchange/attempts'
import { addDebug } from './debug'
import type { Refusal } from './errors'
import { openExchange, readChecked, type Exchange } from './exchange'
import { readFaults } from './faults'
import { sendEnvelope, sendRefusal } from './http'
import { inBandHeaders, type RouteFacts } from './in-band'
import { passOn, type HostedRefusal } from './pass-on'
import { refuseRouted, routeRequest, type Routed } from './routed'
import { checkRequest } from './validate'

/** An answer that is no success: ours, or one of a hosted gateway that is passed on as it is. */
export type Refused = {
  readonly refusal: Refusal
  readonly hosted?: HostedRefusal | null
  /** null: nothing was routed yet. */
  readonly facts: RouteFacts | null
}

const before = (refusal: Refusal): Refused => ({ refusal, facts: null })

/** Answers the client itself, and returns null, or says how it is to be refused. */
type Serve = (exchange: Exchange, routed: Routed) => Promise<Refused | null>

export async function runExchange(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
  serve: Serve,
): Promise<void> {
  const exchange = openExchange(engine, request, response)
  try {
    const refused = await admit(exchange, serve)
    if (refused) refuse(exchange, refused)
  } catch (error) {
    engine.log(`${exchange.recording.id}: ${(error as Error).stack ?? String(error)}`)
    const refusal = { code: 'pipeline_execution_error', description: 'Internal pipeline execution error.' } as const
    if (response.headersSent) response.destroy()
    else refuse(exchange, before(refusal))
  }
}

/** The checks every routed call passes, in the documented order (GATEWAY.md 2.1). */
async function admit(exchange: Exchange, serve: Serve): Promise<Refused | null> {
  const body = await readChecked(exchange)
  if (!body.ok) return body.refusal && before(body.refusal)
  const checked = checkRequest(body.text)
  if (!checked.ok) return before(checked.refusal)
  const faults = readFaults(exchange, checked.request)
  if (!faults.ok) return before(faults.refusal)
  const routed = routeRequest(exchange, checked.request, body.caller, faults.faults)
  const refusal = refuseRouted(exchange.engine.settings.profile, routed)
  return refusal ? refused(exchange, routed, refusal, []) : serve(exchange, routed)
}

export function refused(
  { engine, startedAt }: Exchange,
  { wishes, decision, routedMs }: Routed,
  refusal: Refusal,
  failures: readonly FailedAttempt[],
): Refused {
  const { diagnostics } = decision
  return {
    refusal: addDebug(refusal, wishes, failures, diagnostics),
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
  const { text, headers } = hosted
    ? sendEnvelope(response, passOn(hosted, recording.id), answering)
    : sendRefusal(response, refusal, answering)
  recording.record({ kind: 'responded', turn, status: response.statusCode, headers })
  recording.record({ kind: 'received', turn, text, out: 0 })
}
