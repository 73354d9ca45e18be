// Every error the gateway answers with: one table of codes (GATEWAY.md 1.10) and the value an answer is built from. The
// table is documented in docs/errors.md, which a test compares with it.
import type { ErrorEnvelope } from '#shared/open-responses/envelope'
import type { Profile } from '../config/schema'
import type { FailedAttempt } from '../exchange/attempts'

export type CodeRow = {
  readonly status: number
  readonly type: ErrorEnvelope['error_type']
  readonly origin: ErrorEnvelope['error_origin']
  /** `before`: nothing was routed yet. `execute`: from routing on (GATEWAY.md 1.2). `door`: no request of the API at all. */
  readonly stage: 'door' | 'before' | 'execute'
  readonly meaning: string
  readonly reasons?: readonly string[]
  /** Envelope fields that only this code brings. */
  readonly fields?: readonly (keyof ErrorEnvelope)[]
  /** Nothing here can cause it: a fault of the provider `gateway` reproduces it. */
  readonly onlyByFault?: true
}

const row = (
  origin: CodeRow['origin'],
  stage: CodeRow['stage'],
  status: number,
  meaning: string,
  more: Pick<CodeRow, 'reasons' | 'fields' | 'onlyByFault'> = {},
): CodeRow => ({ status, type: origin === 'user' ? 'user' : 'system', origin, stage, meaning, ...more })

const attemptFields = [
  'attempt_count',
  'failed_providers',
  'failed_statuses',
  'upstream_error',
  'failure_sample',
  'provider_failure_diagnostics',
  'routing_diagnostics',
] as const

export const errorCodes = {
  host_not_allowed: row('user', 'door', 403, 'The Host header names no address of this gateway.'),
  origin_not_allowed: row('user', 'door', 403, 'A web page that is not the console made the request.'),
  not_found: row('user', 'door', 404, 'There is no such route.'),
  method_not_allowed: row('user', 'door', 405, 'The route answers to another method; `Allow` names it.'),
  unsupported_media_type: row('user', 'before', 415, 'The body is not `application/json`.'),
  payload_too_large: row('user', 'before', 413, 'The body is larger than 16 MiB.', { fields: ['max_bytes'] }),
  unauthorised: row('user', 'before', 401, 'The bearer token is missing or is not the one of this gateway.', {
    reasons: ['missing_or_invalid_authorization_header', 'invalid_key_format', 'key_not_found_or_revoked'],
  }),
  invalid_json: row('user', 'before', 400, 'The body is not JSON.'),
  validation_error: row('user', 'before', 400, 'Fields break the schema; `details` names each with its rule.', {
    reasons: ['request_provider_filter_no_match'],
    fields: ['details'],
  }),
  model_required: row('user', 'before', 400, 'The model is blank.'),
  invalid_fault: row('user', 'before', 400, 'The header `x-gatescope-fault` cannot be read.'),
  session_not_found: row('user', 'before', 404, 'A replay: there is no recorded session of this id.'),
  replay_mismatch: row(
    'user',
    'before',
    400,
    'A replay: the session was recorded on another route, transport or mode.',
  ),
  replay_exhausted: row('user', 'before', 410, 'A replay: the client sends more messages than the session has.'),
  session_unreadable: row('gateway', 'before', 500, 'A replay: the session’s file cannot be read.'),
  unsupported_model_or_endpoint: row('user', 'before', 400, 'Nobody can serve this model on this endpoint.', {
    reasons: [
      'model_not_found_or_inactive',
      'unsupported_endpoint_for_model',
      'provider_candidates_unavailable',
      'provider_candidate_selection_failed',
      'pricing_not_configured',
      'service_tier_not_supported',
      'no_enabled_providers',
    ],
    fields: [
      'provider_candidate_diagnostics',
      'provider_enablement',
      'missing_pricing_providers',
      'routing_diagnostics',
    ],
  }),
  not_supported: row('user', 'before', 400, 'The request asks for something the hosted gateway does not do.', {
    onlyByFault: true,
  }),
  insufficient_funds: row('user', 'before', 402, 'The account of the hosted gateway is empty.', {
    reasons: ['credit_check_failed'],
    onlyByFault: true,
  }),
  guardrail_blocked: {
    ...row('user', 'before', 403, 'A guardrail of the workspace refused the request.', { onlyByFault: true }),
    type: 'system',
  },
  not_ready: row('user', 'before', 409, 'An asynchronous object is not finished.', { onlyByFault: true }),
  key_limit_exceeded: {
    ...row('user', 'before', 429, 'The key of the hosted gateway has reached a limit.', { onlyByFault: true }),
    type: 'system',
  },
  gateway_error: row('gateway', 'before', 500, 'The hosted gateway could not load its own context.', {
    reasons: ['gateway_context_failed', 'workspace_policy_fetch_failed'],
    onlyByFault: true,
  }),
  not_implemented_yet: row('gateway', 'before', 501, 'The feature is announced, not built.', { onlyByFault: true }),
  unsupported_modalities: row('user', 'execute', 400, 'No provider of the model takes these modalities.', {
    reasons: ['unsupported_modalities'],
    onlyByFault: true,
  }),
  invalid_request: row('user', 'execute', 400, 'A tool is switched off, or its default timezone is none.'),
  pricing_not_configured: row('user', 'execute', 402, 'No candidate has a price.', {
    reasons: ['no_provider_pricing'],
    onlyByFault: true,
  }),
  gateway_server_tool_limit: row('user', 'execute', 400, 'Too many server tools in one request.', {
    onlyByFault: true,
  }),
  model_region_unavailable: {
    ...row('user', 'execute', 403, 'The model is not served in this region.', { onlyByFault: true }),
    type: 'system',
  },
  provider_capacity_exhausted: row('upstream', 'execute', 429, 'Newer hosted gateways: every candidate was busy.', {
    reasons: ['all_candidates_rate_limited'],
    onlyByFault: true,
  }),
  pipeline_execution_error: row('gateway', 'execute', 500, 'A bug in the gateway; its log has the stack.'),
  provider_payment_required: row('upstream', 'execute', 502, 'A provider wants to be paid (402).', {
    reasons: ['upstream_provider_payment_required'],
    fields: [...attemptFields, 'provider_payment_required_provider', 'provider_payment_required_support_notice'],
  }),
  upstream_error: row('upstream', 'execute', 502, 'Every candidate failed, or the gates left none.', {
    reasons: ['all_candidates_failed'],
    fields: attemptFields,
  }),
  gateway_server_tool_error: row('gateway', 'execute', 502, 'The model kept asking for a server tool.'),
  gateway_stream_materialization_error: row('gateway', 'execute', 502, 'A stream could not be put together.', {
    onlyByFault: true,
  }),
  google_empty_response: row('upstream', 'execute', 502, 'A success without any visible output.', {
    onlyByFault: true,
  }),
  normalization_failed: row('gateway', 'execute', 502, 'An answer could not be read.', { onlyByFault: true }),
  request_timeout: row('gateway', 'execute', 504, 'No provider answered within the total time limit.', {
    fields: ['attempt_count', 'failed_providers', 'failed_statuses', 'routing_diagnostics'],
  }),
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
  /** What was tried before it; told in the headers of every answer. */
  readonly failures?: readonly FailedAttempt[]
}

