// The input of a request as a conversation (GATEWAY.md 7.2): what every wire format that is not the Responses API starts
// from. Pure reading: nothing here knows a provider.
import { isFields, type CanonicalRequest, type Fields, type InputItem } from '#shared/open-responses/canonical'

export type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'refusal'; readonly text: string }
  /** `url` may be a data URL. */
  | { readonly type: 'image'; readonly url: string; readonly detail: string | null }
  /** Base64 data and its short format name, such as `wav`. */
  | { readonly type: 'audio'; readonly data: string; readonly format: string }
  | { readonly type: 'video'; readonly url: string }
  | {
      readonly type: 'file'
      readonly name: string | null
      readonly data: string | null
      readonly url: string | null
      readonly id: string | null
    }

export type Call = { readonly callId: string; readonly name: string; readonly arguments: string }

export type Thought = {
  readonly text: string
  readonly id: string | null
  /** What the provider gave to prove the thought its own; goes back untouched. */
  readonly encrypted: string | null
}

export type Turn =
  | { readonly role: 'system' | 'developer' | 'user'; readonly parts: readonly Part[] }
  | {
      readonly role: 'assistant'
      readonly parts: readonly Part[]
      readonly thoughts: readonly Thought[]
      readonly calls: readonly Call[]
    }
  | {
      readonly role: 'tool'
      readonly callId: string
      /** Looked up among the calls before it; null when there is none. */
      readonly name: string | null
      readonly parts: readonly Part[]
      readonly isError: boolean
    }

export function readConversation(request: CanonicalRequest): Turn[] {
  const reader = new ConversationReader()
  const { instructions, input } = request
  if (typeof instructions === 'string' && instructions !== '')
    reader.add('system', [{ type: 'text', text: instructions }])
  if (typeof input === 'string') reader.add('user', [{ type: 'text', text: input }])
  else for (const item of input) reader.item(item)
  return reader.turns()
}

/** The text of all system and developer turns, for formats that keep it beside the conversation; and the other turns. */
export function splitSystem(turns: readonly Turn[]): { readonly system: string; readonly turns: readonly Turn[] } {
  const isSystem = (turn: Turn) => turn.role === 'system' || turn.role === 'developer'
  return {
    system: turns
      .filter(isSystem)
      .map((turn) => textOf(turn.parts))
      .join('\n\n'),
    turns: turns.filter((turn) => !isSystem(turn)),
  }
}

export const textOf = (parts: readonly Part[]): string =>
  parts.map((part) => (part.type === 'text' || part.type === 'refusal' ? part.text : '')).join('')

const stringOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

type Assistant = { role: 'assistant'; parts: Part[]; thoughts: Thought[]; calls: Call[] }

class ConversationReader {
  readonly #turns: Turn[] = []
  readonly #names = new Map<string, string>()
  /** Loose content items in a row make one user message. */
  #loose: Part[] | null = null
  #assistant: Assistant | null = null

  add(role: 'system' | 'developer' | 'user', parts: readonly Part[]): void {
    this.#end()
    this.#turns.push({ role, parts })
  }

  item(item: InputItem): void {
    const type = stringOf(item['type']) ?? (typeof item['role'] === 'string' ? 'message' : '')
    switch (type) {
      case 'message':
        return this.#message(item)
      case 'function_call':
      case 'custom_tool_call': {
        const callId = stringOf(item['call_id']) ?? stringOf(item['id']) ?? ''
        const name = stringOf(item['name']) ?? ''
        const args = stringOf(item['arguments']) ?? (type === 'custom_tool_call' ? wrapInput(item['input']) : '{}')
        this.#names.set(callId, name)
        return void this.#assistantTurn().calls.push({ callId, name, arguments: args })
      }
      case 'function_call_output':
      case 'custom_tool_call_output':
        return this.#result(stringOf(item['call_id']) ?? '', item['output'], item['status'] === 'failed')
      case 'reasoning': {
        const thought = readThought(item)
        // One without words only carries a proof for what stands around it.
        return void this.#assistantTurn(thought.text !== '').thoughts.push(thought)
      }
      default: {
        const part = readPart(item)
        if (!part) return
        this.#assistant = null
        if (!this.#loose) {
          this.#loose = []
          this.#turns.push({ role: 'user', parts: this.#loose })
        }
        this.#loose.push(part)
      }
    }
  }

