// Function calls in chat completions, which servers tell in many ways: by index in pieces as documented, whole, without index
// or id, or several under one index. A call that never gets a name is none that anybody could make.
import { isFields, type Fields } from '#shared/open-responses/canonical'
import type { ResponseWriter } from '../response-writer'
import { textField } from './fields'

type Call = { readonly key: number; readonly index: number | null; id: string; open: boolean; early: string }

export class ChatCalls {
  readonly #writer: ResponseWriter
  readonly #generationId: string
  readonly #calls: Call[] = []

  constructor(writer: ResponseWriter, generationId: string) {
    this.#writer = writer
    this.#generationId = generationId
  }

  /** The calls in one delta or message; `function_call` is the older, single form. */
  read(said: Fields): void {
    const { tool_calls: list, function_call: single } = said
    const calls: readonly unknown[] = Array.isArray(list) ? list : [list]
    for (const call of calls) if (isFields(call)) this.#piece(call, isFields(call['function']) ? call['function'] : {})
    if (isFields(single)) this.#piece({ index: -1 }, single)
  }

  #piece(piece: Fields, told: Fields): void {
    const name = textField(told, 'name')
    const call = this.#find(piece, name) ?? this.#add(piece)
    const json = readArguments(told['arguments'])
    if (!call.open && name !== '') {
      call.open = true
      this.#writer.openCall(call.key, call.id || `call_${this.#generationId}_${call.key}`, name)
      this.#writer.callArguments(call.key, call.early + json)
    } else if (call.open) this.#writer.callArguments(call.key, json)
    else call.early += json
  }

  /** A name under another id is a new call, whatever its index says; without an index, so is every name. */
  #find(piece: Fields, name: string): Call | undefined {
    const id = textField(piece, 'id')
    const index = typeof piece['index'] === 'number' ? piece['index'] : null
    const last = (test: (call: Call) => boolean) => this.#calls.filter(test).at(-1)
    const found =
      index === null
        ? last((call) => (id !== '' && call.id === id) || (id === '' && name === ''))
        : last((call) => call.index === index)
    if (!found) return undefined
    if (name !== '' && id !== '' && found.id !== '' && found.id !== id) return undefined
    if (found.id === '') found.id = id
    return found
  }

  #add(piece: Fields): Call {
    const index = typeof piece['index'] === 'number' ? piece['index'] : null
    const call = { key: this.#calls.length, index, id: textField(piece, 'id'), open: false, early: '' }
    this.#calls.push(call)
    return call
  }
}

/** Text in pieces as documented; some servers send the whole object. */
const readArguments = (value: unknown): string =>
  typeof value === 'string' ? value : isFields(value) ? JSON.stringify(value) : ''
