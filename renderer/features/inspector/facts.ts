// The plain facts of an answer, as names and values; what is not known is not listed.
import type { Facts, Routing } from '#shared/diagnostics/explanation'

export type Fact = { readonly name: string; readonly value: string }

type Told = string | number | boolean | null | readonly (string | number)[]

function list(facts: Readonly<Record<string, Told>>): Fact[] {
  return Object.entries(facts).flatMap(([name, value]) => {
    const text = say(value)
    return text === '' ? [] : [{ name, value: text }]
  })
}

function say(value: Told): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.join(', ') : String(value ?? '')
}

export const listFacts = (facts: Facts): Fact[] =>
  list({
    Status: facts.status,
    Error: facts.error,
    Reason: facts.reason,
    Type: facts.type,
    Origin: facts.origin,
    Message: facts.message,
    Description: facts.description,
    'Generation id': facts.generationId,
    'Attempt count': facts.attemptCount,
    'Failed providers': facts.failedProviders,
    'Failed statuses': facts.failedStatuses,
    'Upstream code': facts.upstreamError.code,
    'Upstream message': facts.upstreamError.message,
    'Upstream description': facts.upstreamError.description,
    'Upstream parameter': facts.upstreamError.param,
    'Failure category': facts.failure.category,
    'Failure provider': facts.failure.provider,
    'Unpaid provider': facts.payment.provider,
    'Retry-After': facts.retryAfterMs === null ? null : `${facts.retryAfterMs / 1000} s`,
  })

const switchNames = {
  includeAlpha: 'Alpha asked for',
  beta: 'Beta channel',
  alpha: 'Alpha channel',
  testing: 'Testing mode',
  allowFallbacks: 'Fallbacks allowed',
  requireParameters: 'Parameters required',
} as const

const sayAdapter = ({ provider, endpoint }: { readonly provider: string; readonly endpoint: string | null }): string =>
  endpoint === null ? provider : `${provider} on ${endpoint}`

export const listRouting = ({ candidates, switches, policy, lacking, endpoint }: Routing): Fact[] =>
  list({
    Endpoint: endpoint,
    'Providers known': candidates?.total ?? null,
    'Support the endpoint': candidates?.supportEndpoint ?? null,
    Candidates: candidates?.count ?? null,
    'No adapter': candidates?.missingAdapter.map(sayAdapter) ?? null,
    ...Object.fromEntries(
      Object.entries(switchNames).map(([key, name]) => [name, switches[key as keyof typeof switchNames]]),
    ),
    'Lacks of the request': Object.entries(lacking).map(([provider, names]) => `${provider}: ${names.join(' ')}`),
    'Policy: model': policy?.resolvedModel ?? null,
    'Policy: only': policy?.only ?? null,
    'Policy: ignore': policy?.ignore ?? null,
    'Policy: allowed providers': policy?.allowlist ?? null,
    'Policy: blocked providers': policy?.blocklist ?? null,
    'Policy: models': policy?.models ?? null,
    'Policy: guardrails': policy?.guardrails ?? null,
    'Policy: before': policy?.before ?? null,
    'Policy: after': policy?.after ?? null,
  })
