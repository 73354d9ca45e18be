// What a scripted provider keeps of the gateway's side of a case.
import type { IncomingHttpHeaders } from 'node:http'
import type { Named } from './case'

/** What the gateway sent: a call, a message on a socket, or (without body) a handshake. */
export type Seen = {
  readonly kind: 'call' | 'send' | 'handshake'
  readonly provider: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly text: string
  readonly body: Named
  readonly dialect: string
  /** The model asked for, wherever the dialect says it. */
  readonly model: unknown
  readonly answeredBy: number | null
  readonly socket: UpstreamSocket | null
  end: { readonly at: number; readonly isWhole: boolean } | null
}

export type UpstreamSocket = {
  closed: { readonly code: number; readonly reason: string; readonly byUs: boolean } | null
}
