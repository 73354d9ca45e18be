// A session folded to what its report tells. What there may be any amount of is kept up to a bound and counted beyond it: a report
// of a million events is still a page that somebody can open.
import type { Explanation } from '#shared/diagnostics/explanation'
import { createTurnFold, explainTurn } from '#shared/diagnostics/turns'
import { createTiming, type TurnTiming } from '#shared/inspect/timing'
import type { PortableSession } from '#shared/formats/portable'
import { parseJson } from '#shared/json'
import { eventType, parseEvent } from '#shared/open-responses/events'
import { applyBody, applyEvent, createOutput, type OutputPart } from '#shared/open-responses/output'
import type { Frame, RequestHead, SessionHeader } from '#shared/session/frame'
import { streamsAfter } from '#shared/session/stream'
import { applyFrame, settleInterrupted } from '#shared/session/apply-frame'
import { createSummary, type SessionSummary } from '#shared/session/summary'

export type Listed = {
  readonly seq: number
  readonly at: number
  readonly turn: number
  readonly name: string
  readonly text: string
}
export type Said = { readonly turn: number; readonly parts: readonly OutputPart[] }
export type Sent = { readonly turn: number; readonly text: string }
export type TriedAttempt = {
  readonly turn: number
  readonly attempt: number
  readonly provider: string
  readonly model: string
  readonly simulated: boolean
  readonly url: string
  readonly at: number
  ms: number | null
  status: number | null
  /** In words of the failure; null: it was answered, or is still waited for. */
  failed: string | null
}

/** What was kept of a list, and how many there were. */
export type Bounded<T> = { readonly kept: T[]; count: number }

export type SessionReport = {
  readonly header: SessionHeader
  readonly summary: SessionSummary
  readonly request: RequestHead | null
  readonly sent: Bounded<Sent>
  readonly attempts: Bounded<TriedAttempt>
  /** The last failure among the turns, else the last turn. */
  readonly explanation: Explanation | null
  readonly turns: readonly TurnTiming[]
  readonly events: Bounded<Listed>
  /** The last events, where there were too many to list all. */
  readonly last: readonly Listed[]
  /** Events in each slice of the time; `sliceMs` long. */
  readonly slices: readonly number[]
  readonly sliceMs: number
  readonly said: Bounded<Said>
}

const mostEvents = 400
const mostLast = 100
const mostTurns = 20
const mostAttempts = 100
const mostSlices = 400

export async function collectReport({ header, frames }: PortableSession): Promise<SessionReport> {
  const fold = new ReportFold(header)
  for await (const frame of frames) fold.apply(frame)
  return fold.finish()
}

class ReportFold {
  readonly #header: SessionHeader
  readonly #summary: SessionSummary
  readonly #turns = createTurnFold()
  readonly #timing = createTiming()
  readonly #sent: Bounded<Sent> = { kept: [], count: 0 }
  readonly #attempts: Bounded<TriedAttempt> = { kept: [], count: 0 }
  readonly #events: Bounded<Listed> = { kept: [], count: 0 }
  readonly #said: Bounded<{ turn: number; output: ReturnType<typeof createOutput> }> = { kept: [], count: 0 }
  #last: Listed[] = []
  #slices: number[] = []
  #sliceMs = 1
  #request: RequestHead | null = null
  #isStream = false

  constructor(header: SessionHeader) {
    this.#header = header
    this.#summary = createSummary(header)
  }

  apply(frame: Frame): void {
    applyFrame(this.#summary, frame)
    this.#turns.apply(frame)
    this.#timing.apply(frame)
    this.#isStream = streamsAfter(this.#isStream, frame)
    if (frame.kind === 'opened') this.#request = frame.request
    else if (frame.kind === 'sent') this.#applySent(frame.turn, frame.text)
    else if (frame.kind === 'received') this.#applyReceived(frame)
    else if (frame.kind === 'attempted') keep(this.#attempts, mostAttempts, () => attemptOf(frame))
    else if (frame.kind === 'rejected') {
      const { status, code, message } = frame.failure
      this.#amend(frame, { status, failed: [code, message].filter((word) => word !== null).join(': ') || 'failed' })
    } else if (frame.kind === 'answered') this.#amend(frame, { status: frame.status })
  }

  finish(): SessionReport {
    const turn = this.#turns.value()
    settleInterrupted(this.#summary)
    return {
      header: this.#header,
      summary: this.#summary,
      request: this.#request,
      sent: this.#sent,
      attempts: this.#attempts,
      explanation: turn === null ? null : explainTurn(turn),
      turns: this.#timing.value.turns.slice(0, mostTurns),
      events: this.#events,
      last: this.#last,
      slices: this.#slices,
      sliceMs: this.#sliceMs,
      said: {
        kept: this.#said.kept.map(({ turn: of, output }) => ({ turn: of, parts: output.parts })),
        count: this.#said.count,
      },
    }
  }

  #applySent(turn: number, text: string): void {
    keep(this.#sent, mostTurns, () => ({ turn, text }))
    keep(this.#said, mostTurns, () => ({ turn, output: createOutput() }))
  }

  #applyReceived({ seq, at, turn, text }: Extract<Frame, { kind: 'received' }>): void {
    const name = this.#isStream ? eventType(text) || 'comment' : 'body'
    const listed = { seq, at, turn, name, text }
    if (this.#events.count < mostEvents) this.#events.kept.push(listed)
    else this.#last.push(listed)
    if (this.#last.length >= 2 * mostLast) this.#last = this.#last.slice(-mostLast)
    this.#events.count += 1
    this.#count(at)
    const output = this.#said.kept.find((said) => said.turn === turn)?.output
    const event = this.#isStream ? parseEvent(text) : null
    if (output && event) applyEvent(output, event)
    else if (output && !this.#isStream) applyBody(output, parseJson(text))
  }

  /** When there are too many slices, two become one. */
  #count(at: number): void {
    let slice = Math.max(0, Math.floor(at / this.#sliceMs))
    while (slice >= mostSlices) {
      const halves = this.#slices
      this.#slices = Array.from(
        { length: Math.ceil(halves.length / 2) },
        (_, i) => (halves[2 * i] ?? 0) + (halves[2 * i + 1] ?? 0),
      )
      this.#sliceMs *= 2
      slice = Math.floor(at / this.#sliceMs)
    }
    // Times may be out of order, and no slice is left out.
    while (this.#slices.length <= slice) this.#slices.push(0)
    this.#slices[slice] = (this.#slices[slice] ?? 0) + 1
  }

  #amend({ turn, attempt, at }: { turn: number; attempt: number; at: number }, change: Partial<TriedAttempt>): void {
    const tried = this.#attempts.kept.find((one) => one.turn === turn && one.attempt === attempt)
    if (tried) Object.assign(tried, change, { ms: at - tried.at })
  }
}

const attemptOf = ({
  turn,
  attempt,
  provider,
  model,
  simulated,
  request,
  at,
}: Extract<Frame, { kind: 'attempted' }>) => ({
  turn,
  attempt,
  provider,
  model,
  simulated,
  url: request.url,
  at,
  ms: null,
  status: null,
  failed: null,
})

function keep<T>(list: Bounded<T>, most: number, make: () => T): void {
  list.count += 1
  if (list.kept.length < most) list.kept.push(make())
}
