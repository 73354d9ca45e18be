import { describe, expect, it } from 'vitest'
import type { AttemptFailure } from '#shared/session/frame'
import { failureOf } from '../../test/support/frames'
import { inferFailure } from './failure-category'

const categoryOf = (failure: Partial<AttemptFailure>) => inferFailure('p', failureOf(failure))?.category ?? null

describe('a failure has the category of the first test it meets', () => {
  it.each<readonly [Partial<AttemptFailure>, string | null]>([
    [{ code: 'openai_key_missing' }, 'credentials_not_configured'],
    [{ message: 'google-vertex_project_missing' }, 'credentials_not_configured'],
    [{ code: 'acme_base_url_missing' }, 'credentials_not_configured'],
    [{ status: 403, code: 'InvalidSignatureException' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'UNAUTHENTICATED' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, code: 'AccessDeniedException' }, 'provider_access_missing'],
    [{ status: 403, code: 'PERMISSION_DENIED', message: 'not in this region' }, 'provider_access_missing'],
    [{ status: 400, code: 'ThrottlingException' }, 'rate_limited'],
    [{ status: 403, code: 'RESOURCE_EXHAUSTED' }, 'rate_limited'],
    [{ status: 401, message: 'No API key given' }, 'credentials_not_configured'],
    [{ status: 403, message: 'Project is not allowed in this region.' }, 'region_or_project_restriction'],
    [{ status: 404, message: 'unknown project' }, 'region_or_project_restriction'],
    [{ status: 403, message: 'This model is not enabled' }, 'provider_access_missing'],
    [{ status: 403, description: 'you are not on the allow list' }, 'provider_access_missing'],
    [{ status: 401, message: 'who are you' }, 'credentials_invalid_or_forbidden'],
    [{ status: 403, message: 'Invalid API key' }, 'credentials_invalid_or_forbidden'],
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
  it('with the provider and a hint of its own where the base URL is missing', () => {
    const hint = inferFailure('acme', failureOf({ code: 'acme_base_url_missing' }))
    expect(hint?.provider).toBe('acme')
    expect(hint?.hint).toContain('Verify the provider base URL')
    expect(inferFailure('acme', failureOf({ code: 'acme_key_missing' }))?.hint).toContain('Verify gateway keys')
  })
})
