// The vocabulary: filter stages and drop reasons in words (GATEWAY.md 1.9, 2.10, 3.3). It is open on purpose: gateways add
// stages and reasons, and one that is not listed is shown by its code, made readable.

/** Where a request can fail, in the words that stand after "at" or as a column's title. */
const stageWords: ReadonlyMap<string, string> = new Map([
  ['door', 'the gateway’s door'],
  ['token', 'the gateway’s token'],
  ['request', 'the checks of the request'],
  ['model', 'the catalogue of models'],
  ['workspace_policy', 'the workspace’s policy'],
  ['endpoint', 'endpoint support'],
  ['adapter', 'adapters'],
  ['hints.only', 'the request’s only list'],
  ['hints.ignore', 'the request’s ignore list'],
  ['enablement', 'enablement'],
  ['pricing', 'prices'],
  ['param_support', 'required parameters'],
  ['token_limits', 'the length of the answer'],
  ['param_preference', 'parameter support'],
  ['provider_docs', 'the provider’s documents'],
  ['response_format', 'response formats'],
  ['structured_outputs', 'structured outputs'],
  ['status_gate', 'rollout status'],
  ['provider_status_gate', 'rollout status'],
  ['provider_routing_status_gate', 'provider routing'],
  ['provider_routing_status', 'provider routing'],
  ['model_routing_status_gate', 'model routing'],
  ['capability_status_gate', 'endpoint capability'],
  ['offer_scope_gate', 'the scope of the offer'],
  ['residency_gate', 'data residency'],
  ['pricing_cap_gate', 'the highest price allowed'],
  ['health_breaker', 'the circuit breaker'],
  ['geographic_availability_gate', 'the country of the request'],
  ['attempt', 'the provider'],
  ['tools', 'the loop of server tools'],
  ['stream', 'the stream'],
  ['websocket', 'the websocket session'],
  ['gateway', 'the gateway itself'],
  ['account', 'the account at the hosted gateway'],
  ['served', 'the provider'],
])

/** Why a provider is out, as what is said of it behind its name. */
const reasonWords: ReadonlyMap<string, string> = new Map([
  ['endpoint_unsupported', 'does not offer this model on the endpoint'],
  ['adapter_missing', 'no adapter of the gateway speaks to it'],
  ['not_in_provider.only', 'not in the request’s only list'],
  ['listed_in_provider.ignore', 'in the request’s ignore list'],
  ['capability_disabled', 'switched off in the configuration'],
  ['service_tier_unsupported', 'does not have the service tier asked for'],
  ['pricing_missing', 'no price is configured for this model'],
  ['credentials_not_configured', 'no key is configured for it'],
  [
    'client_key_cannot_use_gateway_credentials',
    'reached with the client’s own key, which may not use the gateway’s keys',
  ],
  ['parameters_required_and_unsupported', 'lacks a parameter, and the request requires all of them'],
  ['max_tokens_exceeded', 'does not give answers as long as asked for'],
  ['more_parameters_unsupported', 'supports fewer of the request’s parameters than another provider'],
  ['beta_requires_team_beta_channel', 'in beta, and the beta channel is off'],
  ['alpha_requires_beta_and_alpha_channels', 'in alpha, which neither the request nor the workspace’s channels allow'],
  ['provider_status_not_ready', 'marked as not ready'],
  ['provider_status_gated', 'open to selected accounts only'],
  ['provider_status_access_limited', 'limited to accounts with access'],
  ['provider_status_region_limited', 'limited to other regions'],
  ['provider_status_project_limited', 'limited to other projects'],
  ['provider_status_paused', 'paused'],
  ['provider_status_soft_blocked', 'blocked for now'],
  ['provider_status_disabled', 'disabled'],
  ['provider_status_coming_soon', 'announced, not there yet'],
  ['provider_status_internal_testing', 'in internal testing, and testing mode is off'],
  ['provider_routing_status_disabled', 'its routing is switched off'],
  ['model_routing_status_disabled', 'routing of this model to it is switched off'],
  ['capability_status_disabled', 'this endpoint is switched off for it'],
  ['capability_status_coming_soon', 'this endpoint is announced for it, not there yet'],
  [
    'capability_status_internal_testing_requires_testing_mode',
    'this endpoint is in internal testing, and testing mode is off',
  ],
  ['breaker_open', 'failed too often of late, so its breaker is open'],
  ['breaker_open_deranked', 'failed too often of late, so it is tried last'],
  ['regional_offer_requires_explicit_opt_in', 'a regional offer, which must be asked for'],
  ['specialized_offer_requires_explicit_opt_in', 'a specialised offer, which must be asked for'],
  ['non_global_offer_requires_explicit_opt_in', 'no global offer, so it must be asked for'],
  ['global_offer_replaced_by_priority_specialized_offer', 'a specialised offer stands before it'],
  ['zdr_offer_requires_zdr_request', 'keeps no data, which must be asked for'],
  ['standard_offer_replaced_by_zdr_specialized_offer', 'an offer that keeps no data stands before it'],
  ['residency_requirement_failed', 'data would leave the region asked for'],
  ['pricing_unavailable_for_max_price_filter', 'a highest price was given, and its price is not known'],
  ['exceeds_max_price', 'dearer than the highest price allowed'],
  ['request_country_not_allowed', 'not served in the country of the request'],
])

/** A code as words: `capability_status_gate` → `capability status gate`. */
export const sayCode = (code: string): string => {
  const words = code
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.\s-]+/g, ' ')
    .trim()
  return words === '' ? code : clip(words.toLowerCase(), 80)
}

export const sayStage = (stage: string): string => stageWords.get(stage) ?? sayCode(stage)
export const sayReason = (reason: string): string => reasonWords.get(reason) ?? sayCode(reason)
export const hasStageWords = (stage: string): boolean => stageWords.has(stage)
export const hasReasonWords = (reason: string): boolean => reasonWords.has(reason)

/** In one line, cut where it gets long. */
export function clip(text: string, limit = 240): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim()
  return flat.length > limit ? `${flat.slice(0, limit - 1).trimEnd()}…` : flat
}

/** A provider or a model; what is no name may be of any length. */
export const sayName = (name: string): string => clip(name, 80)

/** What someone else wrote, ready to be put before a full stop of ours. */
export const inSentence = (text: string, limit = 240): string => clip(text, limit).replace(/[.\s]+$/, '')

/** `a, b and c`; of many, the first few and how many more. */
export function sayList(list: readonly string[], most = 4): string {
  const names = list.map(sayName)
  const shown = names.length > most ? [...names.slice(0, most - 1), `${names.length - most + 1} more`] : names
  const last = shown.at(-1) ?? ''
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`
}

export function sayDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 100) / 10
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
