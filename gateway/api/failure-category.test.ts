import { describe, expect, it } from 'vitest'
import type { AttemptFailure } from '#shared/session/frame'
import { failureOf } from '../../test/support/frames'
import { inferFailure } from './failure-category'

const categoryOf = (failure: Partial<AttemptFailure>) => inferFailure('p', failureOf(failure))?.category ?? null

describe('a failure has the category of the first test it meets', () => {
  it.each<readonly [Partial<AttemptFailure>, string | null]>([
    [{ code: 'openai_key_missing' }, 'credentials_not_configured'],
    [{ message: 'google-vertex_project_missing' }, 'credentials_not_configured'],
    [{ code: 'google-vertex_access_token_missing' }, 'credentials_not_configured'],
    [{ code: 'google-vertex_oauth_access_token_missing' }, 'credentials_not_configured'],
    [{ code: 'my-google-vertex_access_token_missing' }, null],
    [{ code: 'google-vertex_access_token_missing_now' }, null],
    [{ code: 'acme_key_missing_now' }, null],
    [{ code: 'acme_base_url_missing_now' }, null],
    [{ description: 'acme_key_missing' }, null],
    [{ code: 'acme_base_url_missing' }, 'credentials_not_configured'],
    [{ status: 403, code: 'InvalidSignatureException' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'IncompleteSignatureException' }, 'credentials_invalid_or_forbidden'],
    [{ status: 400, code: 'UnrecognizedClientException' }, 'credentials_invalid_or_forbidden'],
    [{ status: 400, message: 'ExpiredTokenException' }, 'credentials_invalid_or_forbidden'],
    [{ status: 400, code: 'UNAUTHENTICATED' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'UNAUTHENTICATED' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'AccessDeniedException' }, 'provider_access_missing'],
    [{ status: 403, code: 'PERMISSION_DENIED', message: 'not in this region' }, 'provider_access_missing'],
    [{ status: 400, code: 'ThrottlingException' }, 'rate_limited'],
    [{ status: 403, code: 'RESOURCE_EXHAUSTED' }, 'rate_limited'],
    [{ status: 401, message: 'No API key given' }, 'credentials_not_configured'],
    [{ message: 'Missing BYOK key' }, 'credentials_not_configured'],
    [{ message: 'missing credentials' }, 'credentials_not_configured'],
    [{ message: 'API key not configured' }, 'credentials_not_configured'],
    [{ message: 'it requires access key' }, 'credentials_not_configured'],
    [{ message: 'wrong location' }, 'region_or_project_restriction'],
    [{ param: 'publisher' }, 'region_or_project_restriction'],
    [{ message: 'permission denied' }, 'provider_access_missing'],
    [{ message: 'Access denied' }, 'provider_access_missing'],
    [{ code: 'allowlist' }, 'provider_access_missing'],
    [{ message: 'not available to your account' }, 'provider_access_missing'],
    [{ message: 'account does not have access' }, 'provider_access_missing'],
    [{ status: 403, message: 'Project is not allowed in this region.' }, 'region_or_project_restriction'],
    [{ status: 404, message: 'unknown project' }, 'region_or_project_restriction'],
    [{ status: 403, message: 'This model is not enabled' }, 'provider_access_missing'],
    [{ status: 403, description: 'you are not on the allow list' }, 'provider_access_missing'],
    [{ status: 401, message: 'who are you' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, message: 'Invalid API key' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, message: 'Unauthorized' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, message: 'Forbidden' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'bad', message: 'credential' }, 'credentials_invalid_or_forbidden'],
    [{ status: 400, message: 'Forbidden' }, null],
    [{ status: 403, code: 'author', message: 'rights' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'access', message: 'denied' }, 'provider_access_missing'],
    [{ status: 403, code: 'access', description: 'denied' }, 'provider_access_missing'],
    [{ status: 403, message: 'no' }, null],
    [{ status: 404, message: 'no such model' }, 'model_unavailable_for_endpoint'],
    [{ status: 400, message: 'Not available for endpoint' }, 'model_unavailable_for_endpoint'],
    [{ status: 429 }, 'rate_limited'],
    [{ status: 500 }, 'server_error'],
    [{ status: 529, code: 'overloaded_error' }, 'server_error'],
    [{ status: 400, code: 'bad_value', param: 'temperature' }, null],
    [{ status: 422 }, null],
    [{ code: 'ECONNREFUSED' }, null],
  ])('%j: %s', (failure, category) => expect(categoryOf(failure)).toBe(category))
})

describe('a hint says what to do about it', () => {
  const keyHint =
    'Provider credentials are not configured for this route. Verify gateway keys or the selected BYOK configuration before retrying.'
  const rejectedHint =
    'The provider rejected the supplied credentials or permissions. Verify the gateway key or BYOK secret and retry.'
  it.each<readonly [Partial<AttemptFailure>, string]>([
    [{ code: 'acme_key_missing' }, keyHint],
    [{ message: 'no credentials' }, keyHint],
    [
      { code: 'acme_base_url_missing' },
      'Provider configuration is incomplete for this route. Verify the provider base URL and related gateway settings before retrying.',
    ],
    [{ status: 401 }, rejectedHint],
    [
      { code: 'PERMISSION_DENIED' },
      'The provider account appears not to have access to this model or feature yet. Verify account entitlements and provider-side access.',
    ],
    [
      { message: 'wrong region' },
      'The provider appears to be restricted by region, location, or project configuration. Verify the provider region and project access for this model.',
    ],
    [{ status: 404 }, 'The provider does not appear to expose this model on the requested endpoint yet.'],
    [{ status: 429 }, 'The provider is rate limiting this request. Retry with backoff or another provider.'],
    [{ status: 500 }, 'The provider returned a server-side failure. Retrying later may succeed.'],
  ])('%j', (failure, hint) => {
    expect(inferFailure('acme', failureOf(failure))).toMatchObject({ provider: 'acme', hint })
  })
})
