// What the debug controls of a request add to its answer (GATEWAY.md 3.9).
import { parseJson } from '#shared/json'
import type { Fields } from '#shared/open-responses/canonical'
import { describeRouting, type RoutingDiagnostics } from '#shared/open-responses/diagnostics'
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { FailedAttempt } from '../exchange/attempts'
import type { Refusal } from './errors'
import { describeAttempts } from './in-band'

export type DebugWishes = {
  readonly enabled: boolean
  readonly upstreamRequest: boolean
  readonly upstreamResponse: boolean
  readonly meta: boolean
}

const yes = (value: unknown): boolean => value === true || value === '1' || value === 'true' || value === 'yes'

export function readWishes(
  { debug, echo_upstream_request: echo, meta }: ResponsesRequest,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): DebugWishes {
  const enabled = yes(debug?.enabled) || yes(headers['x-gateway-debug']) || yes(headers['x-phaseo-debug'])
  return {
    enabled,
    upstreamRequest: yes(debug?.return_upstream_request ?? debug?.returnUpstreamRequest) || echo === true,
    upstreamResponse: yes(debug?.return_upstream_response ?? debug?.returnUpstreamResponse),
    meta: meta === true || enabled,
  }
}

/** A refusal with the `debug` object it was asked for. */
export function addDebug(
  refusal: Refusal,
  wishes: DebugWishes,
  failures: readonly FailedAttempt[],
  diagnostics: RoutingDiagnostics,
): Refusal {
  const debug = describeDebug(wishes, failures, diagnostics)
  return debug ? { ...refusal, extra: { ...refusal.extra, debug } } : refusal
}

/** The `debug` object of an error; undefined when nothing of it was asked for. */
export function describeDebug(
  wishes: DebugWishes,
  failures: readonly FailedAttempt[],
  diagnostics: RoutingDiagnostics | null,
): Fields | undefined {
  if (!wishes.enabled && !wishes.upstreamRequest && !wishes.upstreamResponse) return undefined
  return {
    upstream: failures.map(({ provider, sent, refusal }) => ({
      provider,
      ...(wishes.upstreamRequest && sent !== null ? { request: hideContent(parseJson(sent) ?? null) } : {}),
      ...(wishes.upstreamResponse ? { response: hideContent(refusal) } : {}),
    })),
    provider_attempts: describeAttempts({ failures, served: null }),
    attempt_errors: failures.map(({ provider, failure }) => ({ provider, ...failure })),
    routing: diagnostics && describeDecision(diagnostics),
  }
}

const describeDecision = (diagnostics: RoutingDiagnostics): Fields => ({
  requested_params: diagnostics.parameterSupport?.requestedParams ?? [],
  param_routing_diagnostics: diagnostics.parameterSupport ?? null,
  provider_enablement_diagnostics: diagnostics.enablement,
  provider_candidate_build_diagnostics: diagnostics.candidates,
  routing_snapshot: { order: diagnostics.order },
  routing_diagnostics: describeRouting(diagnostics),
})

const contentKeys: ReadonlySet<string> = new Set([
  'messages',
  'message',
  'content',
  'contents',
  'parts',
  'system',
  'systemInstruction',
  'instructions',
  'input',
  'prompt',
  'text',
  'audio',
  'image',
  'video',
  'tools',
  'tool',
])
const deepest = 4

/** What people wrote stays out of debug output, and so does whatever is nested too deep to be looked through. */
function hideContent(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepest) return '[truncated]'
  if (Array.isArray(value)) return value.map((entry: unknown) => hideContent(entry, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      contentKeys.has(key) ? '[redacted]' : hideContent(inner, depth + 1),
    ]),
  )
}
