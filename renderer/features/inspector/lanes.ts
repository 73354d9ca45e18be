// Attempts on one time axis. What was recorded of an attempt is where it began, when its head came and when it ended.
import type { Attempt } from '#shared/diagnostics/explanation'

/** `wait`: until the head of the answer, or the refusal. `body`: the answer itself. */
export type Phase = { readonly phase: 'wait' | 'body'; readonly left: number; readonly width: number }

/** Milliseconds on the clock of the attempts' `startedMs`. */
export type Span = { readonly headAt: number | null; readonly endAt: number | null }

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
    after = end ?? from
    return { attempt, from, head, end }
  })
  const total = Math.max(0, ...placed.map(({ end }) => end ?? 0))
  if (total <= 0) return null
  const perDivision = divide(total)
  const width = perDivision * Math.ceil(total / perDivision)
  const phase = (name: Phase['phase'], from: number, to: number): Phase[] =>
    to > from ? [{ phase: name, left: from / width, width: (to - from) / width }] : []
  return {
    perDivision,
    ticks: Array.from({ length: Math.round(width / perDivision) + 1 }, (_, i) => ({
      ms: i * perDivision,
      left: (i * perDivision) / width,
    })),
    lanes: placed.map(({ attempt, from, head, end }) => ({
      attempt,
      ms: end === null ? null : end - from,
      phases: [...phase('wait', from, head ?? from), ...phase('body', head ?? from, end ?? from)],
    })),
  }
}

/** The smallest 1, 2 or 5 of a power of ten that needs no more than ten divisions. */
function divide(total: number): number {
  const power = 10 ** Math.floor(Math.log10(total / divisions))
  return [1, 2, 5, 10].map((n) => n * power).find((step) => total / step <= divisions) ?? 10 * power
}

/** What failed attempts took of the client's time. */
export const lostIn = (attempts: readonly Attempt[]): number =>
  attempts.reduce((sum, { reason, ms }) => sum + (reason === null ? 0 : (ms ?? 0)), 0)
