// The answer when every candidate failed, or none was left after the gates (GATEWAY.md 1.10 and 1.11).
import { describeRouting, type RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { AttemptFailure } from '#shared/session/frame'
import type { FailedAttempt } from '../exchange/attempts'
import type { Refusal } from './errors'
import { inferFailure } from './failure-category'

const paymentNotice = 'Our upstream provider billing appears to be unavailable. If this persists, contact support.'

export function refuseExhausted(attempts: readonly FailedAttempt[], diagnostics: RoutingDiagnostics): Refusal {
  const statuses = attempts.flatMap(({ failure }) => (failure.status === null ? [] : [failure.status]))
  const routing_diagnostics = describeRouting(diagnostics)
  const primary = attempts[0]
  const category = primary && inferFailure(primary.provider, primary.failure)
  const unpaid = attempts.find(({ failure }) => failure.status === 402)
  const fields = primary && {
    attempt_count: attempts.length,
    failed_providers: [...new Set(attempts.map((a) => a.provider))].slice(0, 8),
    failed_statuses: [...new Set(statuses)],
    upstream_error: {
      code: primary.failure.code,
      message: primary.failure.message,
      description: primary.failure.description,
      param: primary.failure.param,
    },
    failure_sample: attempts.slice(0, 3).map(({ provider, failure }) => ({
      provider,
      type: failure.type,
      status: failure.status,
      upstream_error_code: failure.code,
      upstream_error_message: failure.message,
      upstream_error_description: failure.description,
      upstream_error_param: failure.param,
      upstream_payload_preview: failure.preview,
      retryable: null,
    })),
    ...(category ? { provider_failure_diagnostics: category } : {}),
  }
  const description = describeExhausted(attempts, statuses, diagnostics)
  if (unpaid) {
    return {
      code: 'provider_payment_required',
      description: `The provider "${unpaid.provider}" requires payment. ${paymentNotice}`,
      extra: {
        reason: 'upstream_provider_payment_required',
        ...fields,
        routing_diagnostics,
        provider_payment_required_provider: unpaid.provider,
        provider_payment_required_support_notice: paymentNotice,
      },
    }
  }
  return {
    code: 'upstream_error',
    description,
    extra: { reason: 'all_candidates_failed', ...fields, routing_diagnostics },
    headers: retryAfter(attempts),
  }
}

/** Worth waiting for only when every attempt said so: the shortest wait among them. */
function retryAfter(attempts: readonly FailedAttempt[]): Record<string, string> {
  const busy = attempts.every(({ failure }) => failure.status === 429 || failure.status === 503)
  const waits = attempts.flatMap(({ failure }) => failure.retryAfterSeconds ?? [])
  return busy && waits.length > 0 ? { 'retry-after': String(Math.ceil(Math.min(...waits))) } : {}
}

function describeExhausted(
  attempts: readonly FailedAttempt[],
  statuses: readonly number[],
  { model, endpoint }: RoutingDiagnostics,
): string {
  const primary = attempts[0]
  const providers = [...new Set(attempts.map((a) => a.provider))]
  const sentences: string[] = []
  if (providers.length <= 1) {
    const status = primary?.failure.status
    const withStatus = typeof status === 'number' ? ` with HTTP ${status}` : ''
    sentences.push(
      `Provider "${clip(providers[0] ?? 'unknown', 60)}" failed${withStatus} for endpoint "${endpoint}" on model "${model}".`,
    )
  } else {
    sentences.push(`All ${attempts.length} provider attempts failed for endpoint "${endpoint}" on model "${model}".`)
    sentences.push(`Provider/status summary: ${summarise(attempts, providers)}.`)
  }
  if (primary) sentences.push(...upstreamSentences(primary.failure))
  const hint = hintFor(statuses)
  if (hint) sentences.push(`Hint: ${hint}`)
  sentences.push(
    primary ? 'Inspect failure_sample for per-attempt diagnostics.' : 'No per-attempt diagnostics were captured.',
  )
  return sentences.join(' ')
}

function summarise(attempts: readonly FailedAttempt[], providers: readonly string[]): string {
  const parts = providers.slice(0, 3).map((provider) => {
    const own = attempts.flatMap((a) =>
      a.provider === provider && a.failure.status !== null ? [a.failure.status] : [],
    )
    const listed = [...new Set(own)].sort((a, b) => a - b).join('/')
    return listed === '' ? clip(provider, 60) : `${clip(provider, 60)}:${listed}`
  })
  if (providers.length > 3) parts.push(`+${providers.length - 3} more`)
  return parts.join(', ')
}

function upstreamSentences({ code, message, description, param }: AttemptFailure): string[] {
  const out: string[] = []
  if (code) out.push(`Upstream code: ${clip(code, 80)}.`)
  if (message) out.push(`Upstream message: ${clip(message, 180)}.`)
  if (description && description !== message) out.push(`Upstream detail: ${clip(description, 180)}.`)
  if (param && param !== message && param !== description) out.push(`Upstream param: ${clip(param, 240)}.`)
  return out
}

const hints: readonly (readonly [(status: number) => boolean, string])[] = [
  [(s) => s === 401 || s === 403, 'Verify provider credentials/BYOK keys and account permissions.'],
  [(s) => s === 404, 'The provider may not expose this model on this endpoint yet.'],
  [(s) => s === 429, 'The provider is rate limiting requests; retry with backoff.'],
  [(s) => s === 408 || s === 504, 'The provider timed out; retrying may succeed.'],
  [(s) => s >= 500, 'The provider returned a server error; retrying may succeed.'],
  [(s) => s === 400 || s === 422, 'The upstream provider rejected request parameters.'],
]

const hintFor = (statuses: readonly number[]): string | undefined =>
  hints.find(([matches]) => statuses.some(matches))?.[1]

function clip(text: string, limit: number): string {
  const flat = text.replace(/\s+/g, ' ').trim()
  return flat.length > limit ? `${flat.slice(0, limit - 1)}...` : flat
}
