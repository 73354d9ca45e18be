// The fold from frames to one row of the session list. The gateway runs it on live frames, the store on stored ones, so
// a session looks the same before and after a restart.
import { eventType, isDelta, isTerminal, parseEvent } from '#shared/open-responses/events'
import { field, parseJson } from '#shared/json'
import type { FilterStage } from '#shared/open-responses/diagnostics'
import { deadEndOf } from '#shared/session/dead-end'
import type { Frame } from '#shared/session/frame'
import { linkRequest, linkResponse } from '#shared/session/links'
import { isEventStream } from '#shared/session/stream'
import { parentHeader, type SessionSummary, type Verdict } from '#shared/session/summary'
import { modelTold, tierTold } from '#shared/session/told'

/** Applies one frame. Mutates and returns `s`: the caller owns the accumulator, and a copy per frame would cost more than the fold. */
export function applyFrame(s: SessionSummary, frame: Frame): SessionSummary {
  s.frames += 1
  s.durationMs = frame.at
  switch (frame.kind) {
    case 'opened':
      s.path = frame.request.path
      s.clientRequestId = frame.request.headers['x-client-request-id'] ?? null
      s.parent = frame.request.headers[parentHeader] ?? null
      s.target = frame.target ?? null
      if (frame.transport === 'websocket') {
        s.transport = 'websocket'
        settle(s, 'idle', 'Socket open, no turn sent yet.')
      }
      return s
    case 'sent':
      return applySent(s, frame.turn, frame.text)
    case 'routed':
      return applyRouted(s, frame)
    case 'attempted':
      s.provider = frame.provider
      s.asked = frame.model
      s.served = null
      // What an earlier attempt failed with is told by its pill.
      s.error = null
      s.simulated ||= frame.simulated
      // A socket may run for hundreds of turns: its pills are those of the last one.
      if (s.transport === 'websocket' && frame.attempt === 1) s.attempts = []
      s.attempts.push({
        provider: frame.provider,
        status: null,
        outcome: 'running',
        code: null,
        atMs: frame.at,
        ms: null,
      })
      return settle(s, 'streaming', `Waiting for ${frame.provider}.`)
    case 'rejected':
      return applyRejected(s, frame)
    case 'answered': {
      const last = s.attempts.pop()
      if (last) s.attempts.push({ ...last, status: frame.status, outcome: 'answered', ms: frame.at - last.atMs })
      return s
    }
    case 'responded':
      s.status = frame.status
      if (isEventStream(frame.headers)) s.transport = 'sse'
      // A provider may answer a request for a stream with a whole body.
      else if (s.transport === 'sse' && frame.status < 400) s.transport = 'json'
      return s
    case 'received':
      return applyReceived(s, frame)
    // Only what the client got counts as an event.
    case 'upstream':
      s.served ??= modelTold(frame.text)
      return s
    case 'pulse':
      return s
    case 'ended':
      return applyEnded(s, frame)
    case 'closed':
      return applyClosed(s, frame)
  }
}

/** Settles a session whose file has no `closed` frame: the app died while it ran. */
export function settleInterrupted(s: SessionSummary): SessionSummary {
  if (s.closed) return s
  s.closed = true
  if (s.verdict !== 'streaming') return s
  return settle(
    s,
    'truncated',
    `Gatescope stopped while this ran. ${plural(s.frames, 'frame')} kept, no terminal event.`,
  )
}

function applySent(s: SessionSummary, turn: number, text: string): SessionSummary {
  s.turns = turn
  const request = parseJson(text)
  const model = field(request, 'model')
  if (typeof model === 'string') s.model ??= model
  linkRequest(s, request)
  if (field(request, 'stream') === true && s.transport === 'json') s.transport = 'sse'
  if (s.flight !== null) return s
  s.tierAsked = tierTold(request)
  s.tierServed = null
  // A turn that is refused at once has no attempt, and must not spoil that of the turn before.
  s.attempts = []
  return settle(s, 'streaming', 'Routing the request.')
}

function applyRouted(s: SessionSummary, { turn, diagnostics }: Extract<Frame, { kind: 'routed' }>): SessionSummary {
  s.flight = turn
  s.model ??= diagnostics.model
  s.resolved = diagnostics.model
  s.narrowed = diagnostics.filterStages.some(isOwnList)
  const deadEnd = deadEndOf(diagnostics)
  s.stage = deadEnd?.stage ?? null
  s.reason = deadEnd?.reason ?? null
  return s
}

const isOwnList = ({ stage, droppedProviders }: FilterStage): boolean =>
  stage.startsWith('hints.') && droppedProviders.length > 0

function applyRejected(s: SessionSummary, { failure, at }: Extract<Frame, { kind: 'rejected' }>): SessionSummary {
  const { status, code } = failure
  const last = s.attempts.pop()
  if (last) s.attempts.push({ ...last, status, outcome: 'failed', code, ms: at - last.atMs })
  s.provider = null
  s.asked = null
  s.served = null
  return s
}

