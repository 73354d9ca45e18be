// What an explanation gives to route again and to ask about.
import type { Explanation } from '#shared/diagnostics/explanation'
import { isSameProvider } from '#shared/diagnostics/obstacles'
import { isContainer } from '#shared/diagnostics/patch'
import { field } from '#shared/json'
import type { SessionSummary } from '#shared/session/summary'
import type { Turn } from '../../views/exchange'
import { canResend, transportOf } from './run'
import type { Subject } from './use-what-if'

/** Of a recording the exact text and what the decision rested on; else the request as far as it is known. */
export function toSubject(explanation: Explanation, session: SessionSummary | null, turn: Turn | null): Subject | null {
  if (session !== null && turn?.sent != null) {
    const { text } = turn.sent
    const body = { body: text, transport: transportOf(session, text), basis: turn.routed?.basis ?? null }
    return canResend(session) ? body : null
  }
  const { source, routing } = explanation
  const request = isContainer(source.request) ? source.request : {}
  const model = field(request, 'model') ?? routing.requestedModel ?? routing.model
  if (typeof model !== 'string') return null
  // Routing does not look at the input; it only must be there.
  return { body: JSON.stringify({ input: '', ...request, model }), transport: 'json', basis: null }
}

/** Whoever is named, and the providers of this gateway. */
export function knownProviders({ routing, attempts }: Explanation, ours: readonly { readonly id: string }[]): string[] {
  const { stages, considered, ranked, order, enablement } = routing
  const named = [
    ...stages.flatMap(({ dropped }) => dropped.map(({ provider }) => provider)),
    ...[...considered, ...ranked, ...attempts].map(({ provider }) => provider),
    ...order,
    ...(enablement?.before ?? []),
    ...ours.map(({ id }) => id),
  ]
  return named.filter((id, index) => named.findIndex((other) => isSameProvider(other, id)) === index)
}
