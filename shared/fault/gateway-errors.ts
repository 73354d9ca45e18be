// Refusals of a hosted gateway that a local one has no reason of its own to give (no credit, no key limits, no
// guardrails), as they are documented (GATEWAY.md 1.10): their words, and the fields that may come with them.

export type GatewayError = {
  readonly title: string
  readonly description: string
  /** Fields of the envelope that this code is documented with, beside `reason` and `description`. */
  readonly fields: readonly string[]
  /** Where the documents put a `reason` into the envelope: the usual one. */
  readonly reason?: string
}

const attempts = ['attempt_count', 'failed_providers', 'failed_statuses', 'upstream_error', 'failure_sample'] as const

export const gatewayErrors = {
  unauthorised: { title: '401: the key is wrong', description: 'key_not_found_or_revoked', fields: [] },
  invalid_json: { title: '400: no JSON', description: 'The request body is not valid JSON.', fields: [] },
  validation_error: {
    title: '400: not a valid request',
    description: 'The request is not valid.',
    fields: ['details'],
  },
  model_required: { title: '400: no model', description: 'A model is required.', fields: [] },
  unsupported_model_or_endpoint: {
    title: '400: the model or endpoint is not offered',
    description:
      'Unsupported model or endpoint. Please check https://ai-stats.phaseo.app/models for your model id, or the API Reference at https://docs.ai-stats.phaseo.app/v1/api-reference for valid endpoints.',
    fields: ['missing_pricing_providers', 'provider_candidate_diagnostics', 'provider_enablement'],
    reason: 'model_not_found_or_inactive',
  },
  not_supported: { title: '400: not supported', description: 'This is not supported.', fields: [] },
  insufficient_funds: {
    title: '402: the workspace has no credit',
    description: 'credit_check_failed',
    fields: ['min_usd'],
  },
  guardrail_blocked: {
    title: '403: a guardrail stopped the request',
    description: 'The request was blocked by a guardrail policy.',
    fields: [],
  },
  not_found: { title: '404: not found', description: 'There is nothing here.', fields: [] },
  not_ready: { title: '409: not ready yet', description: 'The object is not ready yet.', fields: [] },
  payload_too_large: {
    title: '413: the body is too large',
    description: 'The request body is too large.',
    fields: ['max_bytes'],
  },
  key_limit_exceeded: {
    title: '429: the API key has reached a limit',
    description: '',
    fields: ['limit_window', 'limit_metric', 'current_value', 'limit_value', 'reset_at', 'now', 'buckets'],
  },
  gateway_error: { title: '500: the gateway failed', description: 'gateway_context_failed', fields: [] },
  not_implemented_yet: { title: '501: not built yet', description: 'This is not implemented yet.', fields: [] },
  upstream_error: {
    title: '502: no provider answered',
    description: 'No provider could answer the request.',
    fields: attempts,
    reason: 'all_candidates_failed',
  },
  unsupported_modalities: {
    title: '400: no provider takes these modalities',
    description: 'No provider of this model supports the requested modalities.',
    fields: [],
  },
  invalid_request: { title: '400: not allowed like this', description: 'The request is not valid.', fields: [] },
  gateway_server_tool_limit: {
    title: '400: too many server tools',
    description: 'The limit for server tools was reached.',
    fields: [],
  },
  pricing_not_configured: {
    title: '402: no provider has a price',
    description: 'no_provider_pricing',
    fields: [],
  },
  model_region_unavailable: {
    title: '403: not offered in this region',
    description: 'The model is not available in this region.',
    fields: [],
  },
  provider_capacity_exhausted: {
    title: '429: every provider is at its limit',
    description: 'All attempted upstream routes were rate limited.',
    fields: attempts,
  },
  pipeline_execution_error: {
    title: '500: the pipeline broke',
    description: 'Internal pipeline execution error.',
    fields: [],
  },
  provider_payment_required: {
    title: '502: the provider wants to be paid',
    description: 'Our upstream provider billing appears to be unavailable. If this persists, contact support.',
    fields: [...attempts, 'provider_payment_required_provider', 'provider_payment_required_support_notice'],
    reason: 'upstream_provider_payment_required',
  },
  gateway_server_tool_error: {
    title: '502: a server tool failed',
    description: 'Server tool execution exceeded the maximum follow-up turns.',
    fields: [],
  },
  gateway_stream_materialization_error: {
    title: '502: the stream could not be read as a whole',
    description: 'The upstream stream could not be materialized.',
    fields: [],
  },
  google_empty_response: {
    title: '502: an answer with nothing in it',
    description: 'The provider returned a successful response without any visible output.',
    fields: [],
  },
  normalization_failed: {
    title: '502: the answer could not be read',
    description: 'Gateway could not normalize upstream response.',
    fields: ['upstreamStatus'],
  },
} as const satisfies Record<string, GatewayError>

export type GatewayErrorCode = keyof typeof gatewayErrors

export const gatewayErrorCodes = Object.keys(gatewayErrors) as [GatewayErrorCode, ...GatewayErrorCode[]]

/** What may be said with `error`, whatever its code. */
export const commonErrorFields = ['reason', 'description'] as const
