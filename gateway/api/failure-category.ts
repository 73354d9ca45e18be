// Why a provider failed, in one of seven words with a hint (GATEWAY.md 1.8). The order of the tests is the rule: a 404 that
// mentions a project is a matter of the project.
import type { AttemptFailure } from '#shared/session/frame'

export type FailureDiagnostics = {
  readonly category: FailureCategory
  readonly hint: string
  readonly provider: string
}

export type FailureCategory = keyof typeof hints

const hints = {
  credentials_not_configured:
    'Provider credentials are not configured for this route. Verify gateway keys or the selected BYOK configuration before retrying.',
  credentials_invalid_or_forbidden:
    'The provider rejected the supplied credentials or permissions. Verify the gateway key or BYOK secret and retry.',
  provider_access_missing:
    'The provider account appears not to have access to this model or feature yet. Verify account entitlements and provider-side access.',
  region_or_project_restriction:
    'The provider appears to be restricted by region, location, or project configuration. Verify the provider region and project access for this model.',
  model_unavailable_for_endpoint: 'The provider does not appear to expose this model on the requested endpoint yet.',
  rate_limited: 'The provider is rate limiting this request. Retry with backoff or another provider.',
  server_error: 'The provider returned a server-side failure. Retrying later may succeed.',
} as const

const baseUrlHint =
  'Provider configuration is incomplete for this route. Verify the provider base URL and related gateway settings before retrying.'

type Facts = { readonly codes: readonly string[]; readonly text: string; readonly status: number | null }

const hasCode =
  (...codes: string[]) =>
  (facts: Facts) =>
    facts.codes.some((code) => codes.includes(code))
const mentions = (words: RegExp) => (facts: Facts) => words.test(facts.text)

const tests: readonly (readonly [(facts: Facts) => boolean, FailureCategory, string?])[] = [
  [
    ({ codes }) =>
      codes.some((code) =>
        /(_key_missing|^google-vertex_(project|access_token|oauth_access_token)_missing)$/.test(code),
      ),
    'credentials_not_configured',
  ],
  [({ codes }) => codes.some((code) => code.endsWith('_base_url_missing')), 'credentials_not_configured', baseUrlHint],
  [
    hasCode(
      'InvalidSignatureException',
      'IncompleteSignatureException',
      'UnrecognizedClientException',
      'ExpiredTokenException',
      'UNAUTHENTICATED',
    ),
    'credentials_invalid_or_forbidden',
  ],
  [hasCode('AccessDeniedException', 'PERMISSION_DENIED'), 'provider_access_missing'],
  [hasCode('ThrottlingException', 'RESOURCE_EXHAUSTED'), 'rate_limited'],
  [
    mentions(
      /missing byok key|missing credentials|api key not configured|no api key|no credentials|requires access key/,
    ),
    'credentials_not_configured',
  ],
  [mentions(/region|location|project|publisher/), 'region_or_project_restriction'],
  [
    mentions(
      /permission denied|access denied|not enabled|allowlist|allow list|not available to your account|account does not have access/,
    ),
    'provider_access_missing',
  ],
  [
    ({ status, text }) =>
      status === 401 || (status === 403 && /api key|unauthorized|forbidden|credential|auth/.test(text)),
    'credentials_invalid_or_forbidden',
  ],
  [
    ({ status, text }) => status === 404 || text.includes('not available for endpoint'),
    'model_unavailable_for_endpoint',
  ],
  [({ status }) => status === 429, 'rate_limited'],
  [({ status }) => (status ?? 0) >= 500, 'server_error'],
]

/** Null: nothing can be told (a plain 400, a bare 403). */
export function inferFailure(provider: string, failure: AttemptFailure): FailureDiagnostics | null {
  const said = [failure.code, failure.message, failure.description, failure.param].filter((part) => part !== null)
  const facts = {
    codes: [failure.code, failure.message].filter((part) => part !== null),
    text: said.join(' ').toLowerCase(),
    status: failure.status,
  }
  const found = tests.find(([matches]) => matches(facts))
  if (!found) return null
  const [, category, hint = hints[category]] = found
  return { category, hint, provider }
}
