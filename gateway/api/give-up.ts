// The end of a routed request that nobody answered, with the reason for it on record (GATEWAY.md 1.10, 9.15).
import type { AttemptOutcome } from '../exchange/attempts'
import type { Exchange } from './exchange'
import { refuseExhausted } from './exhausted'
import { hostedRefusal } from './pass-on'
import { refused, type Refused } from './pipeline'
import type { Routed } from './routed'

/** Nobody answered: because the client left, because time was up, or because nobody could. */
export function giveUp(
  exchange: Exchange,
  routed: Routed,
  { failures }: Pick<AttemptOutcome, 'failures'>,
): Refused | null {
  const { engine, recording, turn, signal } = exchange
  const ended = (how: 'aborted' | 'cut' | 'timeout', detail: string) =>
    recording.record({ kind: 'ended', turn, how, detail })
  if (signal.reason === 'client') {
    ended('aborted', 'Your client closed before any provider had answered.')
    return null
  }
  if (signal.reason === 'shutdown') {
    ended('cut', 'Gatescope was stopped before any provider had answered.')
    return null
  }
  if (signal.reason === 'deadline') {
    const description = `No provider answered within ${engine.settings.total_timeout_ms} ms.`
    ended('timeout', description)
    return refused(exchange, routed, { code: 'request_timeout', description }, failures)
  }
  const exhausted = refused(exchange, routed, refuseExhausted(failures, routed.decision.diagnostics), failures)
  return { ...exhausted, hosted: hostedRefusal(engine, routed.decision.plan, failures) }
}