  turns(): Turn[] {
    return this.#turns
  }

  #message(item: InputItem): void {
    const parts = readContent(item['content'])
    const role = item['role']
    if (role === 'assistant') return void this.#assistantTurn(true).parts.push(...parts)
    if (role === 'tool') return this.#result(stringOf(item['tool_call_id']) ?? '', item['content'], false)
    this.add(role === 'system' || role === 'developer' ? role : 'user', parts)
  }

  #result(callId: string, output: unknown, isError: boolean): void {
    this.#end()
    const name = this.#names.get(callId) ?? null
    const parts: Part[] =
      typeof output === 'string' || Array.isArray(output)
        ? readContent(output)
        : [{ type: 'text', text: JSON.stringify(output ?? '') }]
    this.#turns.push({ role: 'tool', callId, name, parts, isError })
  }

  /** Calls belong to the assistant's message before them; a text or a thought after one begins a message of its own. */
  #assistantTurn(begins = false): Assistant {
    this.#loose = null
    const open = this.#assistant
    if (open && !(begins && (open.parts.length > 0 || open.calls.length > 0))) return open
    const turn: Assistant = { role: 'assistant', parts: [], thoughts: [], calls: [] }
    this.#assistant = turn
    this.#turns.push(turn)
    return turn
  }

  #end(): void {
    this.#loose = null
    this.#assistant = null
  }
}

/** A custom tool takes free text; other formats only know JSON arguments. */
const wrapInput = (input: unknown): string => JSON.stringify({ input: stringOf(input) ?? '' })

function readThought(item: InputItem): Thought {
  const texts = [item['summary'], item['content']].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
  return {
    text: texts.map((part) => (isFields(part) ? (stringOf(part['text']) ?? '') : '')).join(''),
    id: stringOf(item['id']),
    encrypted: stringOf(item['encrypted_content']),
  }
}

function readContent(content: unknown): Part[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  const list: readonly unknown[] = Array.isArray(content) ? content : [content]
  return list.flatMap((entry) => {
    if (typeof entry === 'string') return [{ type: 'text', text: entry } as const]
    const part = isFields(entry) ? readPart(entry) : null
    return part ? [part] : []
  })
}

/** Content parts under the names of the Responses API, and under those of chat completions, which clients mix in. */
function readPart(part: Fields): Part | null {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: typeof part['text'] === 'string' ? part['text'] : '' }
    case 'refusal':
      return { type: 'refusal', text: stringOf(part['refusal']) ?? '' }
    case 'input_image':
    case 'output_image':
    case 'image_url':
      return readImage(part)
    case 'input_audio':
    case 'output_audio': {
      const audio = isFields(part['input_audio']) ? part['input_audio'] : part
      const data = stringOf(audio['data']) ?? stringOf(audio['b64_json'])
      return data === null ? null : { type: 'audio', data, format: stringOf(audio['format']) ?? 'wav' }
    }
    case 'input_video': {
      const url = urlOf(part['video_url'])
      return url === null ? null : { type: 'video', url }
    }
    case 'input_file':
    case 'file': {
      const file = isFields(part['file']) ? part['file'] : part
      return {
        type: 'file',
        name: stringOf(file['filename']),
        data: stringOf(file['file_data']),
        url: stringOf(file['file_url']),
        id: stringOf(file['file_id']),
      }
    }
    default:
      return null
  }
}

function readImage(part: Fields): Part | null {
  const base64 = stringOf(part['b64_json'])
  const mime = stringOf(part['mime_type']) ?? 'image/png'
  const url = urlOf(part['image_url']) ?? (base64 === null ? null : `data:${mime};base64,${base64}`)
  const nested = isFields(part['image_url']) ? part['image_url']['detail'] : undefined
  return url === null ? null : { type: 'image', url, detail: stringOf(part['detail']) ?? stringOf(nested) }
}

const urlOf = (value: unknown): string | null => stringOf(isFields(value) ? value['url'] : value)

/** The media type and base64 data of a data URL; null for any other URL. */
export function readDataUrl(url: string): { readonly mime: string; readonly data: string } | null {
  const match = /^data:([^;,]+)(?:;[^;,]+)*;base64,(.*)$/s.exec(url)
  return match ? { mime: match[1] ?? '', data: match[2] ?? '' } : null
}
