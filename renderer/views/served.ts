// Why what served is not simply what was asked for, as a session's summary tells it (PEERS-UI 3.5).
import type { ServedReason } from '#shared/diagnostics/explanation'
import { sayServed, servedBadges, whyServed, type ServedFacts } from '#shared/diagnostics/served'
import type { SessionSummary } from '#shared/session/summary'

/** Served, but not by the first provider that was tried. */
export const isFallback = ({ attempts }: SessionSummary): boolean =>
  attempts.length > 1 && attempts.at(-1)?.outcome !== 'failed' && attempts.some((a) => a.outcome === 'failed')

export type Detour = { readonly reason: ServedReason; readonly badge: string; readonly words: string }

/** That there was a choice, or that all is as asked, is no news. */
const quiet: ReadonlySet<ServedReason> = new Set(['as_asked', 'choice'])

/** Null where nobody answered, or where there is nothing to say. */
export function readDetour(session: SessionSummary): Detour | null {
  const { model, resolved, asked, served, tierAsked, tierServed, narrowed, provider, attempts } = session
  if (!attempts.some(({ outcome }) => outcome === 'answered')) return null
  const facts: ServedFacts = {
    requested: model,
    resolved,
    asked,
    told: served,
    tierAsked,
    tierTold: tierServed,
    failed: isFallback(session) ? attempts.filter(({ outcome }) => outcome === 'failed').length : 0,
    isNarrowed: narrowed,
    candidates: 1,
  }
  const reason = whyServed(facts)
  if (quiet.has(reason)) return null
  return { reason, badge: servedBadges[reason], words: sayServed(reason, facts, provider) }
}
