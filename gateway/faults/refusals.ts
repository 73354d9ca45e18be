// Faults that happen before any provider is called: breakers held open for the router, and refusals of the gateway itself
// (GATEWAY.md 3.6 and 1.10).
import { commonErrorFields, gatewayErrors, type GatewayError } from '#shared/fault/gateway-errors'
import type { Fault } from '#shared/fault/schema'
import type { ErrorCode } from '../api/errors'
import type { RequestFaults } from './fault-set'

/** The providers whose breaker this request finds open. Ask once a request: asking uses the faults up. */
export const openBreakers = (faults: RequestFaults): ReadonlySet<string> =>
  new Set(faults.takeAll({ place: 'routing', provider: null, attempt: null }).map(({ provider }) => provider))

export type GatewayFault = {
  readonly code: ErrorCode
  /** For the envelope: `description`, `message`, and whatever this code is documented with. */
  readonly fields: Readonly<Record<string, unknown>> & { readonly description: string; readonly message: string }
}

/** The refusal this request gets whatever it says; null: none. `now`: Unix milliseconds. */
export function gatewayFault(faults: RequestFaults, now: number): GatewayFault | null {
  const fault = faults.take({ place: 'gateway', provider: 'gateway', attempt: null })
  if (!fault?.error) return null
  const code = fault.error
  const row: GatewayError = gatewayErrors[code]
  const usual = code === 'key_limit_exceeded' ? usualLimit(fault, now) : row.reason ? { reason: row.reason } : {}
  const names: readonly string[] = [...commonErrorFields, ...row.fields]
  const given = Object.fromEntries(Object.entries(fault).filter(([name]) => names.includes(name)))
  const description = code === 'key_limit_exceeded' ? describeLimit({ ...usual, ...given }) : row.description
  return { code, fields: { description, message: `Injected: ${row.title}.`, ...usual, ...given } }
}

type Limit = { readonly [field: string]: unknown }

/** A limit that has just been reached and ends with its window. */
function usualLimit(
  { limit_window = 'daily', limit_metric = 'requests', limit_value = 100 }: Fault,
  now: number,
): Limit {
  const days = { daily: 1, weekly: 7, monthly: 30 }[limit_window]
  const day = 86_400_000
  return {
    limit_window,
    limit_metric,
    current_value: limit_value,
    limit_value,
    reset_at: new Date((Math.floor(now / day) + days) * day).toISOString(),
    now: new Date(now).toISOString(),
  }
}

function describeLimit({ limit_window, limit_metric, current_value, limit_value }: Limit): string {
  if (limit_metric === 'soft_blocked') return 'This API key is currently soft-blocked and cannot send requests.'
  const metric = limit_metric === 'cost' ? 'spend' : 'request'
  return `This API key has reached its ${String(limit_window)} ${metric} limit (${String(current_value)}/${String(limit_value)}).`
}
