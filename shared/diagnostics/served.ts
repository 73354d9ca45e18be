// Requested → resolved → served, and why they differ: not every difference is a fallback (PEERS-UI 3.5).
import { asText } from '#shared/diagnostics/fields'
import type { Context, Served, ServedReason } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { valueAt } from '#shared/diagnostics/patch'
import type { Reading } from '#shared/diagnostics/read'
import { sayName } from '#shared/diagnostics/words'
import { nothingTold } from '#shared/session/told'

/** What tells why a turn was served as it was; null: not known. */
export type ServedFacts = {
  readonly requested: string | null
  readonly resolved: string | null
  /** The name the provider was asked by, and the one it answered under. */
  readonly asked: string | null
  readonly told: string | null
  readonly tierAsked: string | null
  readonly tierTold: string | null
  /** Attempts before the one that served. */
  readonly failed: number
  /** Somebody who could have served it was kept out. */
  readonly isNarrowed: boolean
  readonly candidates: number
}

/** Null when neither a model nor a provider is known. */
export function readServed({ routing, attempts, answer }: Reading, context: Context): Served | null {
  const { request, told = nothingTold } = context
  const winner = attempts.find(({ reason }) => reason === null) ?? null
  const provider = winner?.provider ?? answer.provider
  const ranked = routing.ranked.find((one) => provider !== null && isSameProvider(one.provider, provider))
  const requested = asText(valueAt(request, ['model'])) ?? routing.requestedModel ?? answer.model ?? routing.model
  if (requested === null && provider === null) return null
  const asked = winner?.model ?? ranked?.model ?? (provider === null ? null : answer.model)
  const failed = provider === null ? 0 : attempts.filter(({ reason }) => reason !== null).length
  const facts: ServedFacts = {
    requested,
    resolved: routing.model ?? answer.model,
    asked,
    told: provider === null ? null : told.model,
    tierAsked: asText(valueAt(request, ['service_tier'])),
    tierTold: told.tier ?? answer.tier,
    failed,
    isNarrowed: isNarrowed(routing),
    candidates: routing.order.length,
  }
  const reason = whyServed(facts)
  const tried = Math.max(routing.order.length, failed + 1)
  return {
    requested,
    resolved: facts.resolved,
    model: facts.told ?? asked,
    provider,
    reason,
    badge: reason === 'fallback' ? `fallback ${failed + 1}/${tried}` : servedBadges[reason],
    words: sayServed(reason, facts, provider),
  }
}

/** The first that holds is the one that surprises most. */
export function whyServed(facts: ServedFacts): ServedReason {
  const { requested, resolved, asked, told, tierAsked, tierTold, failed, isNarrowed, candidates } = facts
  if (failed > 0) return 'fallback'
  if (asked !== null && told !== null && isAnother(asked, told)) return 'moved'
  if (tierAsked !== null && tierTold !== null && isAnotherTier(tierAsked, tierTold)) return 'tier'
  if (requested !== null && resolved !== null && requested !== resolved) {
    if (requested.endsWith(`:${resolved}`) || requested.includes(`:${resolved}:`)) return 'pinned'
    return requested.startsWith(`${resolved}:`) ? 'preset' : 'alias'
  }
  if (isNarrowed) return 'policy'
  return candidates > 1 ? 'choice' : 'as_asked'
}

const plainName = (model: string): string =>
  model
    .slice(model.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/-latest$/, '')

/** A name with the date or the number of its version behind it is the same model. */
function isAnother(asked: string, told: string): boolean {
  const [wanted, said] = [plainName(asked), plainName(told)]
  return !(said.startsWith(wanted) && /^(?:[-@:.]?\d[\d.-]*)?$/.test(said.slice(wanted.length)))
}

/** Whoever asks for `auto` leaves it to the provider; the ordinary tier has two names. */
function isAnotherTier(asked: string, told: string): boolean {
  const plain = (tier: string) => (tier === 'standard' ? 'default' : tier)
  return asked !== 'auto' && told !== 'auto' && plain(asked) !== plain(told)
}

const isNarrowed = ({ stages, policy }: Reading['routing']): boolean =>
  stages.some(({ dropped }) => dropped.length > 0) || (policy !== null && policy.only.length + policy.ignore.length > 0)

/** In one word or two. */
export const servedBadges: Readonly<Record<ServedReason, string>> = {
  as_asked: 'as asked',
  fallback: 'fallback',
  moved: 'other model',
  tier: 'other tier',
  pinned: 'pinned',
  preset: 'preset',
  alias: 'alias',
  policy: 'policy',
  choice: 'choice',
}

export function sayServed(reason: ServedReason, facts: ServedFacts, provider: string | null): string {
  const who = sayName(provider ?? 'nobody')
  const [from, to] = [sayName(facts.requested ?? ''), sayName(facts.resolved ?? '')]
  switch (reason) {
    case 'fallback':
      return `Served by ${who} after others had failed.`
    case 'moved':
      return `${who} was asked for ${sayName(facts.asked ?? '')} and answered as ${sayName(facts.told ?? '')}.`
    case 'tier':
      return `Asked for the service tier ${sayName(facts.tierAsked ?? '')}, served on ${sayName(facts.tierTold ?? '')}.`
    case 'pinned':
      return `The name ${from} allows one provider only.`
    case 'preset':
      return `The end of ${from} chooses how providers are ranked.`
    case 'alias':
      return `${from} was taken for ${to}.`
    case 'policy':
      return 'Routing had left some providers out before.'
    case 'choice':
      return 'Routing chose among several candidates.'
    case 'as_asked':
      return 'As it was asked for.'
  }
}
