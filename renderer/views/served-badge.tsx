import type { ServedReason } from '#shared/diagnostics/explanation'
import type { SessionSummary } from '#shared/session/summary'
import { Tag } from '../ui/badges'
import { readDetour } from './served'

/** What nobody asked for. */
const unasked: ReadonlySet<ServedReason> = new Set(['fallback', 'moved', 'tier'])

/** Why what served is not simply what was asked for; nothing where it is. */
export const ServedBadge = ({ session }: { readonly session: SessionSummary }) => {
  const detour = readDetour(session)
  return detour === null ? null : (
    <Tag tone={unasked.has(detour.reason) ? 'warn' : 'plain'} title={detour.words}>
      {detour.badge}
    </Tag>
  )
}
