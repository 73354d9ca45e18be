// The inspection core bound to the window's logs: each is worked out once, frame by frame, whoever looks at it.
import { createLint, type Lint } from '#shared/inspect/lint/lint'
import type { Finding } from '#shared/inspect/lint/findings'
import { createTimeTravel, type TimeTravel } from '#shared/inspect/response/time-travel'
import { createSocketView, type SocketView } from '#shared/inspect/socket'
import { createTiming, type Timing } from '#shared/inspect/timing'
import { createEvidence, type Evidence } from '#shared/inspect/verdict'
import { createDerivation } from '../state/frame-log'

export const readLint = createDerivation<Lint>(createLint)
export const readTiming = createDerivation<Timing>(createTiming)
export const readEvidence = createDerivation<Evidence>(createEvidence)
export const readSocket = createDerivation<SocketView>(createSocketView)
export const readTimeTravel = createDerivation<TimeTravel>(createTimeTravel)

/** How many findings lie from one frame up to another. They are kept in the order of frames, so halving finds the first. */
export function countFindings({ findings }: Lint, from: number, to: number): number {
  return findings.length === 0 ? 0 : lowerBound(findings, to + 1) - lowerBound(findings, from)
}

function lowerBound(findings: readonly Finding[], seq: number): number {
  let low = 0
  let high = findings.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((findings[middle]?.seq ?? 0) < seq) low = middle + 1
    else high = middle
  }
  return low
}
