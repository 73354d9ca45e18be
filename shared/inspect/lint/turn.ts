// What lint has to remember of one response while it streams: the items that are open, never their texts.
import type { TextDigest } from '#shared/inspect/lint/text-digest'

export type OpenPart = { readonly digest: TextDigest; deltas: number; open: boolean }
export type OpenItem = {
  readonly id: string | null
  readonly type: string
  readonly callId: string | null
  readonly parts: Map<string, OpenPart>
}

export type TurnState = {
  readonly number: number
  /** The next sequence number; null before the first. */
  next: number | null
  responseId: string | null
  terminal: string | null
  events: number
  added: number
  readonly items: Map<number, OpenItem>
  /** The client's own text held one, so an echo proves nothing. */
  sentReplacement: boolean
  /** A turn that only prepares state says nothing and costs nothing (PROTOCOL.md 6). */
  readonly isWarmUp: boolean
  over: boolean
}

export const createTurn = (number: number, sentReplacement: boolean, isWarmUp = false): TurnState => ({
  number,
  next: null,
  responseId: null,
  terminal: null,
  events: 0,
  added: 0,
  items: new Map(),
  sentReplacement,
  isWarmUp,
  over: false,
})
