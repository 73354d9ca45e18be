// The inspection core bound to the window's logs: each is worked out once, frame by frame, whoever looks at it.
import { countWhile } from '#shared/count-while'
import { createLint, type Lint } from '#shared/inspect/lint/lint'
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

/** How many findings lie from one frame up to another. They are kept in the order of frames. */
export function countFindings({ findings }: Lint, from: number, to: number): number {
  const before = (seq: number) => countWhile(findings.length, (index) => (findings[index]?.seq ?? 0) < seq)
  return before(to + 1) - before(from)
}
