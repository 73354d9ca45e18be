// What the providers of a recorded session did, read off its frames: of every attempt its answer in the provider's own words,
// and as the events the client was told of it. Pure; the simulator plays it as a scenario.
import { eventData, eventType, isTerminal } from '#shared/open-responses/events'
import type { AttemptFailure, Frame, Headers } from '#shared/session/frame'
import { isEventStream } from '#shared/session/stream'
import type { Codec } from '../providers/provider'

/** Milliseconds since the attempt was made. */
export type Said = { readonly at: number; readonly text: string }

export type RecordedAnswer = {
  readonly turn: number
  /** null: none that is known here. */
  readonly dialect: Codec['dialect'] | null
  /** Nobody recorded what a provider was asked: what the client got stands for it. */
  readonly isToldOnly: boolean
  /** What was told is messages then, and no blocks of a stream. */
  readonly isSocket: boolean
  readonly startedAt: number
  /** null: it never came. */
  headAt: number | null
  status: number
  headers: Headers
  failure: AttemptFailure | null
  /** Whether the provider streamed, and whether the client was told a stream. */
  isStream: boolean
  isToldAsStream: boolean
  readonly wire: Said[]
  readonly told: Said[]
  ending: 'end' | 'reset' | 'hang'
}

const paths: readonly (readonly [Codec['dialect'], RegExp])[] = [
  ['responses', /\/responses(\/ws|\/compact)?$/],
  ['chat-completions', /\/chat\/completions$/],
  ['messages', /\/messages$/],
  ['generate-content', /:(generateContent|streamGenerateContent)$/],
]

const dialectOf = (url: string): RecordedAnswer['dialect'] => {
  const path = url.split(/[?#]/)[0] ?? ''
  return paths.find(([, shape]) => shape.test(path))?.[0] ?? null
}

export class AnswerReader {
  readonly answers: RecordedAnswer[] = []
  /** The attempt of a turn that is under way. */
  readonly #current = new Map<number, RecordedAnswer>()
  /** Events that were only the provider's last block in other words. */
  readonly #rewritten = new Map<number, boolean>()
  #isSocket = false
  #isStream = false
  #path = ''

  apply(frame: Frame): void {
    if (frame.kind === 'opened') {
      this.#isSocket = frame.transport === 'websocket'
      this.#path = frame.request.path
    } else if (frame.kind === 'responded') this.#isStream = isEventStream(frame.headers)
    else if (frame.kind === 'sent') this.#begin(frame, this.#path, true)
    else if (frame.kind === 'attempted') this.#begin(frame, frame.request.url, false)
    const answer = 'turn' in frame ? this.#current.get(frame.turn) : undefined
    if (!answer) return
    const at = Math.max(0, frame.at - answer.startedAt)
    switch (frame.kind) {
      case 'opened':
      case 'sent':
      case 'routed':
      case 'attempted':
      case 'pulse':
      case 'closed':
        return
      case 'responded':
        return answer.isToldOnly ? this.#answer(answer, frame, at) : undefined
      case 'upstream':
        answer.wire.push({ at, text: frame.text })
        this.#rewritten.set(frame.turn, eventData(frame.text) !== '' && eventData(frame.text) !== '[DONE]')
        return
      case 'rejected':
        Object.assign(answer, { failure: frame.failure, headAt: at, status: frame.failure.status ?? 0 })
        this.#current.delete(frame.turn)
        return
      case 'answered':
        return this.#answer(answer, frame, at)
      case 'received':
        return this.#hear(answer, { at, text: frame.text })
      case 'ended':
        // What the client is told after it, the gateway says.
        answer.ending = frame.how === 'complete' ? 'end' : frame.how === 'timeout' ? 'hang' : 'reset'
        this.#current.delete(frame.turn)
    }
  }

  #begin({ turn, at }: { readonly turn: number; readonly at: number }, url: string, isToldOnly: boolean): void {
    const answer: RecordedAnswer = {
      turn,
      dialect: dialectOf(url),
      isToldOnly,
      isSocket: this.#isSocket,
      startedAt: at,
      // Every message of a socket has the one handshake.
      headAt: isToldOnly && this.#isSocket ? 0 : null,
      status: 200,
      headers: {},
      failure: null,
      isStream: false,
      isToldAsStream: false,
      wire: [],
      told: [],
      ending: 'reset',
    }
    const before = this.#current.get(turn)
    if (before?.isToldOnly) this.answers.splice(this.answers.indexOf(before), 1)
    this.answers.push(answer)
    this.#current.set(turn, answer)
    this.#rewritten.set(turn, false)
  }

  #answer(answer: RecordedAnswer, { status, headers }: { status: number; headers: Headers }, at: number): void {
    Object.assign(answer, { headAt: at, status, headers })
    answer.isStream = this.#isSocket || isEventStream(headers)
  }

  #hear(answer: RecordedAnswer, said: Said): void {
    answer.isToldAsStream = this.#isSocket || this.#isStream
    answer.told.push(said)
    const isRewritten = this.#rewritten.get(answer.turn) === true
    this.#rewritten.set(answer.turn, false)
    // A provider of the same format, streaming to a client that streams, is passed on but for what it says first and last.
    const isPassedOn = answer.dialect === 'responses' && answer.isStream && answer.isToldAsStream
    // On a socket that is a message, which is no block of a stream: nothing there has the provider's own form.
    if (this.#isSocket) answer.wire.length = isPassedOn ? 0 : answer.wire.length
    else if (answer.isToldOnly || (isPassedOn && !isRewritten)) answer.wire.push(said)
    if (isTerminal(eventType(said.text)) || !answer.isToldAsStream) answer.ending = 'end'
  }
}
