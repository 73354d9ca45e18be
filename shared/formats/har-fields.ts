// The fields of a HAR entry that a session is made of, checked as far as they are read. Files come from browsers, proxies and
// editors: what nobody reads may be anything, and a field that is wrong is named.
import type { Headers } from '#shared/session/frame'

/** An entry as it was collected off its file; whatever was not there is undefined. */
export type RawEntry = {
  startedDateTime?: unknown
  time?: unknown
  timings?: unknown
  request?: unknown
  response?: unknown
  _resourceType?: unknown
  _webSocketClose?: unknown
  _webSocketMessages?: unknown[]
  _eventSourceMessages?: unknown[]
}

export type HarMessage = { readonly type: string; readonly at: number; readonly opcode: number; readonly data: string }
export type HarEvent = {
  readonly at: number
  readonly name: string
  readonly id: string
  /** null: left out, as Chrome does when it takes out what is sensitive. */
  readonly data: string | null
}

export type Body = { readonly text: string | null; readonly isBase64: boolean; readonly bytes: number | null }

export type HarEntry = {
  /** Unix ms. */
  readonly startedAt: number
  readonly method: string
  readonly url: string
  readonly requestHeaders: Headers
  readonly requestBody: Body
  /** 0: there was no answer. */
  readonly status: number
  readonly responseHeaders: Headers
  readonly content: Body
  /** What the recorder says of a body that it left out or cut. */
  readonly remark: string | null
  readonly error: string | null
  /** Milliseconds from the beginning: the request was out, the head was in, all was in. */
  readonly sentAt: number
  readonly respondedAt: number
  readonly endAt: number
  /** null: the entry is no websocket. */
  readonly messages: readonly HarMessage[] | null
  readonly close: { readonly at: number | null; readonly code: number | null; readonly reason: string } | null
  readonly events: readonly HarEvent[] | null
}

/** A field of the file that breaks its rule. */
export class HarFieldError extends Error {}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws HarFieldError naming the field */
export function readFields(raw: RawEntry, place: string): HarEntry {
  const wrong = (field: string, rule: string): never => {
    throw new HarFieldError(`${place}.${field} must be ${rule}.`)
  }
  const object = (value: unknown, field: string): Fields => (isFields(value) ? value : wrong(field, 'an object'))
  const text = (value: unknown, field: string): string => (typeof value === 'string' ? value : wrong(field, 'a text'))
  const startedAt = Date.parse(text(raw.startedDateTime, 'startedDateTime'))
  if (!(startedAt >= 0)) wrong('startedDateTime', 'a date and time, as in "2026-11-24T14:00:00.000Z"')
  const request = object(raw.request, 'request')
  const response = object(raw.response, 'response')
  const headers = (value: unknown, field: string): Headers => {
    if (value === undefined || value === null) return {}
    if (!Array.isArray(value)) return wrong(field, 'a list')
    return joinHeaders(
      value.map((pair, index): [string, string] => {
        const { name, value: own } = object(pair, `${field}[${index}]`)
        return [text(name, `${field}[${index}].name`), typeof own === 'string' ? own : '']
      }),
    )
  }
  const status = response['status']
  if (typeof status !== 'number') return wrong('response.status', 'a number')
  return {
    startedAt,
    method: text(request['method'], 'request.method'),
    url: text(request['url'], 'request.url'),
    requestHeaders: headers(request['headers'], 'request.headers'),
    requestBody: readRequestBody(request),
    status,
    responseHeaders: headers(response['headers'], 'response.headers'),
    content: readContent(response['content']),
    remark: remarkOf(request, response),
    error: typeof response['_error'] === 'string' && response['_error'] !== '' ? response['_error'] : null,
    ...readTimes(raw),
    messages: readMessages(raw, startedAt, wrong),
    close: readClose(raw._webSocketClose, startedAt),
    events: raw._eventSourceMessages?.map((event) => readEvent(event, startedAt)) ?? null,
  }
}

