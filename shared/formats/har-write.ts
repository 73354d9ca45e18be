// Sessions as HAR 1.2, one entry each, with DevTools' fields for what HAR has no place for: `_webSocketMessages` and
// `_eventSourceMessages`. `_attempts` tells who was asked; `_gatescope` is the session file, line by line, so that nothing is lost
// between two Gatescopes. An entry says its session in several places, and each of them reads the session anew.
import { addressOf } from '#shared/formats/curl'
import { speaksInEvents, speaksInMessages, surveyFrames, type Survey } from '#shared/formats/har-survey'
import { firstFrames, type PortableSession } from '#shared/formats/portable'
import { dispatches, eventId } from '#shared/formats/sse-blocks'
import { statusText } from '#shared/formats/status-text'
import { utf8Length } from '#shared/formats/utf8'
import { eventData, eventName } from '#shared/open-responses/events'
import type { AttemptFailure, Frame, Headers, SessionHeader } from '#shared/session/frame'

export type Creator = { readonly name: string; readonly version: string }

export async function* writeHar(sessions: AsyncIterable<PortableSession>, creator: Creator): AsyncGenerator<string> {
  yield `{"log":{"version":"1.2","creator":${JSON.stringify(creator)},"entries":[`
  let separator = '\n'
  for await (const session of sessions) {
    yield separator
    separator = ',\n'
    yield* writeEntry(session)
  }
  yield '\n]}}\n'
}

async function* writeEntry({ header, frames }: PortableSession): AsyncGenerator<string> {
  const survey = await surveyFrames(frames)
  const again = (): AsyncIterable<Frame> => firstFrames(frames, survey.count)
  const timings = timingsOf(survey)
  const times = { startedDateTime: new Date(header.startedAt).toISOString(), time: totalOf(timings) }
  yield `{${members(times)},"_gatescope":`
  yield* list(inLines(header, again()))
  yield `,"request":${JSON.stringify(requestOf(survey))},"response":{${members(responseOf(survey))},"content":`
  yield* writeContent(survey, again())
  const type = survey.isSocket ? 'websocket' : 'fetch'
  yield `},${members({ cache: {}, timings, _resourceType: type })},"_attempts":`
  yield* list(attemptsOf(again()))
  if (speaksInEvents(survey)) {
    yield ',"_eventSourceMessages":'
    yield* list(eventsOf(header, again()))
  }
  if (speaksInMessages(survey)) {
    yield ',"_webSocketMessages":'
    yield* list(messagesOf(header, again()))
    if (survey.closed !== null) yield `,${members({ _webSocketClose: closeOf(header, survey.closed) })}`
  }
  yield '}'
}

/** The members of an object, for one that goes on. */
const members = (value: object): string => JSON.stringify(value).slice(1, -1)

async function* list(values: AsyncIterable<object>): AsyncGenerator<string> {
  let before = '['
  for await (const value of values) {
    yield before + JSON.stringify(value)
    before = ',\n'
  }
  yield before === '[' ? '[]' : ']'
}

async function* inLines(header: SessionHeader, frames: AsyncIterable<Frame>): AsyncGenerator<object> {
  yield header
  yield* frames
}

type Timings = { readonly send: number; readonly wait: number; readonly receive: number }

/** Of the client's connection. How it came about is not recorded: -1, as the format has it. */
function timingsOf({ sentAt, respondedAt, endAt }: Survey) {
  const send = sentAt === null ? 0 : Math.min(sentAt, respondedAt ?? endAt)
  const wait = Math.max(0, (respondedAt ?? endAt) - send)
  const receive = respondedAt === null ? 0 : Math.max(0, endAt - respondedAt)
  return { blocked: -1, dns: -1, connect: -1, ssl: -1, send, wait, receive }
}

const totalOf = ({ send, wait, receive }: Timings): number => send + wait + receive

const pairsOf = (headers: Headers) => Object.entries(headers).map(([name, value]) => ({ name, value }))

/** Cookies are credentials, and were redacted when they were recorded. */
function requestOf({ request, isSocket, body }: Survey) {
  const url = encodeUrl(addressOf(request, isSocket ? 'ws' : 'http'))
  const mimeType = request.headers['content-type'] ?? ''
  return {
    method: request.method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: pairsOf(request.headers),
    queryString: queryOf(url),
    ...(body === null ? {} : { postData: { mimeType, text: body } }),
    headersSize: -1,
    bodySize: body === null ? 0 : utf8Length(body),
  }
}

