// One HAR entry as the frames that a recording of it would have, and what the entry did not tell. Entries that are no exchange of
// the Responses API are none of ours: a browser's file is full of them.
import { field, parseJson } from '#shared/json'
import { schemeHeader } from '#shared/formats/curl'
import type { Body, HarEntry, HarEvent } from '#shared/formats/har-fields'
import { dispatches, formatBlock, splitBlocks } from '#shared/formats/sse-blocks'
import { utf8Length } from '#shared/formats/utf8'
import { eventType } from '#shared/open-responses/events'
import type { Frame, FrameBody, Headers } from '#shared/session/frame'
import { isEventStream } from '#shared/session/stream'

/** What only the platform can do, or only the recorder knows. */
export type HarPlatform = {
  /** Credentials leave at the border, as they do when a request is recorded. */
  readonly redactHeaders: (headers: Headers) => Headers
  readonly redactUrl: (url: string) => string
  /** null when the bytes are no text. */
  readonly decodeBase64: (base64: string) => string | null
}

export type Exchange = { readonly frames: readonly Frame[]; readonly notes: readonly string[] }

/** null: no exchange of the Responses API. */
export function exchangeOf(entry: HarEntry, platform: HarPlatform): Exchange | null {
  const draft = new Draft(entry, platform)
  return isResponses(entry, draft) ? draft.finish() : null
}

type Said = { readonly at: number; readonly text: string }

class Draft {
  readonly request: string | null
  readonly answer: string | null
  readonly #entry: HarEntry
  readonly #platform: HarPlatform
  readonly #notes: string[] = []
  readonly #frames: Frame[] = []

  constructor(entry: HarEntry, platform: HarPlatform) {
    this.#entry = entry
    this.#platform = platform
    this.request = this.#read(entry.requestBody, 'request')
    this.answer = this.#read(entry.content, 'answer')
  }

  finish(): Exchange {
    const { messages, remark } = this.#entry
    if (remark !== null) this.#notes.push(`The recorder says: ${remark}`)
    this.#open(messages === null ? 'http' : 'websocket')
    if (messages !== null && this.#entry.status < 400) this.#talk(messages)
    else this.#exchange()
    return { frames: this.#frames, notes: this.#notes }
  }

  #push(at: number, body: FrameBody): void {
    this.#frames.push({ seq: this.#frames.length, at, ...body })
  }

  #open(transport: 'http' | 'websocket'): void {
    const { method, url, requestHeaders } = this.#entry
    const { scheme, host, path } = splitUrl(url)
    const authority = requestHeaders[':authority'] ?? host
    const own = Object.entries(requestHeaders).filter(([name]) => !name.startsWith(':'))
    const secure = /^(https|wss)$/.test(scheme) ? { [schemeHeader]: 'https' } : {}
    const headers = { host: authority, ...Object.fromEntries(own), ...secure }
    const { redactHeaders, redactUrl } = this.#platform
    const request = { method, path: redactUrl(path), headers: redactHeaders(headers) }
    this.#push(0, { kind: 'opened', transport, request })
  }