/** A header that came twice is one, as a recording has it. */
function joinHeaders(pairs: readonly (readonly [name: string, value: string])[]): Headers {
  const joined = new Map<string, string>()
  for (const [name, value] of pairs) {
    const key = name.toLowerCase()
    const before = joined.get(key)
    joined.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(joined)
}

const sizeOf = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null)

const nothing: Body = { text: null, isBase64: false, bytes: 0 }

function readContent(value: unknown): Body {
  if (!isFields(value)) return nothing
  const { text, encoding, size } = value
  return {
    text: typeof text === 'string' ? text : null,
    isBase64: encoding === 'base64',
    bytes: sizeOf(size),
  }
}

/** What is no text stands in `_content` (HTTP Toolkit). */
function readRequestBody(request: Fields): Body {
  const { postData, _content, bodySize } = request
  if (isFields(postData) && typeof postData['text'] === 'string')
    return { text: postData['text'], isBase64: postData['encoding'] === 'base64', bytes: sizeOf(bodySize) }
  if (isFields(_content)) return readContent(_content)
  return { ...nothing, bytes: sizeOf(bodySize) }
}

function remarkOf(request: Fields, response: Fields): string | null {
  const content = response['content']
  const said = [
    request['_requestBodyStatus'],
    response['_responseBodyStatus'],
    isFields(content) ? content['comment'] : undefined,
  ].filter((one) => typeof one === 'string' && one !== '')
  return said.length === 0 ? null : said.join(', ')
}

/** The time for TLS is part of that for the connection. */
function readTimes({ time, timings }: RawEntry): Pick<HarEntry, 'sentAt' | 'respondedAt' | 'endAt'> {
  const part = (name: string): number => (isFields(timings) ? (sizeOf(timings[name]) ?? 0) : 0)
  const sentAt = part('blocked') + part('dns') + part('connect') + part('send')
  const respondedAt = sentAt + part('wait')
  return {
    sentAt: milliseconds(sentAt),
    respondedAt: milliseconds(respondedAt),
    endAt: milliseconds(Math.max(respondedAt + part('receive'), sizeOf(time) ?? 0)),
  }
}

const milliseconds = (ms: number): number => Math.round(ms * 1000) / 1000

/** From Unix seconds. A clock that was set back does not make an event come before its session. */
const sinceStart = (seconds: unknown, startedAt: number): number =>
  typeof seconds === 'number' && Number.isFinite(seconds) ? Math.max(0, milliseconds(seconds * 1000 - startedAt)) : 0

function readMessages(
  { _resourceType, _webSocketMessages }: RawEntry,
  startedAt: number,
  wrong: (field: string, rule: string) => never,
): readonly HarMessage[] | null {
  if (_webSocketMessages === undefined) return _resourceType === 'websocket' ? [] : null
  return _webSocketMessages.map((message, index) => {
    const field = `_webSocketMessages[${index}]`
    if (!isFields(message)) return wrong(field, 'an object')
    const { type, time, opcode, data } = message
    if (typeof type !== 'string') return wrong(`${field}.type`, '"send" or "receive"')
    return {
      type,
      at: sinceStart(time, startedAt),
      opcode: typeof opcode === 'number' ? opcode : 1,
      data: typeof data === 'string' ? data : wrong(`${field}.data`, 'a text'),
    }
  })
}

function readEvent(event: unknown, startedAt: number): HarEvent {
  const { time, eventName, eventId, data } = isFields(event) ? event : {}
  const word = (value: unknown): string => (typeof value === 'string' ? value : '')
  return {
    at: sinceStart(time, startedAt),
    name: word(eventName),
    id: word(eventId),
    data: typeof data === 'string' ? data : null,
  }
}

/** HTTP Toolkit's, or its word "aborted". */
function readClose(value: unknown, startedAt: number): HarEntry['close'] {
  if (value === 'aborted') return { at: null, code: 1006, reason: 'aborted' }
  if (!isFields(value)) return null
  const { code, reason, timestamp } = value
  return {
    at: typeof timestamp === 'number' && timestamp > 0 ? sinceStart(timestamp, startedAt) : null,
    code: typeof code === 'number' ? code : null,
    reason: typeof reason === 'string' ? reason : '',
  }
}
