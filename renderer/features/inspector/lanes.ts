// Attempts on one time axis. What was recorded of an attempt is where it began, when its head came and when it ended.
import type { Attempt } from '#shared/diagnostics/explanation'

/**
 * `wait`: for the head of the answer, or the refusal. `first`: for its first event. `body`: the answer itself. Those before
 * them are of a connection that was made for the attempt.
 */
export const phaseNames = ['lookup', 'connect', 'tls', 'wait', 'first', 'body'] as const
export type PhaseName = (typeof phaseNames)[number]
export type Phase = {
  readonly phase: PhaseName
  readonly left: number
  readonly width: number
  readonly ms: number
}

/** Milliseconds on the clock of the attempts' `startedMs`. */
export type Span = { readonly headAt: number | null; readonly firstAt: number | null; readonly endAt: number | null }

export type Lane = {
  readonly attempt: Attempt
  /** From the beginning of the attempt to its end, where both are known. */
  readonly ms: number | null
  /** Fractions of the axis. */
  readonly phases: readonly Phase[]
}

export type Lanes = {
  readonly lanes: readonly Lane[]
  readonly ticks: readonly { readonly ms: number; readonly left: number }[]
  readonly perDivision: number
}

const divisions = 10

/** Without beginnings the attempts are laid one after the other. Null when no length is known. */
export function layLanes(
  attempts: readonly Attempt[],
  spanOf: (attempt: Attempt) => Span | null = () => null,
): Lanes | null {
  const known = attempts.flatMap(({ startedMs }) => (startedMs === null ? [] : [startedMs]))
  const begin = known.length > 0 ? Math.min(...known) : 0
  let after = 0
  const placed = attempts.map((attempt) => {
    const from = attempt.startedMs === null ? after : attempt.startedMs - begin
    const span = spanOf(attempt)
    const told = attempt.ms === null ? null : from + attempt.ms
    const head = span?.headAt == null ? told : span.headAt - begin
    const end = span?.endAt == null ? told : Math.max(span.endAt - begin, head ?? 0)
    const first = span?.firstAt == null ? null : span.firstAt - begin
    after = end ?? from
    return { attempt, from, head, first, end }
  })
  const total = Math.max(0, ...placed.map(({ end }) => end ?? 0))
  if (total <= 0) return null
  const perDivision = divide(total)
  const width = perDivision * Math.ceil(total / perDivision)
  return {
    perDivision,
    ticks: Array.from({ length: Math.round(width / perDivision) + 1 }, (_, i) => ({
      ms: i * perDivision,
      left: (i * perDivision) / width,
    })),
    lanes: placed.map((one) => ({
      attempt: one.attempt,
      ms: one.end === null ? null : one.end - one.from,
      phases: layPhases(one, width),
    })),
  }
}

type Placed = {
  readonly attempt: Attempt
  readonly from: number
  readonly head: number | null
  readonly first: number | null
  readonly end: number | null
}

/** A moment that is not known, or not in this order, takes no time of its own. */
function layPhases({ attempt: { steps }, from, head, first, end }: Placed, width: number): Phase[] {
  const after = (ms: number | null | undefined) => (ms == null ? null : from + ms)
  const last = end ?? head ?? from
  // Of an answer that was read whole before it was taken, the head came long before.
  const known = after(steps?.head) ?? head
  const isUnconnected = steps !== null && !steps.kept && steps.connect === null && steps.head === null
  const ends: Readonly<Record<PhaseName, number | null>> = {
    lookup: after(steps?.lookup),
    // It failed while it waited for that.
    connect: after(steps?.connect) ?? (isUnconnected ? known : null),
    tls: after(steps?.tls),
    wait: known,
    first,
    body: end,
  }
  let at = from
  return phaseNames.flatMap((phase) => {
    const to = Math.min(last, Math.max(at, ends[phase] ?? at))
    const laid = { phase, left: at / width, width: (to - at) / width, ms: to - at }
    at = to
    return laid.ms > 0 ? [laid] : []
  })
}

/** The smallest 1, 2 or 5 of a power of ten that needs no more than ten divisions. */
function divide(total: number): number {
  const power = 10 ** Math.floor(Math.log10(total / divisions))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => total / step <= divisions) ?? 10 * power
}

/** What failed attempts took of the client's time. */
export const lostIn = (attempts: readonly Attempt[]): number =>
  attempts.reduce((sum, { reason, ms }) => sum + (reason === null ? 0 : (ms ?? 0)), 0)
