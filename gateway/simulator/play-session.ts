// A recorded session as a scenario: `session:<id>` plays what its providers did, attempt by attempt. In the wire format that
// was recorded it is said word for word; in any other one the events the client was told are said anew.
import { HostError } from '#shared/contract/host'
import { isFields, type Fields } from '#shared/open-responses/canonical'
import { parseEvent, type StreamEvent } from '#shared/open-responses/events'
import { field, parseJson, word } from '#shared/json'
import type { AttemptFailure } from '#shared/session/frame'
import { synthesiseStream } from '../exchange/synthesise'
import type { Codec } from '../providers/provider'
import { playable } from '../replay/playable'
import type { SessionPiece } from '../sessions/library'
import type { DispatchContext } from '../upstream/upstream'
import { AnswerReader, type RecordedAnswer, type Said } from './recorded'
import { refuse } from './scenario'
import type { Timeline } from './timeline'

const prefix = 'session:'

/** null: the name is that of a scenario. */
export const sessionOf = (scenario: string): string | null =>
  scenario.startsWith(prefix) ? scenario.slice(prefix.length) : null

export type AskedAs = {
  readonly dialect: Codec['dialect']
  readonly mode: 'body' | 'stream' | 'socket'
  /** Of a socket: its messages; of requests: attempts, counted from 1. What is asked beyond the last begins anew. */
  readonly count: number
}

export type ReadPieces = (id: string) => AsyncIterable<SessionPiece>

/** Plays a recorded session in the wire format of the provider that is asked. */
export type PlayRecorded = (
  id: string,
  context: Pick<DispatchContext, 'provider' | 'model'>,
  asked: Omit<AskedAs, 'dialect'>,
) => Promise<Timeline>

export const createRecordedPlays =
  (read: ReadPieces, codecOf: (context: Pick<DispatchContext, 'provider' | 'model'>) => Codec): PlayRecorded =>
  (id, context, asked) =>
    playSession(read, id, { ...asked, dialect: codecOf(context).dialect })

/** Never rejects: that a session cannot be played is an answer too. */
async function playSession(read: ReadPieces, id: string, asked: AskedAs): Promise<Timeline> {
  const reader = new AnswerReader()
  let isVariant = false
  try {
    for await (const { header, frames } of read(id)) {
      isVariant = header.origin?.kind === 'variant'
      for (const frame of frames) reader.apply(frame)
    }
  } catch (error) {
    const code = error instanceof HostError ? error.code : 'session_unreadable'
    return refuse(code === 'session_not_found' ? 404 : 500, { code, message: (error as Error).message })
  }
  const answers = asked.mode === 'socket' ? lastOfTurns(reader.answers) : reader.answers
  const answer = answers[(asked.count - 1) % Math.max(1, answers.length)]
  if (answer) return timelineOf(isVariant ? asEdited(answer) : answer, asked)
  return refuse(409, { code: 'session_without_answer', message: `In session ${id} no provider was asked.` })
}

const lastOfTurns = (answers: readonly RecordedAnswer[]): readonly RecordedAnswer[] =>
  answers.filter(({ turn }, i) => answers[i + 1]?.turn !== turn)

/** What was edited on a tape is what the client was told: a variant says that, whatever its provider had said. */
function asEdited(answer: RecordedAnswer): RecordedAnswer {
  const { failure, isSocket, told, isToldAsStream } = answer
  if (failure) return answer
  return { ...answer, dialect: 'responses', headers: {}, isStream: isToldAsStream, wire: isSocket ? [] : told }
}

function timelineOf(answer: RecordedAnswer, asked: Omit<AskedAs, 'count'>): Timeline {
  const { failure, headAt, status, headers, ending, wire } = answer
  const isSame = answer.dialect === asked.dialect && asked.mode !== 'socket'
  const base = {
    status,
    headers: Object.fromEntries(playable(headers)),
    headAt,
    body: null,
    steps: [],
    ending,
  } as const
  if (failure) return refusalOf(answer, failure, isSame)
  if (status >= 400) return { ...base, body: isSame ? textOf(wire) : errorOf(textOf(wire)) }
  if (isSame && wire.length > 0 && answer.isStream === (asked.mode === 'stream')) return { ...base, wire }
  const { 'content-type': _, ...rest } = base.headers
  return { ...base, headers: rest, steps: answer.isToldAsStream ? toldEvents(answer.told) : toldBody(answer.told) }
}

function refusalOf({ wire, headAt }: RecordedAnswer, failure: AttemptFailure, isSame: boolean): Timeline {
  const { status, retryAfterSeconds, preview, code, message, param } = failure
  const said = wire.length > 0 ? textOf(wire) : preview
  if (status === null) return { status: 200, headers: {}, headAt: null, body: null, steps: [], ending: 'reset' }
  const headers = retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) }
  // What came with a success and was none has no other form than its own.
  if (status < 400) return { ...empty, status, headers, headAt, wire: [{ at: 0, text: said ?? '' }] }
  const error = { type: 'invalid_request_error', code: code ?? 'error', message: message ?? `Status ${status}.`, param }
  return {
    ...refuse(status, error, headers),
    headAt,
    ...(isSame && said !== null && said !== '' ? { body: said } : {}),
  }
}

const textOf = (said: readonly Said[]): string => said.map(({ text }) => text).join('')

/** A refusal in the words of the Responses API, whoever refused. */
function errorOf(text: string): Fields {
  const body = parseJson(text)
  const error = field(body, 'error')
  const [code, message] = [word(error) ?? 'error', word(field(body, 'description')) ?? text]
  return { error: isFields(error) ? error : { type: 'invalid_request_error', code, message, param: null } }
}

const empty = { body: null, steps: [], ending: 'end' } as const

const toldEvents = (told: readonly Said[]): Timeline['steps'] =>
  told.flatMap(({ at, text }) => {
    const event = parseEvent(text)
    return event ? [{ at, event }] : []
  })

const toldBody = (told: readonly Said[]): Timeline['steps'] =>
  told.flatMap(({ at, text }) => {
    const response: unknown = parseJson(text)
    const events: readonly StreamEvent[] = isFields(response) ? synthesiseStream(response as Fields) : []
    return events.map((event) => ({ at, event }))
  })
