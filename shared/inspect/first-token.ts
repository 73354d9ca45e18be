// The way to the first token, as a sum: what was lost to attempts that failed, and what the one that served needed for what.
import type { AttemptSteps } from '#shared/session/frame'
import type { LostAttempt, TurnTiming } from '#shared/inspect/timing'

export type Phase = 'request' | 'routing' | 'lost' | 'dial' | 'headers' | 'first_event' | 'first_token'

export type Segment = { readonly phase: Phase; readonly label: string; readonly from: number; readonly to: number }

/** Adjoining pieces of time whose lengths add up to the time to the first token; empty before it came. */
export function splitFirstToken(turn: TurnTiming): readonly Segment[] {
  const { startedAt, sentAt, firstTokenAt, firstEventAt, headAt, attemptAt, steps } = turn
  if (firstTokenAt === null) return []
  const segments: Segment[] = []
  let from = startedAt
  // A moment that was not recorded, or not in this order, takes no time of its own.
  const upTo = (moment: number | null, phase: Phase, label: string) => {
    const to = Math.min(firstTokenAt, Math.max(from, moment ?? from))
    if (to > from) segments.push({ phase, label, from, to })
    from = to
  }
  // What a later round of the tool loop lost is part of the wait for the first event.
  const lost = turn.lost.filter(({ begunAt }) => attemptAt === null || begunAt < attemptAt)
  upTo(sentAt, 'request', 'request body')
  upTo(attemptAt === null ? null : attemptAt - sumMs(lost), 'routing', 'routing')
  for (const { attempt, ms } of lost) upTo(from + ms, 'lost', `lost to attempt ${attempt}`)
  upTo(attemptAt, 'routing', 'routing')
  for (const [step, label] of dialSteps) {
    const ms = steps?.[step] ?? null
    if (attemptAt !== null && ms !== null) upTo(attemptAt + ms, 'dial', label)
  }
  upTo(headAt, 'headers', sayHead(turn))
  upTo(firstEventAt, 'first_event', 'wait for the first event')
  upTo(firstTokenAt, 'first_token', 'wait for the first token')
  return segments
}

const dialSteps = [
  ['lookup', 'name lookup'],
  ['connect', 'connect'],
  ['tls', 'TLS'],
] as const satisfies readonly (readonly [keyof AttemptSteps, string])[]

function sayHead({ provider, simulated, steps }: TurnTiming): string {
  const name = provider ?? 'provider'
  if (simulated) return `${name} head, simulated`
  if (steps === null) return `${name} connect and head`
  return steps.kept ? `${name} head, kept connection` : `${name} head`
}

const sumMs = (lost: readonly LostAttempt[]): number => lost.reduce((sum, { ms }) => sum + ms, 0)

export const lostMs = ({ lost }: TurnTiming): number => sumMs(lost)

export const sayLost = ({ lost }: TurnTiming): string =>
  lost.length === 1 ? `lost to attempt ${lost[0]?.attempt}` : `lost to ${lost.length} attempts`

/** Tokens a second from the first to the last delta; null where usage or a span is missing. */
export function tokenRate({ usage, firstTokenAt, lastTokenAt }: TurnTiming): number | null {
  const output = usage?.output ?? null
  if (output === null || firstTokenAt === null || lastTokenAt === null || lastTokenAt - firstTokenAt < 1) return null
  return output / ((lastTokenAt - firstTokenAt) / 1000)
}