export function buildEnvelope(refusal: Refusal, generationId: string): ErrorEnvelope {
  const { status, type, origin } = errorCodes[refusal.code]
  return {
    error: refusal.code,
    ok: false,
    message: refusal.message ?? refusal.description,
    description: refusal.description,
    generation_id: generationId,
    status_code: status,
    error_type: type,
    error_origin: origin,
    ...refusal.extra,
  }
}

/** The envelope as the clients of a profile read it. */
export const bodyFor = (profile: Profile, envelope: ErrorEnvelope): Readonly<Record<string, unknown>> =>
  profile === 'open-responses' ? toHybrid(envelope) : envelope

/**
 * The envelope for clients that only know the API of the SDKs: `error` is an object that says the cause in words, and
 * every flat field stays beside it (GATEWAY.md 9.16). Some clients drop the message when a field of it is null.
 */
export function toHybrid(envelope: ErrorEnvelope): Readonly<Record<string, unknown>> {
  const { upstream_error: upstream, details, message, status_code: status } = envelope
  // A hosted gateway's envelope is passed on, and says what it wants.
  const path: unknown = Array.isArray(details) ? (details as ErrorEnvelope['details'])?.[0]?.path : undefined
  const param = (Array.isArray(path) ? path.join('.') : upstream?.param) ?? ''
  return { ...envelope, error: { message, type: hybridType(status), param, code: envelope.error } }
}

function hybridType(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 404) return 'not_found'
  if (status === 429) return 'too_many_requests'
  return status >= 500 ? 'server_error' : 'invalid_request_error'
}

/** GATEWAY.md 1.4: attribution knows only `user` and `upstream`; a fault of the gateway counts as upstream. */
export function errorHeaders(envelope: ErrorEnvelope): Record<string, string> {
  return {
    'x-gateway-error-attribution': attributionOf(envelope),
    'x-gateway-error-origin': envelope.error_origin,
  }
}

/** Before routing, a fault below 500 is the caller's; from then on being asked too often is the providers'. */
function attributionOf({ error, status_code: status }: ErrorEnvelope): 'user' | 'upstream' {
  if (status >= 500) return 'upstream'
  const row = (errorCodes as Readonly<Record<string, CodeRow>>)[error]
  return status === 429 && row?.stage === 'execute' ? 'upstream' : 'user'
}
