// Every reason a provider is dropped for (GATEWAY.md 1.9, 2.10, 3.3). The list is explicit, so that whoever puts reasons into
// words can be held to all of them.

/** Statuses with a name of their own; any other text counts as not ready. */
export const closedStatuses = [
  'gated',
  'access_limited',
  'region_limited',
  'project_limited',
  'paused',
  'soft_blocked',
  'disabled',
  'coming_soon',
  'internal_testing',
] as const

export type ClosedStatus = (typeof closedStatuses)[number]

const named = [
  'not_in_provider.only',
  'listed_in_provider.ignore',
  'capability_disabled',
  'service_tier_unsupported',
  'pricing_missing',
  'client_key_cannot_use_gateway_credentials',
  'credentials_not_configured',
  'parameters_required_and_unsupported',
  'max_tokens_exceeded',
  'more_parameters_unsupported',
  'beta_requires_team_beta_channel',
  'alpha_requires_beta_and_alpha_channels',
  'provider_status_not_ready',
  'provider_routing_status_disabled',
  'model_routing_status_disabled',
  'capability_status_disabled',
  'capability_status_coming_soon',
  'capability_status_internal_testing_requires_testing_mode',
  'breaker_open',
] as const

export type DropReason = (typeof named)[number] | `provider_status_${ClosedStatus}`

export const dropReasons: readonly DropReason[] = [
  ...named,
  ...closedStatuses.map((status) => `provider_status_${status}` as const),
]
