// The faults one request meets: its own, from the header, and those the gateway was told to inject. One of the provider
// `gateway` is the answer already.
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { RequestFaults } from '../faults/fault-set'
import { faultHeader, mayInjectFaults, parseFaultHeader } from '../faults/header'
import { gatewayFault } from '../faults/refusals'
import type { Refusal } from './errors'
import type { Exchange } from './exchange'

export type ReadFaults =
  | { readonly ok: true; readonly faults: RequestFaults }
  | { readonly ok: false; readonly refusal: Refusal }

export function readFaults({ engine, request, recording }: Exchange, { model }: ResponsesRequest): ReadFaults {
  const text = request.headers[faultHeader]
  const own = typeof text === 'string' ? text : ''
  if (own !== '' && !mayInjectFaults(request.socket.remoteAddress))
    return refuse(`${faultHeader} is for callers on this machine only.`)
  const parsed = parseFaultHeader(own, [...engine.catalogue.providers.keys()])
  if (!parsed.ok) return refuse(parsed.message)
  const faults = engine.faults.forRequest({ seed: recording.id, model }, parsed.faults)
  const refusal = gatewayFault(faults, engine.clock.now())
  if (!refusal) return { ok: true, faults }
  const { description, message, ...extra } = refusal.fields
  const headers = { [faultHeader]: 'injected' }
  return { ok: false, refusal: { code: refusal.code, description, message, extra, headers } }
}

const refuse = (description: string): ReadFaults => ({ ok: false, refusal: { code: 'invalid_fault', description } })
