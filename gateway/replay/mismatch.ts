// Whether a client asks for what was recorded. A replay says plainly that it does not fit instead of playing something the
// client cannot read.
import { field, parseJson } from '#shared/json'
import type { Frame } from '#shared/session/frame'
import type { Refusal } from '../api/errors'

export type Asked = {
  readonly transport: 'http' | 'websocket'
  readonly path: string
  /** The body of an HTTP request. */
  readonly text: string
}

const mismatch = (description: string): Refusal => ({ code: 'replay_mismatch', description })

/** What speaks against it by this frame; null: nothing. */
export function findMismatch(frame: Frame, asked: Asked): Refusal | null {
  if (frame.kind === 'opened') {
    if (frame.transport !== asked.transport) {
      const [was, is] = frame.transport === 'http' ? ['over HTTP', 'a websocket'] : ['on a websocket', 'HTTP']
      return mismatch(`This session was recorded ${was}; it cannot be played over ${is}.`)
    }
    const path = frame.request.path.split('?')[0] ?? ''
    if (asked.path === path || routeOf(asked.path) === routeOf(path)) return null
    return mismatch(`This session was recorded on ${path}, not on ${asked.path}.`)
  }
  if (frame.kind !== 'sent' || asked.transport !== 'http') return null
  const [was, is] = [wantsStream(frame.text), wantsStream(asked.text)]
  if (was === is || was === null || is === null) return null
  return mismatch(
    was
      ? 'This session was recorded as a stream: send "stream": true.'
      : 'This session was recorded as one whole body: leave out "stream": true.',
  )
}

/** Clients of other versions, or behind a proxy, have the same route under another prefix; a socket has two names. */
const routeOf = (path: string): string => path.replace(/^.*?\/responses\b/, '/responses').replace(/\/ws$/, '')

/** null: the body does not say. */
function wantsStream(text: string): boolean | null {
  const body = parseJson(text)
  return typeof body === 'object' && body !== null ? field(body, 'stream') === true : null
}
