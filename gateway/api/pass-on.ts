// What a provider that is a gateway itself is told and what it tells: it reads the gateway's own fields, and its refusal
// is the answer, with its own diagnostics in it (GATEWAY.md 1.12).
import { foldAliases, isFields, type CanonicalRequest, type Fields } from '#shared/open-responses/canonical'
import type { ErrorEnvelope } from '#shared/open-responses/envelope'
import type { ResponsesRequest } from '#shared/open-responses/request'
import type { Provider } from '../config/catalogue'
import type { Engine } from '../engine'
import type { FailedAttempt } from '../exchange/attempts'
import type { Candidate } from '../routing/candidates'
import { normaliseId } from '../routing/hints'
import { expandCompaction } from './compaction'

export const isGateway = ({ adapters }: Engine, provider: Pick<Provider, 'adapter'>): boolean =>
  adapters.get(provider.adapter ?? '')?.descriptor.isGateway ?? false

const hintLists = ['order', 'only', 'ignore'] as const

/** The request with the gateway's fields, less the hints that chose this very provider: there it is not known. */
export function requestForGateway(request: ResponsesRequest, providerId: string): CanonicalRequest {
  const { provider, routing, ...rest } = expandCompaction(foldAliases(request, true))
  const hints: Record<string, unknown> = {
    ...(isFields(provider) ? provider : {}),
    ...(isFields(routing) ? routing : {}),
  }
  for (const list of hintLists) {
    const ids: unknown[] = Array.isArray(hints[list]) ? hints[list] : []
    const others = ids.filter((id) => normaliseId(String(id)) !== normaliseId(providerId))
    if (others.length > 0) hints[list] = others
    else delete hints[list]
  }
  return (Object.keys(hints).length > 0 ? { ...rest, provider: hints } : rest) as CanonicalRequest
}

export type HostedRefusal = { readonly status: number; readonly envelope: Fields }

/** The last refusal, when a hosted gateway gave it in an envelope of its own. */
export function hostedRefusal(
  engine: Engine,
  plan: readonly Candidate[],
  failures: readonly FailedAttempt[],
): HostedRefusal | null {
  const last = failures.at(-1)
  const provider = plan.find((candidate) => candidate.provider.id === last?.provider)?.provider
  if (!last || !provider || !isGateway(engine, provider)) return null
  const { refusal: envelope, failure } = last
  const { status } = failure
  if (status === null || status < 400 || status > 599) return null
  return envelope !== null && typeof envelope['error'] === 'string' ? { status, envelope } : null
}

const origins: readonly unknown[] = ['user', 'gateway', 'upstream'] satisfies ErrorEnvelope['error_origin'][]

/** Our generation id names the answer; theirs stays beside it, for their support. */
export const passOn = ({ status, envelope }: HostedRefusal, generationId: string): ErrorEnvelope =>
  ({
    error_type: status >= 500 ? 'system' : 'user',
    description: envelope['error'],
    message: envelope['description'] ?? envelope['error'],
    ok: false,
    ...envelope,
    // It becomes a header too.
    error_origin: origins.includes(envelope['error_origin']) ? envelope['error_origin'] : 'upstream',
    generation_id: generationId,
    upstream_generation_id: envelope['generation_id'] ?? null,
    status_code: status,
  }) as unknown as ErrorEnvelope