function applyReceived(s: SessionSummary, { turn, text, at }: Extract<Frame, { kind: 'received' }>): SessionSummary {
  // A refused handshake has a body like any other refusal; turns begin only after it.
  const isRefusal = s.status !== null && s.status >= 400 && (s.transport === 'sse' || turn === 0)
  if (s.transport === 'json' || isRefusal) return applyBody(s, text)
  const type = eventType(text)
  s.events += 1
  if (s.firstTokenMs === null && isDelta(type)) s.firstTokenMs = at
  if (!isTerminal(type)) {
    if (s.verdict === 'streaming') s.proof = `${plural(s.events, 'event')} so far.`
    return s
  }
  const isAside = s.flight !== null && s.flight !== turn
  if (!isAside) s.flight = null
  const event = parseEvent(text)
  if (type === 'error' || type === 'response.failed') {
    const inner = field(event, 'error') ?? field(field(event, 'response'), 'error')
    s.error = word(field(inner, 'code')) ?? word(field(event, 'code')) ?? type
    // A message refused while another turn streams says nothing about that turn.
    if (isAside) return s
    if (s.transport === 'websocket') failTurn(s, field(event, 'status'))
    const midStream = s.events > 1 && s.transport === 'sse'
    return settle(s, midStream ? 'failed_mid_stream' : 'failed', `${s.error}: ${word(field(inner, 'message')) ?? type}`)
  }
  const response = field(event, 'response')
  s.tierServed = tierTold(response)
  linkResponse(s, response)
  applyUsage(s, field(response, 'usage'))
  return settle(s, 'complete', `Terminal event ${type} after ${plural(s.events, 'event')}.`)
}

/** On a socket an error event is the answer of a turn, as a status line is that of a request. */
function failTurn(s: SessionSummary, status: unknown): void {
  if (typeof status === 'number') s.status = status
  const last = s.attempts.pop()
  if (last)
    s.attempts.push({ ...last, outcome: 'failed', status: typeof status === 'number' ? status : null, code: s.error })
}

function applyBody(s: SessionSummary, text: string): SessionSummary {
  s.flight = null
  const body = parseJson(text)
  if (s.status === null || s.status < 400) {
    s.tierServed = tierTold(body)
    linkResponse(s, body)
    applyUsage(s, field(body, 'usage'))
    return settle(s, 'complete', `Whole body delivered, ${plural(text.length, 'character')}.`)
  }
  const error = field(body, 'error')
  s.error = word(error) ?? word(field(error, 'code')) ?? String(s.status)
  const reason = word(field(body, 'reason'))
  s.reason ??= reason
  return settle(s, 'failed', `${s.status} ${s.error}${reason === null ? '' : `, ${reason}`}.`)
}

function applyEnded(s: SessionSummary, frame: Extract<Frame, { kind: 'ended' }>): SessionSummary {
  if (s.flight === frame.turn) s.flight = null
  switch (frame.how) {
    case 'complete':
      return s
    case 'cut':
      return settle(s, 'truncated', `No terminal event. ${frame.detail}`)
    case 'timeout':
      s.error ??= 'timeout'
      return settle(s, s.events > 0 ? 'failed_mid_stream' : 'failed', frame.detail)
    case 'aborted':
      return settle(s, 'aborted', frame.detail)
  }
}

function applyClosed(s: SessionSummary, frame: Extract<Frame, { kind: 'closed' }>): SessionSummary {
  s.closed = true
  s.flight = null
  if (s.verdict === 'idle') return settle(s, 'complete', `Socket closed by the ${frame.by} before any turn.`)
  if (s.verdict !== 'streaming') return s
  if (frame.by === 'client') return settle(s, 'aborted', `Your client closed after ${plural(s.events, 'event')}.`)
  return settle(s, 'truncated', `No terminal event. Closed by the ${frame.by} after ${plural(s.events, 'event')}.`)
}

/** A cut or an abort stays the verdict of its turn, whatever error event the gateway then tells the client. */
function settle(s: SessionSummary, verdict: Verdict, proof: string): SessionSummary {
  const final = s.verdict === 'truncated' || s.verdict === 'aborted'
  if (final && verdict !== 'streaming') return s
  s.verdict = verdict
  s.proof = proof
  return s
}

function applyUsage(s: SessionSummary, usage: unknown): void {
  if (typeof usage !== 'object' || usage === null) return
  const u = usage as Record<string, unknown>
  const add = (old: number | null, v: unknown) => (typeof v === 'number' ? (old ?? 0) + v : old)
  s.inputTokens = add(s.inputTokens, u['input_tokens'] ?? u['prompt_tokens'])
  s.outputTokens = add(s.outputTokens, u['output_tokens'] ?? u['completion_tokens'])
  s.totalTokens = add(s.totalTokens, u['total_tokens'])
}

/** Codes and messages come from anyone: only text and numbers are worth showing. */
const word = (value: unknown): string | null =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null

/** By hand: this runs on every event, and `toLocaleString` costs more than the rest of the fold. */
function grouped(n: number): string {
  if (n < 1000) return String(n)
  return `${grouped(Math.floor(n / 1000))},${String(n % 1000).padStart(3, '0')}`
}

const plural = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`
