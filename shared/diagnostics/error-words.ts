// Error codes in words (GATEWAY.md 1.10; docs/errors.md): who refuses with it, at which stage, and what that means. The
// message that came with it follows the words, so they need not repeat it.
import { again, row, type CodeWords } from '#shared/diagnostics/code-words'
import { streamCodes } from '#shared/diagnostics/stream-words'

const codes: Readonly<Record<string, CodeWords>> = {
  ...streamCodes,
  host_not_allowed: row(
    'gateway',
    'door',
    'The gateway does not answer under this host name',
    'Call it as 127.0.0.1 or localhost.',
  ),
  origin_not_allowed: row(
    'gateway',
    'door',
    'The gateway does not answer web pages other than its console',
    'Call it from a program, not from a page.',
  ),
  not_found: row('gateway', 'door', 'The gateway has no such route', 'Requests go to POST /v1/responses.'),
  session_not_found: row(
    'gateway',
    'door',
    'There is no recorded session of this id to replay',
    'Look its id up in the list.',
  ),
  session_unreadable: row('gateway', 'door', 'The file of the recorded session cannot be read'),
  replay_mismatch: row(
    'gateway',
    'request',
    'The session that is replayed was recorded differently',
    'Ask on the route, the transport and with the "stream" it was recorded with.',
  ),
  replay_exhausted: row(
    'gateway',
    'request',
    'The session that is replayed has no more messages',
    'Connect again to have it played from its beginning.',
  ),
  method_not_allowed: row(
    'gateway',
    'door',
    'The route does not answer to this method',
    'Use the method the header Allow names.',
  ),
  unsupported_media_type: row(
    'gateway',
    'request',
    'The gateway reads JSON only',
    'Send the header content-type: application/json.',
  ),
  payload_too_large: row(
    'gateway',
    'request',
    'The gateway refused the request for its size',
    'Send less: leave out old turns, or shrink pictures and files.',
  ),
  unauthorised: row(
    'gateway',
    'token',
    'The gateway refused the token',
    'Send the gateway’s token as "Authorization: Bearer …"; `gatescope serve` prints it, and a provider’s key is none.',
  ),
  invalid_json: row(
    'gateway',
    'request',
    'The gateway could not read the request as JSON',
    'Mend the JSON of the request.',
  ),
  validation_error: row('gateway', 'request', 'The gateway refused the request before routing'),
  model_required: row('gateway', 'request', 'The request names no model', 'Name a model in `model`.'),
  invalid_fault: row(
    'gateway',
    'request',
    'The header x-gatescope-fault cannot be read',
    'Write it as <provider>=<fault>; `gatescope simulate --list-faults` lists them.',
  ),
  unsupported_model_or_endpoint: row('gateway', 'enablement', 'Nobody can serve this model on this endpoint'),
  not_supported: row('gateway', 'request', 'The request asks for something the gateway does not do', 'Leave it out.'),
  insufficient_funds: row('gateway', 'account', 'The account at the hosted gateway is empty', 'Top the account up.'),
  guardrail_blocked: row(
    'gateway',
    'workspace_policy',
    'A guardrail of the workspace refused the request',
    'Change the text, or the guardrail in the workspace.',
  ),
  not_ready: row('gateway', 'gateway', 'The object asked for is not finished', 'Ask again later.', true),
  key_limit_exceeded: row(
    'gateway',
    'account',
    'The key has reached a limit',
    'Wait for the limit to reset, or raise it.',
  ),
  gateway_error: row('gateway', 'gateway', 'The hosted gateway could not load its own context', again, true),
  not_implemented_yet: row('gateway', 'gateway', 'The gateway does not have this yet', 'Do without it.'),
  not_implemented: row('gateway', 'gateway', 'The gateway does not have this', 'Do without it.'),
  unsupported_modalities: row(
    'gateway',
    'request',
    'No provider of the model takes these modalities',
    'Ask for text, or another model.',
  ),
  invalid_request: row('gateway', 'request', 'The gateway refused the request'),
  pricing_not_configured: row(
    'gateway',
    'pricing',
    'No candidate has a price',
    'Configure a price for one of the model’s providers.',
  ),
  gateway_server_tool_limit: row('gateway', 'tools', 'The request has too many server tools', 'Ask for fewer.'),
  model_region_unavailable: row(
    'gateway',
    'geographic_availability_gate',
    'The model is not served in this region',
    'Choose another model.',
  ),
  provider_capacity_exhausted: row(
    'provider',
    'attempt',
    'Every candidate was busy',
    'Wait, then send it again.',
    true,
  ),
  provider_request_rejected: row(
    'provider',
    'attempt',
    'Every candidate rejected the request',
    'Change what the providers complain of.',
  ),
  provider_service_unavailable: row('provider', 'attempt', 'Every candidate was out of service', again, true),
  pipeline_execution_error: row(
    'gateway',
    'gateway',
    'The gateway failed itself',
    'Its log has the details; please report it.',
  ),
  provider_payment_required: row('provider', 'attempt', 'A provider wants to be paid'),
  upstream_error: row('provider', 'attempt', 'No provider could serve the request', again, true),
  gateway_server_tool_error: row('gateway', 'tools', 'The gateway gave up in the loop of server tools'),
  gateway_stream_materialization_error: row(
    'gateway',
    'stream',
    'The gateway could not put the stream together',
    again,
    true,
  ),
  google_empty_response: row('provider', 'attempt', 'The provider answered without any visible output', again, true),
  normalization_failed: row(
    'gateway',
    'gateway',
    'The gateway could not read the provider’s answer',
    'The raw answer is in the recording.',
  ),
  request_timeout: row('gateway', 'attempt', 'No provider answered within the time limit'),
}

/** `reason` of an envelope, as a sentence without its end. */
const reasons: Readonly<Record<string, string>> = {
  missing_or_invalid_authorization_header: 'the request carries no bearer token',
  invalid_key_format: 'what was sent looks like a provider’s key',
  key_not_found_or_revoked: 'it is not the token of this gateway',
  request_provider_filter_no_match: 'the request’s own provider lists leave nobody',
  model_not_found_or_inactive: 'the model is not in the catalogue',
  unsupported_endpoint_for_model: 'no provider offers the model on this endpoint',
  provider_candidates_unavailable: 'no provider of the model has an adapter',
  provider_candidate_selection_failed: 'there were candidates, and none was chosen',
  pricing_not_configured: 'no provider of the model has a price',
  service_tier_not_supported: 'no provider of the model has the service tier',
  no_enabled_providers: 'no provider of the model is enabled',
  credit_check_failed: 'the credit check failed',
  gateway_context_failed: 'its context could not be loaded',
  workspace_policy_fetch_failed: 'the workspace’s policy could not be loaded',
  unsupported_modalities: 'no provider takes the modalities',
  no_provider_pricing: 'no provider has a price',
  all_candidates_rate_limited: 'all candidates were busy',
  upstream_provider_payment_required: 'the provider wants to be paid',
  all_candidates_failed: 'nobody served it',
  feature_temporarily_disabled: 'switched off for now',
}

export const codeWords = (code: string): CodeWords | undefined => (Object.hasOwn(codes, code) ? codes[code] : undefined)
export const sayErrorReason = (reason: string): string | undefined =>
  Object.hasOwn(reasons, reason) ? reasons[reason] : undefined
