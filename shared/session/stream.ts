// Whether what the client receives is a stream of events or one whole body.
import type { Frame, Headers } from '#shared/session/frame'

export const isEventStream = (headers: Headers): boolean =>
  headers['content-type']?.startsWith('text/event-stream') ?? false

/** `now` is what held before the frame. A socket streams from its beginning, an HTTP exchange from its head. */
export function streamsAfter(now: boolean, frame: Frame): boolean {
  if (frame.kind === 'opened') return frame.transport === 'websocket'
  return frame.kind === 'responded' ? now || isEventStream(frame.headers) : now
}
