// Every error the gateway itself answers with: one table of codes (GATEWAY.md 1.10) and the value an answer is built from.
import type { ErrorEnvelope } from '#shared/open-responses/envelope'

type CodeRow = {
  readonly status: number
  readonly type: ErrorEnvelope['error_type']
  readonly origin: ErrorEnvelope['error_origin']
}
const user = (status: number): CodeRow => ({ status, type: 'user', origin: 'user' })
const gateway = (status: number): CodeRow => ({ status, type: 'system', origin: 'gateway' })
const upstream = (status: number): CodeRow => ({ status, type: 'system', origin: 'upstream' })

export const errorCodes = {
  invalid_json: user(400),
  validation_error: user(400),
  model_required: user(400),
  unsupported_model_or_endpoint: user(400),
  unauthorised: user(401),
  host_not_allowed: user(403),
  origin_not_allowed: user(403),
  not_found: user(404),
  method_not_allowed: user(405),
  payload_too_large: user(413),
  unsupported_media_type: user(415),
  pipeline_execution_error: gateway(500),
  upstream_error: upstream(502),
  provider_payment_required: upstream(502),
  request_timeout: gateway(504),
} as const satisfies Record<string, CodeRow>

export type ErrorCode = keyof typeof errorCodes

/** An error as a value: what goes wrong in a request is expected, and only becomes bytes at the very end. */
export type Refusal = {
  readonly code: ErrorCode
  readonly description: string
  /** Short text when the description is a bare code. */
  readonly message?: string
  readonly extra?: Partial<ErrorEnvelope>
  readonly headers?: Readonly<Record<string, string>>
}

export function buildEnvelope(refusal: Refusal, generationId: string): ErrorEnvelope {
  const row = errorCodes[refusal.code]
  return {
    error: refusal.code,
    ok: false,
    message: refusal.message ?? refusal.description,
    description: refusal.description,
    generation_id: generationId,
    status_code: row.status,
    error_type: row.type,
    error_origin: row.origin,
    ...refusal.extra,
  }
}

/** GATEWAY.md 1.4: attribution knows only `user` and `upstream`; a fault of the gateway counts as upstream. */
export function errorHeaders(envelope: ErrorEnvelope): Record<string, string> {
  const { status_code: status } = envelope
  const isUpstream = status >= 500 || status === 408 || status === 429
  return {
    'x-gateway-error-attribution': isUpstream ? 'upstream' : 'user',
    'x-gateway-error-origin': envelope.error_origin,
  }
}
