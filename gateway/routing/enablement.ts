// Enablement (GATEWAY.md 1.9, CLI.md): who may be asked at all. Switched off, without the wanted tier, without a price,
// without a credential. A missing adapter is found before, where candidates are built.
import type { DroppedProvider, Enablement } from '#shared/open-responses/diagnostics'
import type { Candidate } from './candidates'
import type { RequestNeeds } from './needs'
import type { DropReason } from './reasons'

/** Whose credential pays: the gateway's keys, or the client's own, which only a provider that passes it through may see. */
export type BearerKind = 'gateway' | 'client'

export function enableCandidates(
  candidates: readonly Candidate[],
  { serviceTier }: Pick<RequestNeeds, 'serviceTier'>,
  bearer: BearerKind,
): { readonly candidates: readonly Candidate[]; readonly diagnostics: Enablement } {
  const dropped: DroppedProvider[] = []
  const kept = candidates.filter((candidate) => {
    const reason = whyDisabled(candidate, serviceTier, bearer)
    if (reason !== null) dropped.push({ providerId: candidate.provider.id, reason })
    return reason === null
  })
  return {
    candidates: kept,
    diagnostics: {
      capability: 'responses',
      providersBefore: candidates.map((c) => c.provider.id),
      providersAfter: kept.map((c) => c.provider.id),
      dropped,
    },
  }
}

function whyDisabled(
  { provider, route }: Candidate,
  serviceTier: string | null,
  bearer: BearerKind,
): DropReason | null {
  if (!provider.enabled) return 'capability_disabled'
  if (serviceTier !== null && route.service_tiers && !route.service_tiers.includes(serviceTier))
    return 'service_tier_unsupported'
  if (!route.pricing) return 'pricing_missing'
  if (bearer === 'client' && !provider.passThrough) return 'client_key_cannot_use_gateway_credentials'
  if (provider.mode === 'none') return 'credentials_not_configured'
  const needsClient = provider.passThrough && provider.mode === 'live'
  return needsClient && bearer === 'gateway' ? 'credentials_not_configured' : null
}