/** A request line may hold what an address may not. */
const encodeUrl = (url: string): string =>
  url.replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, (char) =>
    /[\uD800-\uDFFF]/.test(char) && char.length === 1 ? '%EF%BF%BD' : encodeURIComponent(char),
  )

function queryOf(url: string): readonly { readonly name: string; readonly value: string }[] {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ''
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', ...value] = part.split('=')
      return { name: decode(name), value: decode(value.join('=')) }
    })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function responseOf(survey: Survey) {
  const { status, headers, bytes, failure } = survey
  return {
    status: status ?? 0,
    statusText: statusText(status),
    httpVersion: status === null ? '' : 'HTTP/1.1',
    cookies: [],
    headers: pairsOf(headers),
    redirectURL: '',
    headersSize: -1,
    bodySize: speaksInMessages(survey) ? -1 : bytes,
    ...(failure === null ? {} : { _error: `${failure.how}: ${failure.detail}` }),
  }
}

async function* writeContent(survey: Survey, frames: AsyncIterable<Frame>): AsyncGenerator<string> {
  const { headers, bytes } = survey
  yield `{${members({ size: bytes, mimeType: headers['content-type'] ?? '' })}`
  if (!speaksInMessages(survey) && bytes > 0) {
    yield ',"text":"'
    for await (const frame of frames) if (frame.kind === 'received') yield JSON.stringify(frame.text).slice(1, -1)
    yield '"'
  }
  yield '}'
}

/** Unix time in seconds, to the microsecond. */
const epochSeconds = (header: SessionHeader, at: number): number => Math.round((header.startedAt + at) * 1000) / 1e6

async function* eventsOf(header: SessionHeader, frames: AsyncIterable<Frame>): AsyncGenerator<object> {
  let lastId = ''
  for await (const frame of frames) {
    if (frame.kind !== 'received') continue
    lastId = eventId(frame.text) ?? lastId
    if (!dispatches(frame.text)) continue
    const { text, at } = frame
    yield {
      time: epochSeconds(header, at),
      eventName: eventName(text) || 'message',
      eventId: lastId,
      data: eventData(text),
    }
  }
}

async function* messagesOf(header: SessionHeader, frames: AsyncIterable<Frame>): AsyncGenerator<object> {
  for await (const frame of frames) {
    if (frame.kind !== 'sent' && frame.kind !== 'received') continue
    const type = frame.kind === 'sent' ? 'send' : 'receive'
    yield { type, time: epochSeconds(header, frame.at), opcode: 1, data: frame.text }
  }
}

const closeOf = (header: SessionHeader, { at, code, reason }: NonNullable<Survey['closed']>) => ({
  ...(code === null ? {} : { code }),
  reason,
  timestamp: epochSeconds(header, at),
})

type Attempted = Extract<Frame, { kind: 'attempted' }>

/** Who was asked and what came of it, in the order it was settled; what never was comes last. */
async function* attemptsOf(frames: AsyncIterable<Frame>): AsyncGenerator<object> {
  const running = new Map<string, Attempted>()
  for await (const frame of frames) {
    if (frame.kind === 'attempted') running.set(`${frame.turn} ${frame.attempt}`, frame)
    if (frame.kind !== 'answered' && frame.kind !== 'rejected') continue
    const key = `${frame.turn} ${frame.attempt}`
    const attempted = running.get(key)
    running.delete(key)
    if (!attempted) continue
    const ms = frame.at - attempted.at
    yield frame.kind === 'answered'
      ? { ...describeAttempt(attempted), ms, status: frame.status, outcome: 'answered', failure: null }
      : { ...describeAttempt(attempted), ms, ...describeFailure(frame.failure) }
  }
  for (const attempted of running.values())
    yield { ...describeAttempt(attempted), ms: null, status: null, outcome: 'unsettled', failure: null }
}

const describeAttempt = ({ turn, attempt, provider, model, simulated, request, at }: Attempted) => ({
  turn,
  attempt,
  provider,
  model,
  simulated,
  url: request.url,
  started_ms: at,
})

const describeFailure = ({ type, status, code, message }: AttemptFailure) => ({
  status,
  outcome: 'failed',
  failure: { type, code, message },
})
