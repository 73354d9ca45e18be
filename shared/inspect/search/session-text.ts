// What can be searched of a session: what was asked, what was answered (put together again, so that a word split over two
// deltas is found), what went wrong, and which models and providers had to do with it.
import { field, parseJson } from '#shared/json'
import { parseEvent } from '#shared/open-responses/events'
import { applyBody, applyEvent, createOutput, type Output } from '#shared/open-responses/output'
import type { AttemptFailure, Frame } from '#shared/session/frame'
import type { SessionLabel } from '#shared/session/label'
import { streamsAfter } from '#shared/session/stream'

/** In the order in which a hit is told: what the reader wrote first. */
export const searchFields = ['name', 'tags', 'note', 'request', 'answer', 'error', 'model'] as const
export type SearchField = (typeof searchFields)[number]
export type RecordedText = Readonly<Record<'request' | 'answer' | 'error' | 'model', string>>
export type SearchText = Readonly<Record<SearchField, string>>

/** What a field holds beyond this is not found: an index must not grow by a whole file for one session. */
const most = 1 << 20
const deepest = 100

export class SessionText {
  readonly #requests: string[] = []
  readonly #errors = new Set<string>()
  readonly #models = new Set<string>()
  readonly #answers = new Map<number, Output>()
  #status = 0
  #streams = false

  apply(frame: Frame): void {
    this.#streams = streamsAfter(this.#streams, frame)
    switch (frame.kind) {
      case 'opened':
        this.#requests.push(frame.request.path)
        return
      case 'sent':
        this.#requests.push(textsOf(frame.text))
        return
      case 'routed':
        this.#models.add(frame.diagnostics.model)
        return
      case 'attempted':
        this.#models.add(frame.model).add(frame.provider)
        return
      case 'rejected':
        for (const text of toldBy(frame.failure)) this.#errors.add(text)
        return
      case 'responded':
        this.#status = frame.status
        return
      case 'received':
        this.#applyReceived(frame.turn, frame.text)
        return
      case 'ended':
        if (frame.how !== 'complete') this.#errors.add(frame.detail)
        return
      default:
    }
  }

  read(): RecordedText {
    const answers = [...this.#answers.values()].flatMap(({ parts }) => parts.map((part) => part.text))
    return {
      request: joined(this.#requests),
      answer: joined(answers),
      error: joined(this.#errors),
      model: joined(this.#models),
    }
  }

  #applyReceived(turn: number, text: string): void {
    if (!this.#streams) {
      if (this.#status >= 400) this.#errors.add(textsOf(text))
      else applyBody(this.#outputOf(turn), parseJson(text))
      return
    }
    const event = parseEvent(text)
    if (event === null) return
    if (event.type === 'error' || event.type === 'response.failed') {
      const told = event.type === 'error' ? event : field(event['response'], 'error')
      this.#errors.add(textsOf(JSON.stringify(told ?? null)))
    } else applyEvent(this.#outputOf(turn), event)
  }

  #outputOf(turn: number): Output {
    const known = this.#answers.get(turn) ?? createOutput()
    this.#answers.set(turn, known)
    return known
  }
}

export const searchText = (recorded: RecordedText, label: SessionLabel): SearchText => ({
  name: label.name ?? '',
  tags: label.tags.join('\n'),
  note: label.note ?? '',
  ...recorded,
})

const toldBy = ({ type, code, message, description, param, preview }: AttemptFailure): string[] =>
  [type, code, message, description, param, preview].filter((text) => text !== null && text !== undefined)

function joined(texts: Iterable<string>): string {
  let all = ''
  for (const text of texts) {
    if (text === '') continue
    all += all === '' ? text : `\n${text}`
    if (all.length > most) return all.slice(0, most)
  }
  return all
}

/** The texts in a JSON document, without its escapes; anything else as it is. */
function textsOf(json: string): string {
  const value = parseJson(json)
  if (typeof value !== 'object' || value === null) return json
  const texts: string[] = []
  collect(value, texts, 0)
  return joined(texts)
}

/** `type` and `role` say what a text is, and are the same words in every request. */
const isForm = (key: string): boolean => key === 'type' || key === 'role'
const isData = (text: string): boolean => text.startsWith('data:') || (text.length > 4_096 && !/\s/.test(text))

function collect(value: unknown, texts: string[], depth: number): void {
  if (typeof value === 'string') {
    if (!isData(value)) texts.push(value)
  } else if (typeof value === 'object' && value !== null && depth < deepest) {
    const isList = Array.isArray(value)
    for (const [key, inner] of Object.entries(value)) {
      if (isList || !isForm(key)) collect(inner, texts, depth + 1)
    }
  }
}
