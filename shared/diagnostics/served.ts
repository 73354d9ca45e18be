// Requested → resolved → served, and why they differ: not every difference is a fallback (PEERS-UI 3.5).
import { asText } from '#shared/diagnostics/fields'
import type { Context, Served, ServedReason } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { valueAt } from '#shared/diagnostics/patch'
import type { Reading } from '#shared/diagnostics/read'
import { sayName } from '#shared/diagnostics/words'

/** Null when neither a model nor a provider is known. */
export function readServed({ routing, attempts, answer }: Reading, context: Context): Served | null {
  const winner = attempts.find(({ reason }) => reason === null) ?? null
  const provider = winner?.provider ?? answer.provider
  const ranked = routing.ranked.find((one) => provider !== null && isSameProvider(one.provider, provider))
  const requested =
    asText(valueAt(context.request, ['model'])) ?? routing.requestedModel ?? answer.model ?? routing.model
  const resolved = routing.model ?? answer.model
  if (requested === null && provider === null) return null
  const model = winner?.model ?? ranked?.model ?? (provider === null ? null : answer.model)
  const failed = provider === null ? [] : attempts.filter(({ reason }) => reason !== null)
  const reason = reasonOf({
    requested,
    resolved,
    failed: failed.length,
    isNarrowed: isNarrowed(routing),
    candidates: routing.order.length,
  })
  const tried = Math.max(routing.order.length, failed.length + 1)
  const badge = reason === 'fallback' ? `fallback ${failed.length + 1}/${tried}` : badges[reason]
  return {
    requested,
    resolved,
    model,
    provider,
    reason,
    badge,
    words: sayServed(reason, requested, resolved, provider),
  }
}

type Facts = {
  readonly requested: string | null
  readonly resolved: string | null
  readonly failed: number
  readonly isNarrowed: boolean
  readonly candidates: number
}

/** The first that holds is the one that surprises most. */
function reasonOf({ requested, resolved, failed, isNarrowed, candidates }: Facts): ServedReason {
  if (failed > 0) return 'fallback'
  if (requested !== null && resolved !== null && requested !== resolved) {
    if (requested.endsWith(`:${resolved}`) || requested.includes(`:${resolved}:`)) return 'pinned'
    return requested.startsWith(`${resolved}:`) ? 'preset' : 'alias'
  }
  if (isNarrowed) return 'policy'
  return candidates > 1 ? 'choice' : 'as_asked'
}

/** Somebody who could have served it was kept out. */
const isNarrowed = ({ stages, policy }: Reading['routing']): boolean =>
  stages.some(({ dropped }) => dropped.length > 0) || (policy !== null && policy.only.length + policy.ignore.length > 0)

const badges: Readonly<Record<ServedReason, string>> = {
  as_asked: 'as asked',
  fallback: 'fallback',
  pinned: 'pinned',
  alias: 'alias',
  preset: 'preset',
  policy: 'policy',
  choice: 'choice',
}

function sayServed(
  reason: ServedReason,
  requested: string | null,
  resolved: string | null,
  provider: string | null,
): string {
  const who = sayName(provider ?? 'nobody')
  const [from, to] = [sayName(requested ?? ''), sayName(resolved ?? '')]
  switch (reason) {
    case 'fallback':
      return `Served by ${who} after others had failed.`
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
