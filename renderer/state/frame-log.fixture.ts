// Logs for tests: frames from their bodies, read as if one read had brought them.
import type { Frame, FrameBody } from '#shared/session/frame'
import { FrameLog } from './frame-log'

export const framesOf = (bodies: readonly FrameBody[], at: (seq: number) => number = (seq) => seq): Frame[] =>
  bodies.map((body, seq) => ({ seq, at: at(seq), ...body }) as Frame)

export function logOf(frames: readonly Frame[]): FrameLog {
  const log = new FrameLog((callback) => callback())
  log.append(frames)
  return log
}
