// Close codes between two sockets (RFC 6455, GATEWAY.md 5.6): what a client is told when its upstream's close takes its own
// socket along, and which closes are worth another try.
import { cutUtf8 } from '#shared/open-responses/websocket/utf8'

export type Close = { readonly code: number; readonly reason: string }

/** A close frame holds 125 bytes, two of them the code. */
const maxReasonBytes = 123

/** Ours to pass on: they mean the same on either side. */
const passedOn: ReadonlySet<number> = new Set([1008, 1009, 1011, 1012, 1013])

/** Codes that only say how a connection was lost, or that nobody has given a meaning, cannot be sent. */
export const isSendable = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999)

/** Says that the message itself was at fault; sent again it would be closed again. */
const refusals: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010])

export const isWorthRetrying = (code: number): boolean => !refusals.has(code)

export const fitReason = (reason: string): string => cutUtf8(reason, maxReasonBytes)

/** 1004, 1005, 1006 and 1015 must never be sent; of the rest, a client is told only what it can act on. */
export function mapClose({ code, reason }: Close): Close {
  if (passedOn.has(code) || (code >= 4000 && code <= 4999)) return { code, reason: fitReason(reason) }
  return { code: 1011, reason: fitReason(`upstream_closed ${code}${reason === '' ? '' : `: ${reason}`}`) }
}
