// A websocket session as one thing: its turns and what they continue, the model it is locked to, its broken upstreams, its two
// clocks and how it was closed (PROTOCOL.md 6, GATEWAY.md 5). Folded from frames, each read once.
import { field, parseJson, word } from '#shared/json'
import { eventType, isDelta, isTerminal, parseEvent } from '#shared/open-responses/events'
import type { Frame } from '#shared/session/frame'

export type SocketTurn = {
  readonly turn: number
  readonly seq: number
  readonly at: number
  readonly model: string | null
  readonly previousId: string | null
  /** `generate: false`: state is prepared, nothing is said. */
  readonly isWarmUp: boolean
  /** The turn of this socket that it continues; null when it begins anew or continues something older. */
  readonly continues: number | null
  responseId: string | null
  /** How it ended, in the response's own word; null while it runs. */
  status: string | null
  error: string | null
  firstTokenMs: number | null
  endAt: number | null
  tokens: number | null
}

/** An upstream that was lost or refused within a turn. */
export type Reconnect = {
  readonly seq: number
  readonly turn: number
  readonly provider: string
  readonly code: string | null
}

export type Pulse = Extract<Frame, { kind: 'pulse' }>

export type SocketView = {
  readonly turns: SocketTurn[]
  /** The model of the first turn that was routed: no later turn may ask for another. */
  lockedModel: string | null
  /** The same as that turn spelt it: what the next message has to repeat. */
  lockedName: string | null
  readonly reconnects: Reconnect[]
  readonly pulses: Pulse[]
  closed: Extract<Frame, { kind: 'closed' }> | null
}

const mostPulses = 500

export function createSocketView(): { readonly value: SocketView; readonly apply: (frame: Frame) => void } {
  const value: SocketView = { turns: [], lockedModel: null, lockedName: null, reconnects: [], pulses: [], closed: null }
  const turnsById = new Map<string, number>()
  let provider = ''
  // An answer nearly always belongs to the turn sent last.
  const turnOf = (number: number): SocketTurn | undefined => {
    const last = value.turns.at(-1)
    return last?.turn === number ? last : value.turns.find((turn) => turn.turn === number)
  }
  const apply = (frame: Frame): void => {
    switch (frame.kind) {
      case 'sent':
        value.turns.push(openTurn(frame, turnsById))
        return
      case 'routed':
        value.lockedModel ??= frame.diagnostics.model
        value.lockedName ??= turnOf(frame.turn)?.model ?? null
        return
      case 'attempted':
        provider = frame.provider
        return
      case 'rejected':
        value.reconnects.push({ seq: frame.seq, turn: frame.turn, provider, code: frame.failure.code })
        return
      case 'received': {
        const turn = turnOf(frame.turn)
        if (turn) receive(turn, frame, turnsById)
        return
      }
      case 'ended': {
        const turn = turnOf(frame.turn)
        if (turn) turn.endAt ??= frame.at
        if (turn && frame.how !== 'complete') turn.status ??= frame.how
        return
      }
      case 'pulse':
        value.pulses.push(frame)
        if (value.pulses.length > mostPulses) value.pulses.shift()
        return
      case 'closed':
        value.closed = frame
        return
      default:
    }
  }
  return { value, apply }
}

function openTurn(
  { turn, seq, at, text }: Extract<Frame, { kind: 'sent' }>,
  known: ReadonlyMap<string, number>,
): SocketTurn {
  const request = parseJson(text)
  const previousId = word(field(request, 'previous_response_id'))
  return {
    turn,
    seq,
    at,
    model: word(field(request, 'model')),
    previousId,
    isWarmUp: field(request, 'generate') === false,
    continues: previousId === null ? null : (known.get(previousId) ?? null),
    responseId: null,
    status: null,
    error: null,
    firstTokenMs: null,
    endAt: null,
    tokens: null,
  }
}

function receive(
  turn: SocketTurn,
  { text, at }: Extract<Frame, { kind: 'received' }>,
  known: Map<string, number>,
): void {
  const type = eventType(text)
  if (isDelta(type)) {
    turn.firstTokenMs ??= at - turn.at
    return
  }
  if (type !== 'response.created' && !isTerminal(type)) return
  const event = parseEvent(text)
  const response = field(event, 'response')
  const id = word(field(response, 'id'))
  if (id !== null) {
    turn.responseId = id
    known.set(id, turn.turn)
  }
  if (!isTerminal(type)) return
  turn.endAt = at
  turn.status = type === 'error' ? 'failed' : (word(field(response, 'status')) ?? type.replace('response.', ''))
  const error = field(event, 'error') ?? field(response, 'error')
  turn.error = word(field(error, 'code')) ?? turn.error
  const tokens = field(field(response, 'usage'), 'total_tokens')
  turn.tokens = typeof tokens === 'number' ? tokens : turn.tokens
}

/** RFC 6455, 7.4.1, and the codes of its register. */
const closeWords: Readonly<Record<number, string>> = {
  1000: 'done, nothing went wrong',
  1001: 'that side is going away',
  1002: 'the protocol was broken',
  1003: 'this kind of data is not accepted',
  1005: 'no code was given',
  1006: 'the connection broke without a close',
  1007: 'text that is not UTF-8',
  1008: 'a rule was broken',
  1009: 'a message was too large',
  1010: 'an extension is missing',
  1011: 'that side met an error of its own',
  1012: 'that side restarts',
  1013: 'overloaded, try again later',
  1015: 'the TLS handshake failed',
}

export const sayClose = (code: number): string =>
  closeWords[code] ?? (code >= 4000 ? 'a code of the application’s own' : 'a code nobody documents')
