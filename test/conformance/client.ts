// The client of a case over HTTP: sends its request, reads a whole answer or a stream, and leaves early if the case says so.
import { caseToken, type Case } from './case'

export type StreamEvent = { readonly event: string; readonly data: unknown; readonly at: number }

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** Undefined for a stream, and for what is not JSON. */
  readonly json: unknown
  /** Null for anything but a stream. */
  readonly events: readonly StreamEvent[] | null
}

/** An event stream read piece by piece, whatever its line ends, comments and cuts. */
export class EventReader {
  readonly events: StreamEvent[] = []
  #rest = ''
  #event = ''
  #data: string[] = []

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/)
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#line(line)
  }

  #line(line: string): void {
    const [, field = '', value = ''] = /^(\w+): ?(.*)$/s.exec(line) ?? []
    if (field === 'event') this.#event = value
    else if (field === 'data') this.#data.push(value)
    else if (line === '' && this.#data.length > 0) {
      const text = this.#data.join('\n')
      const data = readJson(text) ?? text
      const { type = text } = data as { type?: string }
      const event = this.#event || type
      this.events.push({ event, data, at: performance.now() })
      this.#event = ''
      this.#data = []
    }
  }
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export type Exchange = {
  readonly answer: Answer
  /** When the client left; null when it stayed. */
  readonly leftAt: number | null
}

/** `called` resolves when the upstream was asked for the first time. */
export async function request(origin: string, test: Case, called: Promise<void>): Promise<Exchange> {
  const { method, path, headers, body, raw_body, abort } = test.request
  const controller = new AbortController()
  let leftAt: number | null = null
  const leave = () => {
    leftAt ??= performance.now()
    controller.abort()
  }
  const after = abort?.after_call_ms
  if (after !== undefined) void called.then(() => setTimeout(leave, after))
  const empty: Answer = { status: 0, headers: {}, text: '', json: undefined, events: null }
  const given = raw_body ?? (body === undefined ? null : JSON.stringify(body))
  try {
    const response = await fetch(origin + path, { method, headers, body: given, signal: controller.signal })
    const head = { ...empty, status: response.status, headers: Object.fromEntries(response.headers) }
    if (!head.headers['content-type']?.includes('text/event-stream')) {
      const text = await response.text()
      return { answer: { ...head, text, json: readJson(text) }, leftAt }
    }
    const { text, events } = await readStream(response, (reader) => {
      if (abort?.after && reader.events.some((e) => e.event === abort.after)) leave()
    })
    return { answer: { ...head, text, events }, leftAt }
  } catch (error) {
    if (leftAt === null) throw error
    return { answer: empty, leftAt }
  }
}

/** A stream that breaks is read as far as it came. */
async function readStream({ body }: Response, look: (reader: EventReader) => void) {
  const reader = new EventReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of body ?? []) {
      const piece = decoder.decode(chunk as Uint8Array, { stream: true })
      text += piece
      reader.push(piece)
      look(reader)
    }
  } catch {
    // What was read is what there is.
  }
  return { text, events: reader.events }
}

/** Nothing that leaves the gateway upstream may hold the client's own token. */
export const isTokenIn = (value: unknown): boolean => JSON.stringify(value).includes(caseToken)