  #respond(turn: number): void {
    const { status, responseHeaders, respondedAt } = this.#entry
    if (status === 0) return
    const headers = this.#platform.redactHeaders(responseHeaders)
    this.#push(respondedAt, { kind: 'responded', turn, status, headers })
  }

  #exchange(): void {
    const { sentAt, endAt, error, status, messages } = this.#entry
    const turn = messages === null ? 1 : 0
    if (this.request !== null) this.#push(sentAt, { kind: 'sent', turn: 1, text: this.request })
    this.#respond(turn)
    let lastAt = endAt
    for (const { at, text } of this.#answerPieces()) {
      lastAt = Math.max(lastAt, at)
      this.#push(at, { kind: 'received', turn, text, out: 0 })
    }
    const aborted = /abort/i.test(error ?? '')
    if (error !== null || status === 0) {
      const detail = error ?? 'The file has no answer to this request.'
      this.#push(lastAt, { kind: 'ended', turn, how: aborted ? 'aborted' : 'cut', detail })
    }
    this.#push(lastAt, { kind: 'closed', by: aborted ? 'client' : 'upstream', code: null, reason: '' })
  }

  #answerPieces(): readonly Said[] {
    const { status, responseHeaders, endAt, events } = this.#entry
    if (status < 400 && isEventStream(responseHeaders)) return this.#streamPieces(events ?? [])
    // A refusal is one without its body too.
    if (status >= 400) return [{ at: endAt, text: this.answer ?? '' }]
    return this.answer === null || this.answer === '' ? [] : [{ at: endAt, text: this.answer }]
  }

  /** The body is what was sent; what DevTools saw of it says when. */
  #streamPieces(events: readonly HarEvent[]): readonly Said[] {
    if (this.answer === null || this.answer === '') return this.#rebuilt(events)
    const blocks = [...splitBlocks(this.answer)]
    const told = blocks.filter(dispatches).length
    if (told === 0 || events.length !== told) {
      this.#notes.push('The times inside the answer are not known: the file has it as one piece.')
      return blocks.map((text) => ({ at: this.#entry.endAt, text }))
    }
    let next = 0
    let at = this.#entry.respondedAt
    return blocks.map((text) => {
      if (dispatches(text)) at = events[next++]?.at ?? at
      return { at, text }
    })
  }

  #rebuilt(events: readonly HarEvent[]): readonly Said[] {
    const withData = events.flatMap(({ at, name, id, data }) =>
      data === null ? [] : [{ at, text: formatBlock(name, id, data) }],
    )
    if (withData.length > 0)
      this.#notes.push('The file has no body: its events are written anew from their names and data.')
    if (withData.length < events.length)
      this.#notes.push(`What ${events.length - withData.length} of ${events.length} events said is not in the file.`)
    return withData
  }

  #talk(messages: NonNullable<HarEntry['messages']>): void {
    const { close, endAt, error } = this.#entry
    this.#respond(0)
    let turn = 0
    let lastAt = 0
    for (const { type, at, opcode, data } of messages) {
      lastAt = Math.max(lastAt, at)
      const text = opcode === 2 ? this.#decode(data, 'A binary message') : data
      if (type === 'send') this.#push(at, { kind: 'sent', turn: (turn += 1), text })
      else if (type === 'receive') this.#push(at, { kind: 'received', turn, text, out: 0 })
      else this.#push(at, { kind: 'ended', turn, how: 'cut', detail: text })
    }
    const at = close?.at ?? Math.max(lastAt, endAt)
    const reason = close?.reason ?? error ?? ''
    this.#push(at, { kind: 'closed', by: 'upstream', code: close?.code ?? null, reason })
  }

  #read({ text, isBase64, bytes }: Body, name: 'request' | 'answer'): string | null {
    if (text === null) {
      if (bytes !== null && bytes > 0 && this.#entry.messages === null)
        this.#notes.push(`The body of the ${name} is not in the file.`)
      return null
    }
    if (isBase64) return this.#decode(text, `The body of the ${name}`)
    const held = utf8Length(text)
    if (name === 'answer' && bytes !== null && bytes > held)
      this.#notes.push(`The file has ${held} of the ${bytes} bytes of the answer.`)
    return text
  }

  #decode(base64: string, what: string): string {
    const text = this.#platform.decodeBase64(base64)
    if (text === null) this.#notes.push(`${what} is no text and stays as it is in the file, in base64.`)
    return text ?? base64
  }
}

function splitUrl(url: string): { readonly scheme: string; readonly host: string; readonly path: string } {
  const [, scheme = '', host = '', path = ''] = /^([a-z][a-z\d+.-]*):\/\/([^/?#]*)([^#]*)/i.exec(url) ?? []
  if (host === '') return { scheme: '', host: '', path: url }
  return { scheme: scheme.toLowerCase(), host, path: path.startsWith('/') ? path : `/${path}` }
}

/** By its address, by what was asked, or by what was said. */
function isResponses({ url, messages, responseHeaders }: HarEntry, { request, answer }: Draft): boolean {
  if (/\/responses(\/ws)?\/?$/.test(splitUrl(url).path.split('?')[0] ?? '')) return true
  if (messages !== null) return messages.some(({ data }) => eventType(data).startsWith('response.'))
  if (answer === null) return false
  if (isEventStream(responseHeaders)) return eventType(firstBlock(answer)).startsWith('response.')
  return request !== null && field(parseJson(answer), 'object') === 'response'
}

const firstBlock = (text: string): string => splitBlocks(text).next().value ?? ''
