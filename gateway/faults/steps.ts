// What a fault does, as data: how the exchange begins, and which steps come after how many events. Pure; the shells
// (exchange.ts, socket.ts) carry the steps out on their clock.
import type { Fault } from '#shared/fault/schema'
import { forEver } from '#shared/fault/kind'
import type { Headers } from '#shared/session/frame'
import type { Emulator } from '../providers/provider'
import type { DispatchContext, UpstreamFailure } from '../upstream/upstream'
import { faultHeader } from './header'

export type Step =
  | { readonly kind: 'send'; readonly data: Buffer }
  /** Milliseconds; Infinity: nothing follows. */
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'end' }
  | { readonly kind: 'fail'; readonly failure: UpstreamFailure }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  /** The rest of this turn is not passed on. */
  | { readonly kind: 'mute' }

export type Opening =
  /** Without dialling. */
  | {
      readonly kind: 'answer'
      readonly at: number
      readonly status: number
      readonly headers: Headers
      readonly body: string
    }
  | { readonly kind: 'fail'; readonly at: number; readonly failure: UpstreamFailure }
  | { readonly kind: 'dial'; readonly at: number }

/** As the network's own: longer than this no connection is waited for. */
const connectTimeoutMs = 15_000
const defaultPosition = 3

export const injected: Headers = { [faultHeader]: 'injected' }

export function openingOf(fault: Fault, { timeoutMs }: DispatchContext, emulator: Emulator): Opening {
  const at = fault.stall_after_events === undefined ? (fault.stall_ms ?? 0) : 0
  if (at >= timeoutMs) return { kind: 'fail', at: timeoutMs, failure: silence(timeoutMs) }
  if (fault.connect === 'timeout') {
    const wait = Math.min(timeoutMs, connectTimeoutMs)
    const message = `Injected: no connection within ${wait} ms.`
    return { kind: 'fail', at: at + wait, failure: { kind: 'refused', code: 'UND_ERR_CONNECT_TIMEOUT', message } }
  }
  if (fault.connect) return { kind: 'fail', at, failure: connectFailures[fault.connect] }
  if (fault.status === undefined && !fault.error_in_200) return { kind: 'dial', at }
  const status = fault.status ?? 200
  const headers = {
    'content-type': typeof fault.body === 'string' ? 'text/plain' : 'application/json',
    ...(fault.retry_after === undefined ? {} : { 'retry-after': String(fault.retry_after) }),
    ...lowerCase(fault.headers ?? {}),
    ...injected,
  }
  const body = fault.body === undefined ? emulator.error(status, errorOf(fault.status ?? 500)) : fault.body
  return { kind: 'answer', at, status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }
}

const lowerCase = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const connectFailures = {
  refuse: { kind: 'refused', code: 'ECONNREFUSED', message: 'Injected: the connection was refused.' },
  tls: { kind: 'refused', code: 'CERT_HAS_EXPIRED', message: 'Injected: the certificate has expired.' },
  reset: { kind: 'reset', code: 'ECONNRESET', message: 'Injected: the connection broke before any answer.' },
} as const

const silence = (ms: number): UpstreamFailure => ({
  kind: 'timeout',
  code: 'injected_silence',
  message: `Injected: no byte within ${ms} ms.`,
})

const codes: readonly (readonly [status: number, type: string, code: string])[] = [
  [401, 'authentication_error', 'invalid_api_key'],
  [402, 'billing_error', 'insufficient_quota'],
  [403, 'permission_error', 'permission_denied'],
  [404, 'invalid_request_error', 'model_not_found'],
  [429, 'rate_limit_error', 'rate_limit_exceeded'],
  [503, 'server_error', 'overloaded'],
]

/** An error in the words of the Responses API; the provider's format is made of it. */
export function errorOf(status: number, message = `Injected: HTTP ${status}.`) {
  const row = codes.find(([known]) => known === status)
  const [type, code] = row
    ? [row[1], row[2]]
    : status >= 500
      ? ['server_error', 'server_error']
      : ['invalid_request_error', 'invalid_request']
  return { type, code, message, param: null }
}

export type StreamContext = {
  /** Silence of this length ends the exchange; Infinity on a socket, which may be silent. */
  readonly timeoutMs: number
  /** The bytes of an error event in the provider's format. */
  readonly errorEvent: () => Buffer
  readonly afterError: 'end' | 'mute'
}

/** What happens once `count` events have gone out; 0: before the first. */
export function stepsAfter(fault: Fault, count: number, context: StreamContext): readonly Step[] {
  if (fault.event_ms !== undefined) return waitFor(fault.event_ms, context)
  if (positionOf(fault) !== count) return []
  if (fault.stall_after_events !== undefined) return waitFor(fault.stall_ms ?? forEver, context)
  if (fault.half_open_after_events !== undefined) return [{ kind: 'wait', ms: Infinity }]
  if (fault.end_after_events !== undefined) return [{ kind: 'end' }]
  if (fault.close_code !== undefined) return [{ kind: 'close', code: fault.close_code, reason: 'injected' }]
  if (fault.error_after_events !== undefined)
    return [{ kind: 'send', data: context.errorEvent() }, { kind: context.afterError }]
  if (fault.bad_frame_after_events !== undefined) return [{ kind: 'send', data: Buffer.from('{"type":') }]
  if (fault.cut_after_events === undefined) return []
  const message = 'Injected: the connection broke in the middle of the answer.'
  return [{ kind: 'fail', failure: { kind: 'reset', code: 'injected_cut', message } }]
}

/** How many events come before the fault; null: it is not one of a place in the stream. */
export function positionOf(fault: Fault): number | null {
  if (fault.close_code !== undefined) return fault.close_after_events ?? defaultPosition
  return (
    fault.stall_after_events ??
    fault.cut_after_events ??
    fault.end_after_events ??
    fault.error_after_events ??
    fault.half_open_after_events ??
    fault.bad_frame_after_events ??
    null
  )
}

export const isHuge = (fault: Fault, n: number): boolean =>
  fault.huge_event_bytes !== undefined && n === (fault.huge_after_events ?? defaultPosition)

function waitFor(ms: number, { timeoutMs }: StreamContext): readonly Step[] {
  if (ms < timeoutMs) return [{ kind: 'wait', ms: ms >= forEver ? Infinity : ms }]
  return [
    { kind: 'wait', ms: timeoutMs },
    { kind: 'fail', failure: silence(timeoutMs) },
  ]
}
