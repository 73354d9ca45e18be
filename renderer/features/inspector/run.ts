// A recorded request that can be sent again, and how it was sent.
import type { Explanation } from '#shared/diagnostics/explanation'
import type { SessionSummary } from '#shared/session/summary'
import type { Turn } from '../../views/exchange'
import { canResend, transportOf } from '../../views/recorded-request'

/** As it was known then: its frames need not be here any more when the new run is looked at. */
export type Run = {
  readonly session: SessionSummary
  readonly turn: number
  readonly body: string
  readonly explanation: Explanation
}

export { canResend, transportOf }

/** Null before its request was read, or where the console cannot send it. */
export function toRun(session: SessionSummary, { number, sent }: Turn, explanation: Explanation): Run | null {
  return sent === null || !canResend(session) ? null : { session, turn: number, body: sent.text, explanation }
}
