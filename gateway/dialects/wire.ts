// Small things every wire format needs to say the same way.
import type { Headers } from '#shared/session/frame'

/** `base` with the API version behind it, unless it ends in a version already (GATEWAY.md 7.1). */
export const versioned = (base: string, version: string, known: readonly string[] = [version]): string =>
  known.some((v) => base.endsWith(`/${v}`)) ? base : `${base}/${version}`

/** `identity`: a compressed stream could not be passed on event by event. */
export const jsonHeaders = (stream: boolean): Headers => ({
  'content-type': 'application/json',
  accept: stream ? 'text/event-stream' : 'application/json',
  'accept-encoding': 'identity',
})

export const bearer = (key: string | null): Headers => (key === null ? {} : { authorization: `Bearer ${key}` })
