// What every answer tells of its own route, in headers: a request that failed over twice must never look like one that
// did not. The same attempts stand in bodies under `meta` and `debug` when asked for.
import type { RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { FailedAttempt, Served } from '../exchange/attempts'
import { headerValue } from './http'

/** What is known of a request at the moment it is answered. Times are milliseconds since it arrived. */
export type RouteFacts = {
  readonly diagnostics: RoutingDiagnostics | null
  readonly routedMs: number
  readonly failures: readonly FailedAttempt[]
  readonly served: Served | null
  readonly elapsedMs: number
}

const longestRejected = 512

export function inBandHeaders(generationId: string, facts: RouteFacts): Record<string, string> {
  const { served, failures } = facts
  const rejected = listRejected(facts)
  return {
    'x-generation-id': generationId,
    'x-request-id': generationId,
    'x-gateway-attempts': String(served?.attempt ?? failures.at(-1)?.attempt ?? 0),
    ...(served
      ? {
          'x-gateway-provider': headerValue(served.candidate.provider.id),
          'x-gateway-model': headerValue(served.candidate.route.model),
          ...(served.candidate.provider.mode === 'simulated' ? { 'x-gatescope-simulated': 'true' } : {}),
        }
      : {}),
    ...(rejected === '' ? {} : { 'x-gateway-rejected': rejected }),
    'server-timing': formatTimings(facts),
    'timing-allow-origin': '*',
  }
}

/** `openai=429, azure=breaker_open`: who did not serve, and the status or reason in one word. */
function listRejected({ diagnostics, failures }: RouteFacts): string {
  const rejections: (readonly [id: string, reason: string])[] = [
    ...(diagnostics?.candidates.droppedUnsupportedEndpoint ?? []).map((id) => [id, 'endpoint_unsupported'] as const),
    ...(diagnostics?.candidates.droppedMissingAdapter ?? []).map((d) => [d.providerId, 'adapter_missing'] as const),
    ...[
      ...(diagnostics?.enablement.dropped ?? []),
      ...(diagnostics?.filterStages ?? []).flatMap((s) => s.droppedProviders),
    ].map((d) => [d.providerId, d.reason] as const),
    ...failures.map(({ provider, failure: f }) => [provider, String(f.status ?? f.code ?? f.type)] as const),
  ]
  const entries = rejections.map(([id, reason]) => `${headerValue(id)}=${headerValue(reason)}`)
  let text = ''
  for (const entry of entries) {
    const longer = text === '' ? entry : `${text}, ${entry}`
    if (longer.length > longestRejected) break
    text = longer
  }
  return text
}

/** Only what is known when the headers leave; a stream's totals are in its last event, for those who ask. */
function formatTimings({ routedMs, failures, served, elapsedMs }: RouteFacts): string {
  const entries = [
    `gw;dur=${milliseconds(elapsedMs - attemptsMs(failures, served))}`,
    `route;dur=${milliseconds(routedMs)}`,
  ]
  for (const { attempt, ms, provider, failure } of failures)
    entries.push(timing(attempt, ms, `${provider} ${failure.status ?? failure.code ?? failure.type}`))
  if (served) entries.push(timing(served.attempt, served.ms, `${served.candidate.provider.id} 200`))
  entries.push(`total;dur=${milliseconds(elapsedMs)}`)
  return entries.join(', ')
}

const attemptsMs = (failures: readonly FailedAttempt[], served: Served | null): number =>
  failures.reduce((sum, { ms }) => sum + ms, served?.ms ?? 0)

const timing = (attempt: number, ms: number, what: string): string =>
  `a${attempt};dur=${milliseconds(ms)};desc="${headerValue(what).replace(/["\\]/g, '')}"`

const milliseconds = (ms: number): string => String(Math.max(0, Math.round(ms * 10) / 10))

/** Every attempt in its order, in the words of the failure samples. */
export function describeAttempts({ failures, served }: Pick<RouteFacts, 'failures' | 'served'>) {
  const round = (ms: number) => Math.round(ms * 10) / 10
  return [
    ...failures.map(({ attempt, provider, model, startedMs, ms, failure }, i) => ({
      attempt,
      provider,
      model,
      started_ms: round(startedMs),
      ms: round(ms),
      type: failure.type,
      status: failure.status,
      code: failure.code,
      message: failure.message,
      retry_after_ms: failure.retryAfterSeconds === null ? null : failure.retryAfterSeconds * 1000,
      verdict: served || i < failures.length - 1 ? 'next_provider' : 'exhausted',
    })),
    ...(served
      ? [
          {
            attempt: served.attempt,
            provider: served.candidate.provider.id,
            model: served.candidate.route.model,
            started_ms: round(served.startedMs),
            ms: round(served.ms),
            type: 'served',
            status: 200,
            code: null,
            message: null,
            retry_after_ms: null,
            verdict: 'served',
          },
        ]
      : []),
  ]
}
