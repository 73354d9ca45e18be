// The faults one request meets: its own, from the header, and those the gateway was told to inject. One of the provider
// `gateway` is the answer already.
import type { IncomingMessage } from 'node:http'
import type { Fault } from '#shared/fault/schema'
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { Engine } from '../engine'
import type { RequestFaults } from '../faults/fault-set'
import { faultHeader, mayInjectFaults, parseFaultHeader, type ParsedFaults } from '../faults/header'
import { gatewayFault } from '../faults/refusals'
import type { Refusal } from './errors'
import type { Exchange } from './exchange'

export type ReadFaults =
  | { readonly ok: true; readonly faults: RequestFaults }
  | { readonly ok: false; readonly refusal: Refusal }

const none: readonly Fault[] = []

/** The faults in the header of a request or a handshake. */
export function readFaultHeader({ catalogue }: Engine, { headers, socket }: IncomingMessage): ParsedFaults {
  const text = headers[faultHeader]
  if (typeof text !== 'string' || text === '') return { ok: true, faults: none }
  if (!mayInjectFaults(socket.remoteAddress))
    return { ok: false, message: `${faultHeader} is for callers on this machine only.` }
  return parseFaultHeader(text, [...catalogue.providers.keys()])
}

export function readFaults({ engine, request, recording }: Exchange, { model }: ResponsesRequest): ReadFaults {
  const parsed = readFaultHeader(engine, request)
  if (!parsed.ok) return { ok: false, refusal: { code: 'invalid_fault', description: parsed.message } }
  const faults = engine.faults.forRequest({ seed: recording.id, model }, parsed.faults)
  const refusal = injectedRefusal(faults, engine.clock.now())
  return refusal ? { ok: false, refusal } : { ok: true, faults }
}

/** What the gateway itself was told to refuse this request with; null: nothing. `now`: Unix milliseconds. */
export function injectedRefusal(faults: RequestFaults, now: number): Refusal | null {
  const fault = gatewayFault(faults, now)
  if (!fault) return null
  const { description, message, ...extra } = fault.fields
  return { code: fault.code, description, message, extra, headers: { [faultHeader]: 'injected' } }
}
